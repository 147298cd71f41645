/** The residents' site. A page for each line of the path table, or this does not compile. */
import type { QueryClient } from '@tanstack/react-query';
import { lazy, type ComponentType } from 'react';
import { matchPath, Route, Routes } from 'react-router';
import { Frame } from './frame.tsx';
import { Home } from './pages/home.tsx';
import { NotFound } from './pages/not-found.tsx';
import { publicPaths, type PublicPattern } from './paths.ts';

/** vite.config.ts reads these lines: a page's file is announced in its HTML. */
const loads: Record<Exclude<PublicPattern, '/'>, () => Promise<{ default: ComponentType; ahead?: Ahead }>> = {
  '/report': () => import('./pages/report.tsx'),
  '/report/sent': () => import('./pages/sent.tsx'),
  '/track': () => import('./pages/track.tsx'),
  '/r/:number': () => import('./pages/receipt.tsx'),
  '/mine': () => import('./pages/mine/mine.tsx'),
  '/points': () => import('./pages/points.tsx'),
  '/lessons': () => import('./pages/lessons.tsx'),
  '/grid': () => import('./pages/grid.tsx'),
  '/about': () => import('./pages/about.tsx'),
  '/privacy': () => import('./pages/privacy.tsx'),
  '/scoreboard': () => import('./pages/scoreboard.tsx'),
  '/limits': () => import('./pages/limits.tsx'),
  '/figures': () => import('./pages/figures.tsx'),
  '/because': () => import('./pages/because.tsx'),
  '/notices': () => import('./pages/notices.tsx'),
  '/notices/:noticeId': () => import('./pages/notice.tsx'),
  '/nearby': () => import('./pages/nearby.tsx'),
};
const pages = new Map<PublicPattern, ComponentType>(
  publicPaths.map(({ pattern }) => [pattern, pattern === '/' ? Home : lazy(loads[pattern])]),
);

/**
 * The page one arrives at, loaded before anything is drawn: what was sent with the HTML stays until it can live. `ours`: what it shows is
 * known to this device alone (a receipt), so that it is drawn here from the beginning. `ahead` asks for it before that.
 */
type Ahead = (cache: QueryClient) => void;
export type First = { pattern: PublicPattern; Page: ComponentType; ours?: boolean; ahead?: Ahead | undefined } | null;
export async function firstPage(pathname: string): Promise<First> {
  const path = publicPaths.find(({ pattern }) => matchPath(pattern, pathname));
  if (!path) return null;
  const { pattern } = path;
  if (pattern === '/') return { pattern, Page: Home };
  try {
    const { default: Page, ahead } = await loads[pattern]();
    return { pattern, Page, ours: 'needs' in path && path.needs !== 'notice', ahead };
  } catch {
    return null; // the page asks for it again, and says when it cannot be had
  }
}

export function Site({ first }: { first: First }) {
  return (
    <Routes>
      <Route element={<Frame />}>
        {publicPaths.map(({ pattern }) => {
          const Page = first?.pattern === pattern ? first.Page : pages.get(pattern)!;
          return <Route key={pattern} path={pattern} element={<Page />} />;
        })}
        <Route path="*" element={<NotFound />} />
      </Route>
    </Routes>
  );
}
