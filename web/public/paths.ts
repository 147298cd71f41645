/** Every address of the residents' site: functions to make them, and the table that tests and the server walk. */
export const paths = {
  home: () => '/',
  report: () => '/report',
  /** right after sending: the number and the code, to keep */
  sent: () => '/report/sent',
  track: () => '/track',
  /** The code stands after `#`: a browser keeps that part to itself, so it is in no log and in no referrer. */
  receipt: (number: string, code?: string) =>
    `/r/${encodeURIComponent(number)}${code ? `#code=${encodeURIComponent(code)}` : ''}`,
  /** 我的诉求, opened by a code to a telephone or a mailbox */
  mine: () => '/mine',
  /** 积分: the published rule */
  points: () => '/points',
  /** 新人上手: lessons for volunteers, 信息员 and whoever begins */
  lessons: () => '/lessons',
  grid: () => '/grid',
  about: () => '/about',
  privacy: () => '/privacy',
  scoreboard: () => '/scoreboard',
  /** 时限与服务标准: `?q=` what is looked for */
  limits: () => '/limits',
  /** 公开数据, by month */
  figures: () => '/figures',
  because: () => '/because',
  /** 公告; each under an address that stays */
  notices: () => '/notices',
  notice: (id: string) => `/notices/${encodeURIComponent(id)}`,
  /** the filter stands in the query: `?status=open&days=30&matter=12`; `show` is a case to look at */
  nearby: () => '/nearby',
} as const;

/** `pattern` as in routes.tsx; `needs` what the visitor must fill in. routes.tsx has a page for each line, or does not compile. */
export type PublicPath = { pattern: string; needs?: 'receipt' | 'sent' | 'notice' };
export const publicPaths = [
  { pattern: '/' },
  { pattern: '/report' },
  { pattern: '/report/sent', needs: 'sent' },
  { pattern: '/track' },
  { pattern: '/r/:number', needs: 'receipt' },
  { pattern: '/mine' },
  { pattern: '/points' },
  { pattern: '/lessons' },
  { pattern: '/grid' },
  { pattern: '/about' },
  { pattern: '/privacy' },
  { pattern: '/scoreboard' },
  { pattern: '/limits' },
  { pattern: '/figures' },
  { pattern: '/because' },
  { pattern: '/notices' },
  { pattern: '/notices/:noticeId', needs: 'notice' },
  { pattern: '/nearby' },
] as const satisfies readonly PublicPath[];
export type PublicPattern = (typeof publicPaths)[number]['pattern'];

/** Where the page of a pattern lies when the site is built: `/r/:number` in `pages/r-number.html`. */
export const pageFile = (pattern: string): string =>
  `pages/${pattern.replaceAll(/[/:]+/g, '-').replace(/^-/, '') || 'home'}.html`;
/** Stands for every address that is none. */
export const lostPage = '/lost';
