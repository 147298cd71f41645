/** The residents' site. A page for each line of the path table, or this does not compile. */
import { lazy, type ComponentType } from 'react';
import { Route, Routes } from 'react-router';
import { Frame } from './frame.tsx';
import { Home } from './pages/home.tsx';
import { NotFound } from './pages/not-found.tsx';
import { publicPaths, type PublicPattern } from './paths.ts';

const pages: Record<PublicPattern, ComponentType> = {
  '/': Home,
  '/report': lazy(() => import('./pages/report.tsx')),
  '/report/sent': lazy(() => import('./pages/sent.tsx')),
  '/track': lazy(() => import('./pages/track.tsx')),
  '/r/:number': lazy(() => import('./pages/receipt.tsx')),
  '/mine': lazy(() => import('./pages/mine/mine.tsx')),
  '/points': lazy(() => import('./pages/points.tsx')),
  '/grid': lazy(() => import('./pages/grid.tsx')),
  '/about': lazy(() => import('./pages/about.tsx')),
  '/privacy': lazy(() => import('./pages/privacy.tsx')),
  '/scoreboard': lazy(() => import('./pages/scoreboard.tsx')),
  '/limits': lazy(() => import('./pages/limits.tsx')),
  '/because': lazy(() => import('./pages/because.tsx')),
  '/nearby': lazy(() => import('./pages/nearby.tsx')),
};

export function Site() {
  return (
    <Routes>
      <Route element={<Frame />}>
        {publicPaths.map(({ pattern }) => {
          const Page = pages[pattern];
          return <Route key={pattern} path={pattern} element={<Page />} />;
        })}
        <Route path="*" element={<NotFound />} />
      </Route>
    </Routes>
  );
}
