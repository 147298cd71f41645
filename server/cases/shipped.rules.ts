/**
 * The templates that ship with the house: version 1 of each, never changed (a district publishes its own version 2). Three are
 * read out of published practice: 七步联动 (a district's joint response), 四环全响应 (sense, convey, respond, judge), 县域四级联动 (grid,
 * village, township, county); the disputes have limits and joint units of their own.
 */
import type { Template } from '#contract/templates.ts';

const both = (zh: string, en: string) => ({ zh, en });

/** 标准流程: the house's own table, as it is for every matter that names no other template. */
export const standard: Template = {
  title: both('标准流程', 'Standard process'),
  about: both('受理、立案、派遣、处置、核查、结案、回访', 'receive, file, dispatch, handle, check, close, call back'),
  steps: [
    { label: both('受理', 'Received'), states: ['reported', 'received', 'confirming'] },
    { label: both('立案', 'Filed'), states: ['filed'] },
    { label: both('派遣', 'Dispatched'), states: ['dispatched'] },
    { label: both('处置', 'Handled'), states: ['signed'] },
    { label: both('核查', 'Checked'), states: ['handled'] },
    { label: both('结案', 'Closed'), states: ['checked', 'closed'] },
  ],
  stages: {},
  // 首派负责: the lead drops a case by an accepted return and by nothing else.
  moves: { hand_up: { off: true }, hand_down: { off: true } },
  handling: { limit: null, jointUnits: 0 },
  callback: { policy: 'after_close', workingDays: 3 },
  // An ordinary extension is the dispatcher's; one longer than half the limit goes higher (domain §3.3).
  extensions: {
    max: 2,
    matrix: [
      { upTo: 0.5, by: ['dispatcher', 'leader'] },
      { upTo: 1, by: ['leader'] },
    ],
  },
  suspension: {
    max: 3,
    reviewDays: 30,
    matrix: [
      { upToDays: 90, by: ['dispatcher', 'leader'] },
      { upToDays: 365, by: ['leader'] },
    ],
  },
  // 派单异议审核: a second return is settled above the dispatcher.
  returns: { reviewFrom: 2, reviewers: ['leader'], pause: 'if_accepted' },
  supervision: { reply: '3d' },
  reminders: { automatic: true },
};

export const linkageSeven: Template = {
  ...standard,
  title: both('七步联动', 'Seven-step linkage'),
  about: both(
    '发现、上报、交办、处置、反馈、回访、考评；首派负责，督办联席，信访兜底',
    'find, report, hand over, handle, feed back, call back, assess; the first unit dispatched answers for it',
  ),
  steps: [
    { label: both('发现', 'Found'), states: ['reported'] },
    { label: both('上报', 'Reported'), states: ['received', 'confirming', 'filed'] },
    { label: both('交办', 'Handed over'), states: ['dispatched'] },
    { label: both('处置', 'Handled'), states: ['signed'] },
    { label: both('反馈', 'Fed back'), states: ['handled'] },
    { label: both('回访', 'Called back'), states: ['checked'] },
    { label: both('考评', 'Assessed'), states: ['closed'] },
  ],
  moves: {
    ...standard.moves,
    hand_back: {
      label: both('反馈', 'Feed back'),
      checklist: [
        { id: 'done', label: both('现场已处置完毕', 'It is done on the spot') },
        { id: 'told', label: both('已与反映人联系', 'The reporter was contacted') },
      ],
    },
    dispatch: { label: both('交办', 'Hand over') },
  },
  callback: { policy: 'before_close', workingDays: 2 },
  // 督办联席会议: a disputed dispatch is settled above the dispatcher.
  returns: { reviewFrom: 2, reviewers: ['leader'], pause: 'if_accepted' },
};

