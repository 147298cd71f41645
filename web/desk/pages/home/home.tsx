/** After the sign-in: the five to begin with, and the workspaces of every post she holds. She changes her hat; the log keeps which one was on. */
import { Button } from 'antd';
import { Link } from 'react-router';
import { readFive } from '#contract/cases.ts';
import { useRead } from '#web/kit/api.ts';
import { useWords } from '#web/kit/words.tsx';
import { useHeard } from '../../live.tsx';
import { Countdown } from '../../parts/lamp.tsx';
import { Page, Section } from '../../parts/page.tsx';
import { Nothing, Trouble, Waiting } from '../../parts/state.tsx';
import { paths } from '../../paths.ts';
import { postName, useWho, type Held } from '../../who.tsx';
import { workspacesOf } from './workspaces.ts';

export function HomePage() {
  const { say } = useWords();
  const { me, may } = useWho();
  return (
    <Page wide title={say('home.title', { name: me.name })} hint={say('home.hint')}>
      {may('cases.see') && <Five />}
      <div className="home-posts">
        {me.posts.map((held) => (
          <Workspaces key={held.id} held={held} />
        ))}
      </div>
    </Page>
  );
}

function Five() {
  const { say } = useWords();
  const asked = useRead(readFive, {}, { refetchMs: 60_000, keepPrevious: true });
  useHeard((cases) => cases === null || cases.some(({ mine }) => mine), asked.refetch);
  const { data, error } = asked;
  return (
    <Section
      title={say('home.five')}
      extra={
        data && data.of > data.five.length ? (
          <Link to={paths.queue()}>{say('home.five.all', { n: data.of >= 400 ? '400+' : data.of })}</Link>
        ) : undefined
      }
    >
      {error && <Trouble error={error} again={() => void asked.refetch()} />}
      {!data && !error && <Waiting rows={5} />}
      {data?.five.length === 0 && <Nothing title={say('home.five.none')}>{say('home.five.none.hint')}</Nothing>}
      {data && data.five.length > 0 && (
        <ol className="home-five">
          {data.five.map(({ case: row, why }) => (
            <li key={row.id}>
              <div>
                <Link to={paths.case(row.id)}>{row.title}</Link>{' '}
                <small className="num faint nowrap">{row.number}</small>
                <p className="hint">
                  {row.matterName} · {row.areaName}
                </p>
              </div>
              <p className="home-why">
                {why.map((reason) => (
                  <em key={reason} className={`tag tag-${reason === 'late' || reason === 'urgent' ? 'red' : 'blue'}`}>
                    {say(`home.why.${reason}`, { n: row.reports })}
                  </em>
                ))}
              </p>
              <Countdown lamp={row.stageLamp} dueAt={row.stageDueAt} limit={row.stageLimit} />
            </li>
          ))}
        </ol>
      )}
    </Section>
  );
}

function Workspaces({ held }: { held: Held }) {
  const { say } = useWords();
  const { hat, wear, me } = useWho();
  const on = hat?.id === held.id;
  return (
    <Section
      title={`${postName(say, held.post)} · ${held.areaName ?? held.unitName}`}
      extra={
        me.posts.length > 1 &&
        (on ? (
          <em className="tag tag-blue">{say('home.hat.on')}</em>
        ) : (
          <Button size="small" onClick={() => wear(held.id)}>
            {say('home.hat.wear')}
          </Button>
        ))
      }
    >
      <ul className="home-spaces">
        {workspacesOf(held).map(({ to, word, note }) => (
          <li key={word}>
            <Link to={to} onClick={() => wear(held.id)}>
              <strong>{say(word, { area: held.areaName ?? '' })}</strong>
              <span>{say(note)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </Section>
  );
}
