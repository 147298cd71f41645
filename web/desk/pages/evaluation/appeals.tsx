/** 申诉: a unit's own, or those that wait for a decision of mine. The fact stays; what is granted is counted out. */
import { Button, Input, Modal } from 'antd';
import { useState } from 'react';
import { appealStates, decideAppeal, listAppeals, type Appeal } from '#contract/evaluation.ts';
import { usePages, useWrite } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { CaseCell } from '../../parts/case-cell.tsx';
import { useAddress } from '../../parts/address.ts';
import { csv, saveFile } from '../../parts/csv.ts';
import { ExportCsv } from '../../parts/export-csv.tsx';
import { Field } from '../../parts/field.tsx';
import { Page } from '../../parts/page.tsx';
import { Listed, Nothing, Trouble } from '../../parts/state.tsx';
import { TableBox } from '../../parts/table-box.tsx';
import { Tabs } from '../../parts/tabs.tsx';

const tone = { asked: 'tag tag-amber', passed_on: 'tag tag-blue', granted: 'tag tag-green', refused: 'tag' } as const;

export function AppealsPage() {
  const { say, time } = useWords();
  const { search, put } = useAddress();
  const state = appealStates.find((one) => one === search.get('state'));
  const list = usePages(listAppeals, { query: { limit: 100, ...(state ? { state } : {}) } });
  const { rows } = list;
  const [deciding, decide] = useState<Appeal | null>(null);
  const decisionWords = (appeal: Appeal) =>
    appeal.decisions
      .map((one) => `${say('desk.appeals.level', { n: one.level })} ${one.by}${say('common.colon')}${one.decision}`)
      .join(' / ');
  const save = () =>
    saveFile(
      'appeals.csv',
      csv(
        [
          say('desk.col.number'),
          say('desk.periods.unit'),
          say('desk.periods.trace'),
          say('desk.appeals.reason'),
          say('desk.appeals.state'),
          say('desk.appeals.decision'),
        ],
        rows.map((one) => [
          one.caseNumber,
          one.unitName,
          say(`trace.${one.trace}`),
          one.reason,
          say(`appeal.state.${one.state}`),
          decisionWords(one),
        ]),
      ),
    );
  return (
    <Page
      wide
      title={say('desk.nav.appeals')}
      hint={say('desk.appeals.hint')}
      actions={<ExportCsv n={rows.length} onSave={save} />}
    >
      <Tabs
        label={say('desk.nav.appeals')}
        tabs={appealStates}
        word={(one) => say(`appeal.state.${one}`)}
        chosen={state}
        onChoose={(one) => put({ state: one })}
        all
      />
      <Listed
        list={list}
        waiting={5}
        none={<Nothing title={say('desk.appeals.none')}>{say('desk.appeals.none.hint')}</Nothing>}
      >
        <TableBox label={say('desk.nav.appeals')}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col" className="frozen">
                  {say('desk.col.number')}
                </th>
                <th scope="col">{say('desk.periods.unit')}</th>
                <th scope="col">{say('desk.periods.trace')}</th>
                <th scope="col">{say('desk.appeals.reason')}</th>
                <th scope="col">{say('desk.periods.at')}</th>
                <th scope="col">{say('desk.appeals.state')}</th>
                <th scope="col">{say('desk.appeals.decision')}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((appeal) => (
                <tr key={appeal.id}>
                  <CaseCell row={{ id: appeal.caseId, number: appeal.caseNumber }} />
                  <td>{appeal.unitName}</td>
                  <td>{say(`trace.${appeal.trace}`)}</td>
                  <td>{appeal.reason}</td>
                  <td className="nowrap">{time(appeal.at)}</td>
                  <td>
                    <em className={tone[appeal.state]}>{say(`appeal.state.${appeal.state}`)}</em>
                  </td>
                  <td>
                    {decisionWords(appeal)}{' '}
                    {appeal.mine && (
                      <Button
                        size="small"
                        type="primary"
                        aria-label={`${say('appeal.decision')} ${appeal.caseNumber}`}
                        onClick={() => decide(appeal)}
                      >
                        {say('desk.appeals.decide')}
                      </Button>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableBox>
      </Listed>
      {deciding && <Decide appeal={deciding} onClose={() => decide(null)} />}
    </Page>
  );
}

function Decide({ appeal, onClose }: { appeal: Appeal; onClose: () => void }) {
  const { say } = useWords();
  const write = useWrite(decideAppeal, { changes: [listAppeals] });
  const [decision, setDecision] = useState('');
  const send = (grant: boolean) =>
    write.mutate({ params: { appealId: appeal.id }, body: { grant, decision } }, { onSuccess: onClose });
  const ready = decision.trim().length >= 2;
  return (
    <Modal
      open
      title={`${appeal.caseNumber} · ${appeal.unitName}`}
      onCancel={onClose}
      footer={
        <>
          <Button danger disabled={!ready} loading={write.isPending} onClick={() => send(false)}>
            {say('desk.appeals.refuse')}
          </Button>
          <Button type="primary" disabled={!ready} loading={write.isPending} onClick={() => send(true)}>
            {say('desk.appeals.grant')}
          </Button>
        </>
      }
    >
      {write.error && <Trouble error={write.error} />}
      <p>{appeal.reason}</p>
      <Field label={say('desk.appeals.decision')} required>
        {(control) => (
          <Input.TextArea
            {...control}
            rows={3}
            maxLength={2000}
            value={decision}
            onChange={(event) => setDecision(event.target.value)}
          />
        )}
      </Field>
    </Modal>
  );
}
