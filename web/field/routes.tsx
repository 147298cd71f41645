/** The grid worker's app. A page for each line of the path table, or this does not compile. */
import { lazy, type ComponentType } from 'react';
import { Route, Routes } from 'react-router';
import { Frame } from './frame.tsx';
import { NotFound } from './pages/not-found.tsx';
import { TodayPage } from './pages/today.tsx';
import { fieldPaths, type FieldPattern } from './paths.ts';

const pages: Record<FieldPattern, ComponentType> = {
  '/field': TodayPage,
  '/field/sign-in': lazy(() => import('./pages/sign-in.tsx')),
  '/field/report': lazy(() => import('./pages/report.tsx')),
  '/field/tasks/:caseId': lazy(() => import('./pages/task.tsx')),
  '/field/points': lazy(() => import('./pages/points.tsx')),
  '/field/outbox': lazy(() => import('./pages/outbox.tsx')),
  '/field/visit': lazy(() => import('./pages/visit.tsx')),
  '/field/map': lazy(() => import('./pages/map.tsx')),
  '/field/mine': lazy(() => import('./pages/mine.tsx')),
  '/field/leave': lazy(() => import('./pages/leave.tsx')),
  '/field/track': lazy(() => import('./pages/track.tsx')),
  '/field/coverage': lazy(() => import('./pages/coverage.tsx')),
  '/field/people': lazy(() => import('./pages/people.tsx')),
  '/field/phones': lazy(() => import('./pages/phones.tsx')),
  '/field/plan': lazy(() => import('./pages/plan.tsx')),
  '/field/attendance': lazy(() => import('./pages/attendance.tsx')),
  '/field/approvals': lazy(() => import('./pages/approvals.tsx')),
  '/field/lessons': lazy(() => import('./pages/lessons.tsx')),
  '/field/publicity': lazy(() => import('./pages/publicity.tsx')),
};

export function Site() {
  return (
    <Routes>
      <Route element={<Frame />}>
        {fieldPaths.map(({ pattern }) => {
          const Page = pages[pattern];
          return <Route key={pattern} path={pattern} element={<Page />} />;
        })}
        <Route path="*" element={<NotFound />} />
      </Route>
    </Routes>
  );
}
