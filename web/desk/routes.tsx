/** The whole map of the desk: every pattern of paths.ts has its page, each page is a chunk of its own. */
import type { ComponentType } from 'react';
import { createBrowserRouter, useLocation, useRouteError, type RouteObject } from 'react-router';
import { useWords } from '#web/kit/words.tsx';
import type { DeskPattern } from './paths.ts';
import { Nothing, Trouble } from './parts/state.tsx';
import { Page } from './parts/page.tsx';
import { Shell } from './shell.tsx';
import { SignedIn } from './who.tsx';

type Load = () => Promise<{ Component: ComponentType }>;
const pages: Record<DeskPattern, Load> = {
  '/desk/sign-in': async () => ({ Component: (await import('./pages/sign-in.tsx')).SignInPage }),
  '/tour': async () => ({ Component: (await import('./pages/tour/tour.tsx')).TourPage }),
  '/desk': async () => ({ Component: (await import('./pages/home/home.tsx')).HomePage }),
  '/desk/password': async () => ({ Component: (await import('./pages/password.tsx')).PasswordPage }),
  '/desk/thanks': async () => ({ Component: (await import('./pages/thanks.tsx')).ThanksPage }),
  '/desk/cases': async () => ({ Component: (await import('./pages/queue/queue.tsx')).QueuePage }),
  '/desk/cases/:caseId': async () => ({ Component: (await import('./pages/case/case.tsx')).CasePage }),
  '/desk/cases/:caseId/sheet': async () => ({ Component: (await import('./pages/case/sheet.tsx')).SheetPage }),
  '/desk/take/hotline': async () => ({ Component: (await import('./pages/take/take.tsx')).HotlinePage }),
  '/desk/take/counter': async () => ({ Component: (await import('./pages/take/take.tsx')).CounterPage }),
  '/desk/take/department': async () => ({ Component: (await import('./pages/take/take.tsx')).DepartmentPage }),
  '/desk/take/keeper': async () => ({ Component: (await import('./pages/take/keeper.tsx')).KeeperPage }),
  '/desk/take/correspondent': async () => ({
    Component: (await import('./pages/take/correspondent.tsx')).CorrespondentPage,
  }),
  '/desk/opinions': async () => ({ Component: (await import('./pages/opinions/opinions.tsx')).OpinionsPage }),
  '/desk/workspace': async () => ({ Component: (await import('./pages/workspaces/workspace.tsx')).WorkspacePage }),
  '/desk/workspaces': async () => ({ Component: (await import('./pages/workspaces/directory.tsx')).WorkspacesPage }),
  '/desk/settings': async () => ({ Component: (await import('./pages/settings/settings.tsx')).SettingsPage }),
  '/desk/catalogue/matters': async () => ({ Component: (await import('./pages/catalogue/matters.tsx')).MattersPage }),
  '/desk/catalogue/responsibilities': async () => ({
    Component: (await import('./pages/catalogue/responsibilities.tsx')).ResponsibilitiesPage,
  }),
  '/desk/catalogue/gaps': async () => ({ Component: (await import('./pages/owners/gaps.tsx')).GapsPage }),
  '/desk/reassign': async () => ({ Component: (await import('./pages/owners/reassign.tsx')).ReassignPage }),
  '/desk/approvals': async () => ({ Component: (await import('./pages/papers/approvals.tsx')).ApprovalsPage }),
  '/desk/tasks': async () => ({ Component: (await import('./pages/tasks/tasks.tsx')).TasksPage }),
  '/desk/meetings': async () => ({ Component: (await import('./pages/meetings/meetings.tsx')).MeetingsPage }),
  '/desk/meetings/:meetingId': async () => ({ Component: (await import('./pages/meetings/meeting.tsx')).MeetingPage }),
  '/desk/supervised': async () => ({ Component: (await import('./pages/papers/supervised.tsx')).SupervisedPage }),
  '/desk/callbacks': async () => ({ Component: (await import('./pages/callbacks/desk.tsx')).CallbackDeskPage }),
  '/desk/suspended': async () => ({ Component: (await import('./pages/papers/suspended.tsx')).SuspendedPage }),
  '/desk/problems': async () => ({ Component: (await import('./pages/papers/problems.tsx')).ProblemsPage }),
  '/desk/catalogue/import': async () => ({
    Component: (await import('./pages/catalogue/import.tsx')).CatalogueImportPage,
  }),
  '/desk/catalogue/calendars': async () => ({
    Component: (await import('./pages/catalogue/calendars.tsx')).CalendarsPage,
  }),
  '/desk/catalogue/triage': async () => ({ Component: (await import('./pages/catalogue/triage.tsx')).TriagePage }),
  '/desk/catalogue/standards': async () => ({
    Component: (await import('./pages/catalogue/standards.tsx')).StandardsPage,
  }),
  '/desk/catalogue/lessons': async () => ({ Component: (await import('./pages/catalogue/lessons.tsx')).LessonsPage }),
  '/desk/catalogue/phrases': async () => ({ Component: (await import('./pages/catalogue/phrases.tsx')).PhrasesPage }),
  '/desk/catalogue/one-table': async () => ({
    Component: (await import('./pages/catalogue/one-table.tsx')).OneTablePage,
  }),
  '/desk/templates': async () => ({ Component: (await import('./pages/templates/templates.tsx')).TemplatesPage }),
  '/desk/templates/:name/:version': async () => ({
    Component: (await import('./pages/templates/template.tsx')).TemplatePage,
  }),
  '/desk/areas': async () => ({ Component: (await import('./pages/areas/areas.tsx')).AreasPage }),
  '/desk/areas/import': async () => ({ Component: (await import('./pages/areas/import.tsx')).AreaImportPage }),
  '/desk/areas/check': async () => ({ Component: (await import('./pages/areas/check.tsx')).AreaCheckPage }),
  '/desk/areas/:areaId': async () => ({ Component: (await import('./pages/areas/area.tsx')).AreaPage }),
  '/desk/people': async () => ({ Component: (await import('./pages/people/people.tsx')).PeoplePage }),
  '/desk/units': async () => ({ Component: (await import('./pages/people/units.tsx')).UnitsPage }),
  '/desk/base-map': async () => ({ Component: (await import('./pages/areas/base-map.tsx')).BaseMapPage }),
  '/desk/lines': async () => ({ Component: (await import('./pages/lines/lines.tsx')).LinesPage }),
  '/desk/keys': async () => ({ Component: (await import('./pages/keys.tsx')).KeysPage }),
  '/desk/devices': async () => ({ Component: (await import('./pages/devices.tsx')).DevicesPage }),
  '/desk/board': async () => ({ Component: (await import('./pages/board/board.tsx')).BoardPage }),
  '/desk/wall': async () => ({ Component: (await import('./pages/board/board.tsx')).WallPage }),
  '/desk/walls': async () => ({ Component: (await import('./pages/board/walls.tsx')).WallsPage }),
  '/desk/duty': async () => ({ Component: (await import('./pages/duty/duty.tsx')).DutyPage }),
  '/desk/mode': async () => ({ Component: (await import('./pages/duty/modes.tsx')).ModesPage }),
  '/desk/mode/:modeId': async () => ({ Component: (await import('./pages/duty/report.tsx')).ModeReportPage }),
  '/desk/points': async () => ({ Component: (await import('./pages/points.tsx')).PointsPage }),
  '/desk/audit': async () => ({ Component: (await import('./pages/audit.tsx')).AuditPage }),
  '/desk/evaluation': async () => ({ Component: (await import('./pages/evaluation/figures.tsx')).FiguresPage }),
  '/desk/evaluation/periods': async () => ({ Component: (await import('./pages/evaluation/periods.tsx')).PeriodsPage }),
  '/desk/evaluation/traces': async () => ({ Component: (await import('./pages/evaluation/traces.tsx')).TracesPage }),
  '/desk/evaluation/sheets': async () => ({ Component: (await import('./pages/evaluation/sheets.tsx')).SheetsPage }),
  '/desk/evaluation/scheme': async () => ({ Component: (await import('./pages/evaluation/scheme.tsx')).SchemePage }),
  '/desk/evaluation/appeals': async () => ({ Component: (await import('./pages/evaluation/appeals.tsx')).AppealsPage }),
  '/desk/improvement': async () => ({ Component: (await import('./pages/improvement/board.tsx')).ImprovementPage }),
  '/desk/improvement/flow': async () => ({ Component: (await import('./pages/improvement/flow.tsx')).FlowPage }),
  '/desk/evaluation/:figure': async () => ({ Component: (await import('./pages/evaluation/behind.tsx')).BehindPage }),
};