export const responseFour: Template = {
  ...standard,
  title: both('四环全响应', 'Full response in four links'),
  about: both(
    '感知、派遣／上报、响应／会商、监督／评价，环节尽量扁平',
    'sense, dispatch or report upwards, respond or confer, supervise and judge; as flat as can be',
  ),
  steps: [
    { label: both('感知', 'Sensed'), states: ['reported', 'received', 'confirming'] },
    { label: both('派遣／上报', 'Dispatched or reported upwards'), states: ['filed', 'dispatched'] },
    { label: both('响应／会商', 'Response or conference'), states: ['signed'] },
    { label: both('监督／评价', 'Supervised and judged'), states: ['handled', 'checked', 'closed'] },
  ],
  // 弱化环节: where the list of matters and responsibilities is sure, no hand is needed between sensing and dispatch.
  moves: {
    receive: { automatic: true },
    file: { automatic: true },
    dispatch: { automatic: true },
    hand_up: { label: both('上报', 'Report upwards') },
    hand_down: { off: true },
  },
  // What a grid worker finds is the street centre's first; it handles it or reports it upwards.
  entry: { keeperToStreet: true },
};

export const countyFour: Template = {
  ...standard,
  title: both('县域四级联动', 'County linkage on four levels'),
  about: both(
    '网格、村社、镇街、县区四级；统一受理、一站分流、分类处置、集中反馈',
    'grid, village, township, county: one intake, one sorting, handling by kind, one answer',
  ),
  steps: [
    { label: both('统一受理', 'One intake'), states: ['reported', 'received'] },
    { label: both('一站分流', 'Sorted at one desk'), states: ['confirming', 'filed', 'dispatched'] },
    { label: both('分类处置', 'Handled by kind'), states: ['signed'] },
    { label: both('集中反馈', 'One answer'), states: ['handled', 'checked', 'closed'] },
  ],
  moves: {
    receive: { automatic: true },
    file: { by: ['duty_officer', 'receiver'] },
    hand_up: { by: ['clerk'] },
    hand_down: { by: ['clerk'] },
  },
  // 小事不出网格: the township's centre sees what its grid workers found before the county does.
  entry: { keeperToStreet: true },
};

/** 劳资、医患、物业、生产经营纠纷: never one unit alone, longer, and with proof that both sides were heard. */
export const dispute: Template = {
  ...standard,
  title: both('纠纷处置', 'Disputes'),
  about: both(
    '劳资、医患、物业、生产经营纠纷：联合承办，单独时限',
    'labour, medical, property and business disputes: joint units, limits of their own',
  ),
  moves: {
    ...standard.moves,
    hand_back: {
      checklist: [
        { id: 'heard', label: both('已分别听取双方意见', 'Both sides were heard') },
        { id: 'route', label: both('已告知调解、仲裁、诉讼途径', 'Mediation, arbitration and the courts were named') },
      ],
    },
  },
  handling: { limit: '15d', jointUnits: 1 },
  callback: { policy: 'after_close', workingDays: 5 },
};

/** 应急处置: what a district names when it declares an emergency; minutes for the desk, hours for the unit. */
export const emergency: Template = {
  ...standard,
  title: both('应急处置', 'Emergency'),
  about: both(
    '应急状态下的新案件：受理、立案、派遣、签收各按分钟计，处置四个紧急工作时',
    'new cases in an emergency: minutes to receive, file, dispatch and sign, four hours to handle',
  ),
  stages: {
    reported: { limit: '0.25uh' },
    received: { limit: '0.25uh' },
    filed: { limit: '0.25uh' },
    dispatched: { limit: '0.5uh' },
  },
  handling: { limit: '4uh', jointUnits: 0 },
  supervision: { reply: '4uh' },
};

export const standardName = 'standard';
/** Asked by names that come from outside: it knows no `constructor` but one that ships. */
export const shipped: Readonly<Record<string, Template>> = Object.assign(Object.create(null), {
  [standardName]: standard,
  linkage_seven: linkageSeven,
  response_four: responseFour,
  county_four: countyFour,
  dispute,
  emergency,
});
