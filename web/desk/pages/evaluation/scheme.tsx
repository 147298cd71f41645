/** 评价方案: items, weights, bands, on and off, as the district wants them; each revision is a version with its reason. */
import { Alert, Button, Checkbox, Input, InputNumber } from 'antd';
import { useState } from 'react';
import { readScheme, saveScheme, type SchemeVersion } from '#contract/evaluation.ts';
import { groups, indicatorOf, type SchemeItem } from '#contract/indicators.ts';
import { useRead, useWrite } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { csv, saveFile } from '../../parts/csv.ts';
import { ExportCsv } from '../../parts/export-csv.tsx';
import { Page, Section } from '../../parts/page.tsx';
import { Trouble, Waiting } from '../../parts/state.tsx';
import { TableBox } from '../../parts/table-box.tsx';
import { useWho } from '../../who.tsx';
import { bandsFrom, bandsText } from './bands.rules.ts';
import { Formula } from './chosen.tsx';

export function SchemePage() {
  const { say } = useWords();
  const { data, error, refetch } = useRead(readScheme, {});
  return (
    <Page wide title={say('desk.nav.scheme')} hint={say('desk.scheme.hint')}>
      {error && <Trouble error={error} again={() => void refetch()} />}
      {!data && !error && <Waiting rows={8} />}
      {data && <Editor key={data.version} scheme={data} />}
    </Page>
  );
}

type Line = SchemeItem & { typed: string };

function Editor({ scheme }: { scheme: SchemeVersion }) {
  const { say } = useWords();
  const may = useWho().may('evaluation.edit');
  const write = useWrite(saveScheme, { changes: [readScheme] });
  const [lines, setLines] = useState<Line[]>(() =>
    scheme.items.map((item) => ({ ...item, typed: bandsText(item.bands) })),
  );
  const [settleDays, setSettleDays] = useState(scheme.settleDays);
  const [reason, setReason] = useState('');
  const put = (index: number, more: Partial<Line>) =>
    setLines((before) => before.map((line, i) => (i === index ? { ...line, ...more } : line)));
  const unread = lines.some(({ typed }) => bandsFrom(typed) === undefined);
  const save = () =>
    write.mutate({
      body: {
        title: scheme.title,
        version: scheme.version,
        settleDays,
        reason,
        items: lines.map(({ typed, ...item }) => ({ ...item, bands: bandsFrom(typed) ?? null })),
      },
    });
  const exportAll = () =>
    saveFile(
      `scheme-${scheme.version}.csv`,
      csv(
        ['group', 'indicator', 'on', 'weight', 'aspect', 'bands'],
        lines.map((line) => [line.group, line.indicator, line.on, line.weight, line.aspect, line.typed]),
      ),
    );
  return (
    <>
      <div className="row no-print">
        <span className="hint">{say('desk.scheme.version', { n: scheme.version, reason: scheme.reason })}</span>
        <ExportCsv n={lines.length} onSave={exportAll} />
      </div>
      {groups.map((group) => {
        const own = lines.map((line, index) => ({ line, index })).filter(({ line }) => line.group === group);
        if (own.length === 0) return null;
        const sum = own.reduce((total, { line }) => total + (line.on ? line.weight : 0), 0);
        return (
          <Section
            key={group}
            title={say(`group.${group}`)}
            extra={
              <em className={sum === 100 || sum === 0 ? 'tag tag-green' : 'tag tag-red'}>
                {say('desk.scheme.sum', { n: sum })}
              </em>
            }
          >
            <TableBox size="free" label={say(`group.${group}`)}>
              <table className="table">
                <thead>
                  <tr>
                    <th scope="col">{say('desk.periods.indicator')}</th>
                    <th scope="col">{say('desk.scheme.on')}</th>
                    <th scope="col">{say('desk.scheme.weight')}</th>
                    <th scope="col">{say('desk.scheme.aspect')}</th>
                    <th scope="col">{say('desk.scheme.bands')}</th>
                  </tr>
                </thead>
                <tbody>
                  {own.map(({ line, index }) => {
                    const name = say(`indicator.${line.indicator}`);
                    const { measure } = indicatorOf(line.indicator);
                    const falls =
                      measure === 'count' && line.bands !== null && line.bands.at(-1)!.points < line.bands[0]!.points;
                    return (
                      <tr key={line.indicator}>
                        <th scope="row">
                          <Formula indicator={line.indicator} />
                          {falls && <small className="faint">{say('desk.scheme.silence')}</small>}
                        </th>
                        <td>
                          <Checkbox
                            checked={line.on}
                            disabled={!may}
                            aria-label={`${name} ${say('desk.scheme.on')}`}
                            onChange={(event) =>
                              put(index, { on: event.target.checked, ...(event.target.checked ? {} : { weight: 0 }) })
                            }
                          />
                        </td>
                        <td>
                          <InputNumber
                            min={0}
                            max={100}
                            precision={0}
                            disabled={!may || !line.on}
                            value={line.weight}
                            aria-label={`${name} ${say('desk.scheme.weight')}`}
                            onChange={(weight) => put(index, { weight: weight ?? 0 })}
                          />
                        </td>
                        <td>{line.aspect ? say(`aspect.${line.aspect}`) : '—'}</td>
                        <td>
                          <Input
                            style={{ minWidth: 220 }}
                            disabled={!may}
                            value={line.typed}
                            {...(bandsFrom(line.typed) === undefined ? { status: 'error' as const } : {})}
                            aria-label={`${name} ${say('desk.scheme.bands')}`}
                            onChange={(event) => put(index, { typed: event.target.value })}
                          />
                        </td>
                      </tr>
                    );
                  })}
                </tbody>
              </table>
            </TableBox>
          </Section>
        );
      })}
      {write.error && <Trouble error={write.error} />}
      {write.data && <Alert type="success" title={say('desk.scheme.saved', { n: write.data.version })} />}
      {may && (
        <form
          className="filters no-print"
          onSubmit={(event) => {
            event.preventDefault();
            save();
          }}
        >
          <label>
            {say('desk.scheme.settle')}{' '}
            <InputNumber
              min={0}
              max={31}
              precision={0}
              value={settleDays}
              onChange={(days) => setSettleDays(days ?? 0)}
            />
          </label>
          <label>
            {say('desk.scheme.reason')}{' '}
            <Input
              style={{ width: 280 }}
              maxLength={500}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          </label>
          <Button
            type="primary"
            htmlType="submit"
            loading={write.isPending}
            disabled={unread || reason.trim().length < 2}
          >
            {say('desk.scheme.save')}
          </Button>
        </form>
      )}
    </>
  );
}
