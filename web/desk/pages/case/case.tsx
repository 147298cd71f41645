/** One case: what was reported, where it stands, what happened, and the moves this person may make. */
import { CopyOutlined, LeftOutlined, PrinterOutlined, RightOutlined } from '@ant-design/icons';
import { App, Button, Tooltip } from 'antd';
import { useEffect } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { getArea } from '#contract/areas.ts';
import { getCase, isOpen, readOrders, type CaseDetail } from '#contract/cases.ts';
import { uuidv7 } from '#contract/ids.ts';
import { call, useRead, type ProblemError } from '#web/kit/api.ts';
import { DistrictMap } from '#web/kit/map.tsx';
import { copy } from '#web/kit/copy.ts';
import { useTitle, useWords } from '#web/kit/words.tsx';
import { useKeys } from '../../keys.tsx';
import { useHeard } from '../../live.tsx';
import { around } from '../../parts/line.ts';
import { useNow } from '../../parts/now.ts';
import { useOutline } from '../../parts/outline.ts';
import { Section } from '../../parts/page.tsx';
import { PhotoGrid } from '../../parts/photos.tsx';
import { Trouble, Waiting } from '../../parts/state.tsx';
import { limitWords, useMatters } from '../../parts/pickers.tsx';
import { paths } from '../../paths.ts';
import { useWho } from '../../who.tsx';
import { EditLabels } from './labels.tsx';
import { Marks } from '../queue/marks.tsx';
import { CaseAppeals } from './appeals.tsx';
import { Callbacks, CallbackTask } from './callbacks.tsx';
import { MovesPanel } from './moves.tsx';
import { Notes } from './notes.tsx';
import { CaseOpinions } from './opinions.tsx';
import { Papers } from './papers.tsx';
import { Reports } from './reports.tsx';
import { Clocks, Sentence } from './standing.tsx';
import { CaseMeetings, CaseTasks } from './tasks.tsx';
import { Stages, Timeline } from './timeline.tsx';
import { CaseStandard } from './standard.tsx';
import { Twins } from './twins.tsx';

/** What is not there for this person will not be there in a minute either; a photo that is being drawn anew is there in seconds. */
const soonOf = (last: CaseDetail | undefined, error: ProblemError | null): number => {
  if (isMissing(error)) return 0;
  return last?.photos.some((photo) => photo.state === 'waiting') ? 3_000 : 60_000;
};
const isMissing = (error: ProblemError | null): boolean => error?.problem.status === 404;

export function CasePage() {
  const { caseId = '' } = useParams();
  const { say } = useWords();
  const asked = useRead(getCase, { params: { caseId } }, { refetchMs: soonOf });
  const gone = isMissing(asked.error);
  useHeard((cases) => !gone && (cases === null || cases.some(({ id }) => id === caseId)), asked.refetch);
  const detail = asked.data;
  // 已读: an order is read when the case it stands in is; if the word is lost, the next opening says it
  const unread = detail?.unread ?? false;
  useEffect(() => {
    if (unread) call(readOrders, { params: { caseId }, body: { id: uuidv7() } }).catch(() => undefined);
  }, [unread, caseId]);
  useTitle(detail ? `${detail.case.number} ${detail.case.title}` : say('desk.case'));
  const navigate = useNavigate();
  const line = around(caseId);
  const go = (to: string | undefined) => to && void navigate(paths.case(to));
  useKeys([
    { key: 'j', label: say('desk.case.next'), run: () => go(line.next) },
    { key: 'k', label: say('desk.case.before'), run: () => go(line.before) },
    { key: 'p', label: say('desk.print.sheet'), run: () => void navigate(paths.sheet(caseId)) },
    { key: 'q', label: say('desk.case.back'), run: () => void navigate(line.from || paths.queue()) },
  ]);
  if (!detail)
    return asked.error ? (
      <div className="page">
        <Trouble error={asked.error} again={() => void asked.refetch()} />
        <Link to={line.from || paths.queue()}>{say('desk.case.back')}</Link>
      </div>
    ) : (
      <div className="page">
        <Waiting rows={10} />
      </div>
    );
  return (
    <div className="page page-wide case">
      <div className="case-line">
        <Link to={line.from || paths.queue()}>← {say('desk.case.back')}</Link>
        <span className="top-space" />
        <Link className="case-print" to={paths.sheet(caseId)}>
          <PrinterOutlined aria-hidden /> {say('desk.print.sheet')} <kbd>p</kbd>
        </Link>
        {line.place && <span className="faint num">{line.place}</span>}
        <Button
          size="small"
          icon={<LeftOutlined aria-hidden />}
          disabled={!line.before}
          onClick={() => go(line.before)}
        >
          {say('desk.case.before')}
        </Button>
        <Button size="small" disabled={!line.next} onClick={() => go(line.next)}>
          {say('desk.case.next')} <RightOutlined aria-hidden />
        </Button>
      </div>
      <Head detail={detail} />
      {asked.error && <Trouble error={asked.error} again={() => void asked.refetch()} />}
      <div className="case-body">
        <div className="case-moves">
          <CallbackTask detail={detail} />
          <MovesPanel key={caseId} detail={detail} next={line.next} />
        </div>
        <div className="case-main">
          <Reported detail={detail} />
          <Papers detail={detail} />
          <CaseStandard detail={detail} />
          <CaseTasks detail={detail} />
          <CaseMeetings detail={detail} />
          <Twins detail={detail} />
          <Stages detail={detail} />
          <Section title={say('desk.timeline')}>
            <Timeline detail={detail} />
          </Section>
          <CaseOpinions detail={detail} />
          <CaseAppeals detail={detail} />
          <Callbacks detail={detail} />
          <Reports caseId={caseId} open={isOpen(detail.case.state)} />
          <Notes detail={detail} />
        </div>
      </div>
    </div>
  );
}

