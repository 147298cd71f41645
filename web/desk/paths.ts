/** Every address of the staff's web: functions to make them, and the table that the tests walk (each is visited, axe runs on each). */

const withQuery = (path: string, query: Record<string, string | number | undefined | null>): string => {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value));
  const text = search.toString();
  return text ? `${path}?${text}` : path;
};

export const paths = {
  home: () => '/desk',
  tour: () => '/tour',
  signIn: (to?: string) => withQuery('/desk/sign-in', { to }),
  password: () => '/desk/password',
  thanks: () => '/desk/thanks',
  queue: (query: Record<string, string | number | undefined> = {}) => withQuery('/desk/cases', query),
  case: (caseId: string, query: { move?: string } = {}) => withQuery(`/desk/cases/${caseId}`, query),
  sheet: (caseId: string, query: { paper?: string } = {}) => withQuery(`/desk/cases/${caseId}/sheet`, query),
  hotline: () => '/desk/take/hotline',
  counter: () => '/desk/take/counter',
  department: () => '/desk/take/department',
  keeper: () => '/desk/take/keeper',
  correspondent: () => '/desk/take/correspondent',
  opinions: (query: { which?: string } = {}) => withQuery('/desk/opinions', query),
  /** a ground, a unit or a named space; without any, the directory of all */
  workspace: (part: { areaId?: number; partOf?: number; space?: string }) => withQuery('/desk/workspace', part),
  workspaces: () => '/desk/workspaces',
  settings: (query: { kind?: string } = {}) => withQuery('/desk/settings', query),
  matters: (query: { q?: string; matter?: number } = {}) => withQuery('/desk/catalogue/matters', query),
  responsibilities: (query: { matterId?: number } = {}) => withQuery('/desk/catalogue/responsibilities', query),
  gaps: () => '/desk/catalogue/gaps',
  reassign: () => '/desk/reassign',
  approvals: (query: { at?: string } = {}) => withQuery('/desk/approvals', query),
  tasks: () => '/desk/tasks',
  meetings: (query: { about?: string } = {}) => withQuery('/desk/meetings', query),
  meeting: (meetingId: string) => `/desk/meetings/${meetingId}`,
  supervised: () => '/desk/supervised',
  callbacks: (query: Record<string, string | number> = {}) => withQuery('/desk/callbacks', query),
  suspended: () => '/desk/suspended',
  problems: () => '/desk/problems',
  catalogueImport: () => '/desk/catalogue/import',
  calendars: () => '/desk/catalogue/calendars',
  triage: () => '/desk/catalogue/triage',
  standards: (query: { tab?: string } = {}) => withQuery('/desk/catalogue/standards', query),
  lessons: () => '/desk/catalogue/lessons',
  phrases: () => '/desk/catalogue/phrases',
  oneTable: () => '/desk/catalogue/one-table',
  templates: () => '/desk/templates',
  template: (name: string, version: number) => `/desk/templates/${name}/${version}`,
  areas: (query: { parent?: number; layer?: string } = {}) => withQuery('/desk/areas', query),
  area: (areaId: number) => `/desk/areas/${areaId}`,
  areaImport: () => '/desk/areas/import',
  areaCheck: () => '/desk/areas/check',
  people: () => '/desk/people',
  units: () => '/desk/units',
  lines: () => '/desk/lines',
  baseMap: () => '/desk/base-map',
  devices: () => '/desk/devices',
  keys: () => '/desk/keys',
  points: () => '/desk/points',
  audit: () => '/desk/audit',
  evaluation: (query: { from?: string; to?: string } = {}) => withQuery('/desk/evaluation', query),
  periods: (query: { period?: string | undefined; view?: string } = {}) => withQuery('/desk/evaluation/periods', query),
  traces: (query: { period?: string; indicator?: string; object?: string; key?: string } = {}) =>
    withQuery('/desk/evaluation/traces', query),
  sheets: () => '/desk/evaluation/sheets',
  scheme: () => '/desk/evaluation/scheme',
  appeals: () => '/desk/evaluation/appeals',
  improvement: () => '/desk/improvement',
  board: (query: { areaId?: number; partOf?: number; space?: string; actor?: string; view?: string } = {}) =>
    withQuery('/desk/board', query),
  wall: () => '/desk/wall',
  duty: (query: { tab?: string } = {}) => withQuery('/desk/duty', query),
  modes: () => '/desk/mode',
  modeReport: (modeId: string) => `/desk/mode/${modeId}`,
  walls: () => '/desk/walls',
  flow: () => '/desk/improvement/flow',
  figure: (figure: string, query: Record<string, string | number> = {}) =>
    withQuery(`/desk/evaluation/${figure}`, query),
} as const;

/**
 * `pattern` as in routes.tsx; `login` of the demo post that may see it (null: nobody has signed in); `needs` what the visitor
 * must fill in. routes.tsx has a page for each line, or does not compile.
 */
