/** Every address of the grid worker's app: functions to make them, and the table that tests and the server walk. */
export const paths = {
  home: () => '/field',
  signIn: () => '/field/sign-in',
  /** photo first; `?done` asks for what was put right on the spot (自处理) */
  report: () => '/field/report',
  task: (caseId: string) => `/field/tasks/${caseId}`,
  points: () => '/field/points',
  visit: () => '/field/visit',
  outbox: () => '/field/outbox',
  map: () => '/field/map',
  mine: () => '/field/mine',
  leave: () => '/field/leave',
  track: () => '/field/track',
  coverage: () => '/field/coverage',
  people: () => '/field/people',
  phones: () => '/field/phones',
  plan: () => '/field/plan',
  attendance: () => '/field/attendance',
  approvals: () => '/field/approvals',
  lessons: () => '/field/lessons',
  publicity: () => '/field/publicity',
} as const;

/** `pattern` as in routes.tsx; `login` who walks there in the tests. routes.tsx has a page for each line, or does not compile. */
export type FieldPath = { pattern: string; login: string | null; needs?: 'task' };
export const fieldPaths = [
  { pattern: '/field', login: 'wanggeyuan' },
  { pattern: '/field/sign-in', login: null },
  { pattern: '/field/report', login: 'wanggeyuan' },
  { pattern: '/field/tasks/:caseId', login: 'wanggeyuan', needs: 'task' },
  { pattern: '/field/points', login: 'wanggeyuan' },
  { pattern: '/field/visit', login: 'wanggeyuan' },
  { pattern: '/field/outbox', login: 'wanggeyuan' },
  { pattern: '/field/map', login: 'wanggeyuan' },
  { pattern: '/field/mine', login: 'wanggeyuan' },
  { pattern: '/field/leave', login: 'wanggeyuan' },
  { pattern: '/field/track', login: 'wanggeyuan' },
  { pattern: '/field/coverage', login: 'wanggeyuan' },
  { pattern: '/field/people', login: 'wanggeyuan' },
  { pattern: '/field/phones', login: 'wanggeyuan' },
  { pattern: '/field/plan', login: 'jiedao-qihe' },
  { pattern: '/field/attendance', login: 'jiedao-qihe' },
  { pattern: '/field/approvals', login: 'jiedao-qihe' },
  { pattern: '/field/lessons', login: 'wanggeyuan' },
  { pattern: '/field/publicity', login: 'jiedao-qihe' },
] as const satisfies readonly FieldPath[];
export type FieldPattern = (typeof fieldPaths)[number]['pattern'];