function Head({ detail }: { detail: CaseDetail }) {
  const { say } = useWords();
  const { message } = App.useApp();
  const row = detail.case;
  const copyNumber = () =>
    void copy(row.number).then((done) =>
      done ? message.success(say('common.copied')) : message.warning(say('common.copy_failed')),
    );
  return (
    <header className="case-head">
      <p className="case-number">
        <span className="num">{row.number}</span>
        <Tooltip title={say('common.copy')}>
          <Button
            type="text"
            size="small"
            icon={<CopyOutlined aria-hidden />}
            aria-label={say('common.copy')}
            onClick={copyNumber}
          />
        </Tooltip>
        <em className="tag tag-blue">{say(`case.state.${row.state}`)}</em>
        <Marks row={row} />
        <EditLabels row={row} />
      </p>
      <h1>{row.title}</h1>
      <p className="case-sentence">
        <Sentence detail={detail} />
      </p>
      <Clocks detail={detail} />
    </header>
  );
}

function Reported({ detail }: { detail: CaseDetail }) {
  const { say, lang, time, listed } = useWords();
  const { matterOf } = useMatters();
  const { me } = useWho();
  const now = useNow();
  const row = detail.case;
  const area = useRead(getArea, { params: { areaId: detail.areaId } }, { staleMs: 300_000 });
  const geometry = area.data?.geometry;
  const matter = matterOf(detail.matterId);
  const leads = detail.assignments.filter((one) => one.role === 'lead');
  // after the end the unit that led it to the end is still the answerable one
  const lead = leads.find((one) => one.live) ?? leads.findLast((one) => one.endedBy !== 'returned');
  const co = detail.assignments.filter((one) => one.live && one.role !== 'lead');
  const keeper = area.data?.keepers.find((one) => one.toOn === null) ?? area.data?.keepers[0];
  const outlines = useOutline(geometry, area.data?.area.name);
  const facts: [string, React.ReactNode][] = [
    [
      say('desk.fact.kind'),
      `${say(`kind.${row.kind as 'help'}`)} · ${say(`channel.${row.channel as 'web'}`)} · ${say(`discovery.${row.discovery as 'passive'}`)}`,
    ],
    [say('desk.fact.matter'), matter ? `${matter.calledBig} › ${matter.called} (${matter.code})` : row.matterName],
    [say('desk.fact.filing'), detail.filing],
    [say('desk.fact.closing'), detail.closing],
    [say('desk.fact.limit'), detail.handlingClock && limitWords(lang, detail.handlingClock.limit)],
    [say('desk.fact.place'), row.placeText],
    [
      say('desk.fact.area'),
      <>
        {detail.path.map((one) => one.name).join(' › ') || row.areaName}{' '}
        <small className="faint">{say(`located_by.${detail.locatedBy as 'point'}`)}</small>
      </>,
    ],
    [say('desk.fact.keeper'), keeper && `${keeper.name} ${keeper.publicPhone}`],
    [
      say('desk.fact.lead'),
      lead && (
        <>
          {lead.unit.name}
          {lead.handler && ` · ${lead.handler}`}
          {lead.ruleNumber && <small className="faint"> {say('desk.fact.by_rule', { rule: lead.ruleNumber })}</small>}
        </>
      ),
    ],
    [say('desk.fact.co'), co.length > 0 && listed(co.map((one) => one.unit.name))],
    [say('desk.fact.opened'), time(row.openedAt)],
    [
      say('desk.fact.merged'),
      detail.merged.length > 0 &&
        detail.merged.map((one) => (
          <span key={one.id}>
            <Link to={paths.case(one.id)}>{one.number}</Link> {one.title}{' '}
          </span>
        )),
    ],
  ];
  return (
    <Section title={say('desk.reported')}>
      <div className="reported">
        <div>
          {detail.detail && <p className="reported-text">{detail.detail}</p>}
          <dl className="facts">
            {facts
              .filter(([, told]) => told !== null && told !== undefined && told !== false && told !== '')
              .map(([word, told]) => (
                <div key={word}>
                  <dt>{word}</dt>
                  <dd>{told}</dd>
                </div>
              ))}
          </dl>
        </div>
        {(row.point || geometry) && (
          <DistrictMap
            label={say('desk.case.map', { title: row.title })}
            pin={row.point}
            outlines={outlines}
            height={300}
            cells
          />
        )}
      </div>
      {detail.answers.map((answer) => (
        <blockquote key={answer.n} className="answer">
          <header>
            {say('desk.answer.sent')} · {time(answer.at)}
            {answer.by && ` · ${answer.by}`}
            {answer.standard && ` · ${say('desk.answer.standard')}`}
          </header>
          <p>{answer.text}</p>
        </blockquote>
      ))}
      {detail.photos.length > 0 && (
        <PhotoGrid caseId={row.id} photos={detail.photos} mark={`${row.number} ${me.name} ${time(now)}`} />
      )}
    </Section>
  );
}