export type DeskPath = {
  pattern: string;
  login: string | null;
  needs?: 'caseId' | 'areaId' | 'figure' | 'template' | 'meeting' | 'mode' | 'wall';
};
export const deskPaths = [
  { pattern: '/desk/sign-in', login: null },
  { pattern: '/tour', login: null },
  { pattern: '/desk', login: 'zhibanzhang' },
  { pattern: '/desk/password', login: 'zhibanzhang' },
  { pattern: '/desk/thanks', login: 'hechayuan' },
  { pattern: '/desk/cases', login: 'zhibanzhang' },
  { pattern: '/desk/cases/:caseId', login: 'zhibanzhang', needs: 'caseId' },
  { pattern: '/desk/cases/:caseId/sheet', login: 'zhibanzhang', needs: 'caseId' },
  { pattern: '/desk/take/hotline', login: 'shouliyuan' },
  { pattern: '/desk/take/counter', login: 'shouliyuan' },
  { pattern: '/desk/take/department', login: 'bumen' },
  { pattern: '/desk/take/keeper', login: 'wanggeyuan' },
  { pattern: '/desk/take/correspondent', login: 'xinxiyuan' },
  { pattern: '/desk/opinions', login: 'jianduyuan' },
  { pattern: '/desk/workspace', login: 'zhibanzhang' },
  { pattern: '/desk/workspaces', login: 'zhibanzhang' },
  { pattern: '/desk/settings', login: 'xitongguanliyuan' },
  { pattern: '/desk/catalogue/matters', login: 'xitongguanliyuan' },
  { pattern: '/desk/catalogue/responsibilities', login: 'xitongguanliyuan' },
  { pattern: '/desk/catalogue/gaps', login: 'xitongguanliyuan' },
  { pattern: '/desk/reassign', login: 'paiqianyuan' },
  { pattern: '/desk/approvals', login: 'paiqianyuan' },
  { pattern: '/desk/tasks', login: 'bumen' },
  { pattern: '/desk/meetings', login: 'paiqianyuan' },
  { pattern: '/desk/meetings/:meetingId', login: 'paiqianyuan', needs: 'meeting' },
  { pattern: '/desk/supervised', login: 'zhibanzhang' },
  { pattern: '/desk/callbacks', login: 'huifangyuan' },
  { pattern: '/desk/suspended', login: 'paiqianyuan' },
  { pattern: '/desk/problems', login: 'zhibanzhang' },
  { pattern: '/desk/catalogue/import', login: 'xitongguanliyuan' },
  { pattern: '/desk/catalogue/calendars', login: 'xitongguanliyuan' },
  { pattern: '/desk/catalogue/triage', login: 'xitongguanliyuan' },
  { pattern: '/desk/catalogue/standards', login: 'xitongguanliyuan' },
  { pattern: '/desk/catalogue/lessons', login: 'xitongguanliyuan' },
  { pattern: '/desk/catalogue/phrases', login: 'xitongguanliyuan' },
  { pattern: '/desk/catalogue/one-table', login: 'xitongguanliyuan' },
  { pattern: '/desk/templates', login: 'xitongguanliyuan' },
  { pattern: '/desk/templates/:name/:version', login: 'xitongguanliyuan', needs: 'template' },
  { pattern: '/desk/areas', login: 'xitongguanliyuan' },
  { pattern: '/desk/areas/import', login: 'xitongguanliyuan' },
  { pattern: '/desk/areas/check', login: 'xitongguanliyuan' },
  { pattern: '/desk/areas/:areaId', login: 'xitongguanliyuan', needs: 'areaId' },
  { pattern: '/desk/people', login: 'anquanguanliyuan' },
  { pattern: '/desk/units', login: 'xitongguanliyuan' },
  { pattern: '/desk/lines', login: 'xitongguanliyuan' },
  { pattern: '/desk/base-map', login: 'xitongguanliyuan' },
  { pattern: '/desk/devices', login: 'xitongguanliyuan' },
  { pattern: '/desk/keys', login: 'xitongguanliyuan' },
  { pattern: '/desk/board', login: 'lingdao' },
  { pattern: '/desk/wall', login: null, needs: 'wall' },
  { pattern: '/desk/walls', login: 'xitongguanliyuan' },
  { pattern: '/desk/duty', login: 'zhibanzhang' },
  { pattern: '/desk/mode', login: 'paiqianyuan' },
  { pattern: '/desk/mode/:modeId', login: 'lingdao', needs: 'mode' },
  { pattern: '/desk/points', login: 'xitongguanliyuan' },
  { pattern: '/desk/audit', login: 'shenjiguanliyuan' },
  { pattern: '/desk/evaluation', login: 'kaopingyuan' },
  { pattern: '/desk/evaluation/periods', login: 'kaopingyuan' },
  { pattern: '/desk/evaluation/traces', login: 'kaopingyuan' },
  { pattern: '/desk/evaluation/sheets', login: 'paiqianyuan' },
  { pattern: '/desk/evaluation/scheme', login: 'kaopingyuan' },
  { pattern: '/desk/evaluation/appeals', login: 'kaopingyuan' },
  { pattern: '/desk/evaluation/:figure', login: 'kaopingyuan', needs: 'figure' },
  { pattern: '/desk/improvement', login: 'kaopingyuan' },
  { pattern: '/desk/improvement/flow', login: 'kaopingyuan' },
] as const satisfies readonly DeskPath[];
export type DeskPattern = (typeof deskPaths)[number]['pattern'];

/** Of the places in the navigation the one that an address belongs to: the nearest above it. The first page has nothing below it. */
export const placeOf = (pathname: string, places: readonly string[]): string | undefined =>
  places
    .filter((place) => pathname === place || (place !== paths.home() && pathname.startsWith(`${place}/`)))
    .sort((a, b) => b.length - a.length)[0];