function NoSuchPage() {
  const { say } = useWords();
  const { pathname } = useLocation();
  return (
    <Page title={say('desk.no_such_page')}>
      <Nothing title={pathname}>{say('desk.no_such_page.hint')}</Nothing>
    </Page>
  );
}

/** A page that failed must not take the desk with it. A chunk that vanished means a newer desk was installed: load it. */
function Broken() {
  const error = useRouteError();
  return <Trouble error={error} again={() => window.location.reload()} />;
}

/** Where nobody has signed in yet. */
const outside = ['/desk/sign-in', '/tour', '/desk/wall'] as const;
/** For somebody who has signed in, and without the frame. */
const unframed = ['/desk/board'] as const;

export function deskRouter() {
  const inside: RouteObject[] = Object.entries(pages)
    .filter(([path]) => ![...outside, ...unframed].some((one) => one === path))
    .map(([path, lazy]) => ({ path, lazy, errorElement: <Broken /> }));
  return createBrowserRouter([
    ...outside.map((path) => ({ path, lazy: pages[path], errorElement: <Broken />, hydrateFallbackElement: <></> })),
    ...unframed.map((path) => ({
      path,
      lazy: async () => {
        const { Component } = await pages[path]();
        return {
          Component: () => (
            <SignedIn>
              <Component />
            </SignedIn>
          ),
        };
      },
      errorElement: <Broken />,
      hydrateFallbackElement: <></>,
    })),
    {
      element: (
        <SignedIn>
          <Shell />
        </SignedIn>
      ),
      errorElement: <Broken />,
      hydrateFallbackElement: <></>,
      children: [...inside, { path: '/desk/*', element: <NoSuchPage /> }],
    },
  ]);
}
