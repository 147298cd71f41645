/** 大屏: for whoever has signed in (numbers lead to their cases), and for a screen that nobody signs in to (its key behind the #). */
import { CompressOutlined, EyeInvisibleOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useEffect, useState, type ReactNode } from 'react';
import { Link } from 'react-router';
import { boardViews, readBoard, readWall, wallHeader, type BoardView } from '#contract/board.ts';
import { call, useRead, type ProblemError } from '#web/kit/api.ts';
import { useTitle, useWords } from '#web/kit/words.tsx';
import { useAddress } from '../../parts/address.ts';
import { narrowingIn } from '../../parts/narrowed.ts';
import { Nothing, Trouble, Waiting } from '../../parts/state.tsx';
import { paths } from '../../paths.ts';
import { partShown } from './leads.ts';
import { Screen } from './screen.tsx';
import { whole } from './whole.ts';

/** Read anew so often. */
const everyMs = 15_000;
const viewIn = (given: string | null): BoardView => boardViews.find((one) => one === given) ?? 'situation';

export function BoardPage() {
  const { say } = useWords();
  const { search, put } = useAddress();
  const part = narrowingIn(search);
  const visitor = search.get('visitor') === 'true';
  const query = { ...part, ...(visitor ? { visitor } : {}) };
  const { data, error, refetch } = useRead(readBoard, { query }, { refetchMs: whole(everyMs), keepPrevious: true });
  if (!data) return <Before error={error} again={() => void refetch()} />;
  return (
    <Screen
      board={data}
      view={viewIn(search.get('view'))}
      onView={(view) => put({ view })}
      leads={visitor ? null : partShown(data, part)}
      tools={
        <p className="board-tools">
          <Button
            type="text"
            icon={<EyeInvisibleOutlined aria-hidden />}
            aria-pressed={visitor}
            onClick={() => put({ visitor: visitor ? null : true })}
          >
            {say('board.visitor')}
          </Button>
          <Button
            type="text"
            icon={<CompressOutlined aria-hidden />}
            onClick={() => void document.documentElement.requestFullscreen().catch(() => undefined)}
          >
            {say('board.full')}
          </Button>
          <Link to={paths.home()}>{say('board.back')}</Link>
        </p>
      }
    />
  );
}

/** '#glw_…' or '#glw_…&view=dispatch'. What stands behind the # is sent to nobody by the browser. */
const inHash = (): { key: string; view: BoardView } => {
  const [key = '', ...more] = location.hash.slice(1).split('&');
  return { key, view: viewIn(new URLSearchParams(more.join('&')).get('view')) };
};

export function WallPage() {
  const { say, lang } = useWords();
  const [{ key, view }, set] = useState(inHash);
  useEffect(() => {
    const read = () => set(inHash());
    addEventListener('hashchange', read);
    return () => removeEventListener('hashchange', read);
  }, []);
  const { data, error, refetch } = useQuery({
    queryKey: [readWall.id, lang, key],
    queryFn: async ({ signal }) => call(readWall, { headers: { [wallHeader]: key } }, { signal }),
    enabled: key !== '',
    refetchInterval: ({ state }) => whole(everyMs)(state.data),
    // A screen has nobody to press "again".
    refetchIntervalInBackground: true,
    retry: false,
  });
  if (key === '')
    return (
      <Door>
        <Nothing title={say('board.wall.none')}>{say('board.wall.none.hint')}</Nothing>
      </Door>
    );
  // Ended meanwhile: the screen goes dark, whatever it showed before.
  const ended = (error as ProblemError | null)?.problem.code === 'wall.unknown_key';
  if (!data || ended) return <Before error={error} again={() => void refetch()} />;
  return (
    <Screen
      board={data}
      view={view}
      leads={null}
      onView={(chosen) => {
        location.hash = `${key}&view=${chosen}`;
      }}
    />
  );
}

function Before({ error, again }: { error: unknown; again: () => void }) {
  return <Door>{error ? <Trouble error={error} again={again} /> : <Waiting rows={8} />}</Door>;
}

function Door({ children }: { children: ReactNode }) {
  const { say } = useWords();
  useTitle(say('desk.nav.board'));
  return (
    <main className="board-door">
      <h1>{say('desk.nav.board')}</h1>
      {children}
    </main>
  );
}
