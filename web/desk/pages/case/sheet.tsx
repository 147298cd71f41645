/**
 * 派遣单 · 督办单 · 结案单: one sheet of A4 with code, photo, place, deadlines and boxes to sign and seal. What is on the screen is what
 * comes out of the printer. The reporter is not on it: who handles a case need not know who told of it.
 */
import { PrinterOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { getArea } from '#contract/areas.ts';
import { getCase, getPhoto, photoShots, type CaseDetail } from '#contract/cases.ts';
import { addressOf, useRead } from '#web/kit/api.ts';
import { QrCode } from '#web/kit/qr.tsx';
import { useTitle, useWords } from '#web/kit/words.tsx';
import { useKeys } from '../../keys.tsx';
import { useAddress } from '../../parts/address.ts';
import { useCalled } from '../../parts/called.ts';
import { limitWords, useMatters } from '../../parts/pickers.tsx';
import { PlaceSketch } from '../../parts/place-sketch.tsx';
import { Trouble, Waiting } from '../../parts/state.tsx';
import type { Photo } from '../../parts/photos.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import { paths } from '../../paths.ts';
import { useWho } from '../../who.tsx';
import { useStandardOf } from './standard.tsx';

const kinds = ['dispatch', 'supervise', 'close'] as const;
type Kind = (typeof kinds)[number];

/** Which sheet a case at this stage is printed for. */
function usualFor({ case: row, rules }: CaseDetail): Kind {
  if (row.endedAt !== null) return 'close';
  return rules.supervisionLevel > 0 ? 'supervise' : 'dispatch';
}

export function SheetPage() {
  const { caseId = '' } = useParams();
  const { say } = useWords();
  const { search, put } = useAddress();
  const asked = useRead(getCase, { params: { caseId } });
  const detail = asked.data;
  const kind = kinds.find((one) => one === search.get('paper')) ?? (detail ? usualFor(detail) : 'dispatch');
  const title = say(`desk.sheet.${kind}`);
  useTitle(detail ? `${title} ${detail.case.number}` : title);
  useKeys([{ key: 'p', label: say('desk.print'), run: () => window.print() }]);
  return (
    <div className="page sheet-page">
      <div className="case-line no-print">
        <Link to={paths.case(caseId)}>← {say('desk.case.back_to')}</Link>
        <span className="top-space" />
        <Button type="primary" icon={<PrinterOutlined aria-hidden />} onClick={() => window.print()}>
          {say('desk.print')} <kbd>p</kbd>
        </Button>
      </div>
      <Tabs
        label={say('desk.sheet.kinds')}
        tabs={kinds}
        word={(one) => say(`desk.sheet.${one}`)}
        chosen={kind}
        onChoose={(one) => put({ paper: one })}
      />
      {asked.error && <Trouble error={asked.error} again={() => void asked.refetch()} />}
      {detail ? <Sheet detail={detail} kind={kind} title={title} /> : !asked.error && <Waiting rows={12} />}
    </div>
  );
}

/** The newest taken near and far, where somebody on the spot did; else the one that says most. */
function nearAndFar(those: readonly Photo[], otherwise: Photo | undefined): Photo[] {
  const pair = photoShots.flatMap((shot) => those.findLast((photo) => photo.shot === shot) ?? []);
  return pair.length > 0 ? pair : otherwise ? [otherwise] : [];
}

function Sheet({ detail, kind, title }: { detail: CaseDetail; kind: Kind; title: string }) {
  const { say, lang, time, listed } = useWords();
  const { me } = useWho();
  const { matterOf } = useMatters();
  const called = useCalled();
  const area = useRead(getArea, { params: { areaId: detail.areaId } }, { staleMs: 300_000 });
  // the moment it was opened: a clock that ticks on paper would be a lie
  const [printedAt] = useState(() => new Date().toISOString());
  const row = detail.case;
  const matter = matterOf(detail.matterId);
  const standard = useStandardOf(detail);
  const order = detail.papers.findLast((paper) => paper.kind === 'supervision');
  const answer = detail.answers.at(-1);
  const lead = detail.assignments.findLast((one) => one.role === 'lead' && one.endedBy !== 'returned');
  const co = detail.assignments.filter((one) => one.live && one.role !== 'lead');
  const check = detail.timeline.findLast((entry) => entry.kind === 'case.checked');
  const result = detail.timeline.findLast((entry) => typeof entry.data['result'] === 'string');
  const said = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
  const told: [string, string | null | undefined][] = [
    [say('desk.col.title'), row.title],
    [say('desk.sheet.what'), detail.detail],
    [say('desk.fact.matter'), matter ? `${matter.calledBig} › ${matter.called} · ${matter.code}` : row.matterName],
    [
      say('desk.col.area'),
      [detail.path.map((one) => one.name).join(' › ') || row.areaName, row.placeText]
        .filter(Boolean)
        .join(lang === 'zh' ? '　' : ', '),
    ],
    [say('desk.fact.filing'), detail.filing],
    [say('desk.fact.closing'), detail.closing],
    [
      say('desk.sheet.lead'),
      lead &&
        [lead.unit.name, lead.handler, lead.ruleNumber && say('desk.fact.by_rule', { rule: lead.ruleNumber })]
          .filter(Boolean)
          .join(' · '),
    ],
    [say('desk.fact.co'), listed(co.map((one) => one.unit.name))],
    [say('desk.fact.limit'), detail.handlingClock && limitWords(lang, detail.handlingClock.limit)],
    [say('desk.sheet.due'), detail.handlingClock?.dueAt && time(detail.handlingClock.dueAt)],
    [say('desk.sheet.case_due'), detail.caseClock?.dueAt && time(detail.caseClock.dueAt)],
    ...(kind === 'dispatch'
      ? ([
          [say('desk.sheet.why'), lead?.reason],
          [say('desk.standards.steps'), standard?.steps.join(lang === 'zh' ? '；' : '; ')],
          [say('desk.standards.checks'), standard?.checks.join(lang === 'zh' ? '；' : '; ')],
        ] as [string, string | undefined][])
      : []),
    ...(kind === 'supervise'
      ? ([
          [say('desk.sheet.order'), order?.reason],
          [say('desk.sheet.owed'), [order?.owedUnit, order?.dueAt && time(order.dueAt)].filter(Boolean).join(' · ')],
          [say('desk.sheet.reply'), order?.decision ?? ''],
        ] as [string, string | undefined][])
      : []),
    ...(kind === 'close'
      ? ([
          [say('desk.sheet.result'), said(result?.data['result'])],
          [
            say('desk.sheet.check'),
            check &&
              [
                typeof check.data['passed'] === 'boolean' && say(check.data['passed'] ? 'desk.passed' : 'desk.failed'),
                said(check.data['remark']),
                check.person,
              ]
                .filter(Boolean)
                .join(' · '),
          ],
          [say('desk.sheet.answer'), answer?.text],
          [say('desk.col.ended'), row.endedAt && time(row.endedAt)],
        ] as [string, string | null | undefined][])
      : []),
  ];
  const ready = detail.photos.filter((photo) => photo.state === 'ready');
  const before = ready.filter(({ purpose }) => purpose === 'report' || purpose === 'confirm' || purpose === 'before');
  const after = ready.filter(({ purpose }) => purpose === 'after' || purpose === 'check');
  const photos = [...nearAndFar(before, before[0]), ...(kind === 'close' ? nearAndFar(after, after.at(-1)) : [])];
  const boxes = {
    dispatch: ['issued', 'signed', 'handled'],
    supervise: ['issued', 'owed', 'settled'],
    close: ['handled', 'checked', 'closed'],
  } as const;
  return (
    <article className="a4">
      <header>
        <div>
          <p>{me.regionName}</p>
          <h1>{title}</h1>
          <p className="num">
            {row.number}
            {row.urgent && <strong> · {say('desk.urgent')}</strong>}
          </p>
        </div>
        <QrCode text={`${location.origin}${paths.case(row.id)}`} label={say('desk.sheet.code')} />
      </header>
      <table>
        <tbody>
          {told
            .filter(([, text]) => text !== null && text !== undefined && text !== '')
            .map(([word, text]) => (
              <tr key={word}>
                <th scope="row">{word}</th>
                <td>{text}</td>
              </tr>
            ))}
        </tbody>
      </table>
      <div className={photos.length > 2 ? 'a4-pictures a4-pictures-many' : 'a4-pictures'}>
        {photos.map((photo) => {
          const what = [
            say(`photo.purpose.${photo.purpose as 'before'}`),
            photo.shot && say(`photo.shot.${photo.shot}`),
          ];
          return (
            <figure key={photo.id}>
              <img
                src={addressOf(getPhoto, { params: { caseId: row.id, photoId: photo.id } })}
                alt={what.filter(Boolean).join(' · ')}
              />
              <figcaption>{[...what, time(photo.receivedAt)].filter(Boolean).join(' · ')}</figcaption>
            </figure>
          );
        })}
        {area.data && (row.point || area.data.geometry) && (
          <figure>
            <PlaceSketch
              point={row.point}
              geometry={area.data.geometry}
              label={say('desk.case.map', { title: row.title })}
            />
            <figcaption>{called(area.data.area)}</figcaption>
          </figure>
        )}
      </div>
      <div className="a4-boxes">
        {boxes[kind].map((box) => (
          <div key={box}>
            <p>{say(`desk.sheet.box.${box}`)}</p>
            <p>{say('desk.sheet.sign')}</p>
          </div>
        ))}
      </div>
      <footer>{say('desk.sheet.printed', { name: me.name, at: time(printedAt) })}</footer>
    </article>
  );
}
