/**
 * Who may do what, and who may see what: written from the plan of the house (docs/HOUSE.md, docs/RULES.md, docs/operate/secure.md)
 * and from no line of the program, so that it can disagree. An address that is not named here fails the matrix: say who may use it.
 */
export type Post =
  | 'receiver' | 'duty_officer' | 'dispatcher' | 'clerk' | 'handler' | 'keeper' | 'checker' | 'caller' | 'evaluator'
  | 'leader' | 'supervisor' | 'correspondent' | 'system_admin' | 'security_admin' | 'audit_admin'; // prettier-ignore
export type UnitName =
  'leadership' | 'supervision' | 'command' | 'roads' | 'crew' | 'water' | 'hedong' | 'liuan' | 'hexi';
export type Ground = 'cell' | 'cell2' | 'community' | 'street' | 'hexiCell' | 'hexiStreet';
export type Held = { post: Post; unit: UnitName; ground?: Ground };
export type ReaderFacts = {
  name: string;
  region: 'here' | 'there';
  /** receipt: who has number and code of the report that opened the case "reported"; key: another system of the Open311 door */
  session: 'full' | 'half' | 'over' | 'disabled' | 'device' | 'receipt' | 'key' | 'none';
  posts: Held[];
};
export type CaseFacts = {
  name: string;
  region: 'here';
  state: string;
  ground: Ground;
  confidential: boolean;
  /** the unit the report is about */
  about: UnitName | null;
  /** units that had a part in it */
  parties: UnitName[];
  lead: UnitName | null;
};

/** The tree of units (root unit: a department, or a street with its communities), and the ground under them. */
export const above: Partial<Record<UnitName, UnitName>> = { crew: 'roads', liuan: 'hedong' };
export const office: Partial<Record<UnitName, Ground>> = { hedong: 'street', liuan: 'community', hexi: 'hexiStreet' };
const within: Record<Ground, Ground[]> = {
  cell: ['cell', 'community', 'street'], cell2: ['cell2', 'community', 'street'], community: ['community', 'street'],
  street: ['street'], hexiCell: ['hexiCell', 'hexiStreet'], hexiStreet: ['hexiStreet'],
}; // prettier-ignore
const rootOf = (unit: UnitName): UnitName => above[unit] ?? unit;
const inUnit = (unit: UnitName, held: UnitName): boolean => unit === held || above[unit] === held;

// ── What one rule says, so that each can be turned round and missed ──

/** yes: done, or refused for another reason than who asks. no: not this post. unseen: there is no such thing. sign in: who are you. */
export type Word = 'yes' | 'no' | 'unseen' | 'no or unseen' | 'sign in';
export type Rule = { name: string; says: (reader: ReaderFacts, of: CaseFacts | undefined) => boolean };
/** Rules by name; the matrix turns each round in turn and must notice. */
export const rules: Record<string, Rule['says']> = {};
const rule = (name: string, says: Rule['says']): Rule => ((rules[name] = says), { name, says: (reader, of) => rules[name]!(reader, of) }); // prettier-ignore
const wears = (reader: ReaderFacts, posts: readonly Post[]): boolean => reader.posts.some(({ post }) => posts.includes(post)); // prettier-ignore
const who = (name: string, ...posts: Post[]): Rule => rule(name, (reader) => wears(reader, posts));

const centre: Post[] = ['receiver', 'duty_officer', 'dispatcher', 'checker', 'caller', 'evaluator', 'leader'];
const admins: Post[] = ['system_admin', 'security_admin', 'audit_admin'];
const working: Post[] = [...centre, 'clerk', 'handler', 'keeper'];

const anybody = rule('what the public may do', () => true);
const device = rule('a device raises an alert', (reader) => reader.session === 'device');
const receipt = rule('number and code open a receipt, and nothing else does', (reader) => reader.session === 'receipt');
const key = rule('another system sends with the key it was given', (reader) => reader.session === 'key');
const signedIn = rule('whoever is signed in', (reader) => reader.session === 'full');
const halfIn = rule('the second factor and one’s own session', ({ session }) => session === 'full' || session === 'half'); // prettier-ignore
const works = who('whoever works on cases', ...working);
const staff = who('whoever holds a post', ...working, ...admins);
const anyPost = rule('whoever holds any post, though it may be no work', ({ posts }) => posts.length > 0);
const learns = who('whoever holds a post learns, and so do 信息员', ...working, ...admins, 'correspondent');
const system = who('系统管理员 keeps the ground, the catalogue and the accounts', 'system_admin');
const security = who('安全管理员 gives posts', 'security_admin');
const audit = who('审计管理员 reads the trail', 'audit_admin');
const powers = who('the three administrators see who is who', ...admins);
const accounts = who('accounts are restored by two of them', 'system_admin', 'security_admin');
const notes = who('whoever works on it writes to it', 'receiver', 'duty_officer', 'dispatcher', 'clerk', 'handler', 'keeper', 'checker', 'caller'); // prettier-ignore
const takes = who('who takes reports', 'receiver', 'duty_officer');
const [calls, rung] = [who('回访 is the caller’s', 'caller'), who('who speaks with callers', 'receiver', 'duty_officer', 'caller')]; // prettier-ignore
const callDesk = who('who answers for call-backs', 'caller', 'duty_officer', 'evaluator', 'leader');
const merges = who('who joins cases', 'receiver', 'duty_officer', 'dispatcher');
const reassigns = who('派遣员 moves what has another owner now', 'dispatcher');
const follows = who('who opens a follow-up', 'duty_officer', 'dispatcher', 'leader');
const convenes = who('who convenes', 'duty_officer', 'dispatcher', 'clerk', 'leader');
const convened = rule('only who convened it changes it', ({ posts }) => posts.some(({ post, unit }) => post === 'dispatcher' && unit === 'command')); // prettier-ignore
const visits = rule('one’s own reports open to whoever gave the one-time code, and to no post', () => false);
const walks = who('巡查: who walks a ground', 'keeper', 'checker');
const sends = who('who plans the walks, and answers leaves and objections', 'clerk', 'leader');
const figures = who('who reads figures', 'duty_officer', 'dispatcher', 'clerk', 'evaluator', 'leader');
const scores = who('考评员 scores', 'evaluator');
const approves = who('a leader approves', 'leader');
const rates = rule('a street rates departments', ({ posts }) => posts.some(({ post, unit }) => post === 'clerk' && unit in office && !(unit in above))); // prettier-ignore
const ledger = who('who reads the ledger of points', 'clerk', 'duty_officer', 'leader', 'system_admin', 'audit_admin');
const takesBack = who('值班长 takes points back', 'duty_officer');
const counter = rule('积分 are exchanged at a counter of a street or community', ({ posts }) => posts.some(({ post, unit }) => post === 'clerk' && unit in office)); // prettier-ignore
const keepsDuty = who('who keeps the log of duty', 'receiver', 'duty_officer', 'dispatcher', 'clerk', 'leader');
const plansDuty = who('who writes the roster', 'duty_officer', 'leader');
const [asksMode, commands, readsOrders] = [who('who asks for the emergency mode', 'duty_officer', 'dispatcher', 'leader'), who('who commands gives orders', 'duty_officer', 'dispatcher', 'leader'), who('who answers for a unit reads its orders', 'clerk', 'duty_officer', 'dispatcher', 'leader')]; // prettier-ignore
const publishes = who('who speaks for an office', 'clerk', 'duty_officer', 'leader');
const judges = who('特邀监督员 judge what is closed', 'supervisor');
const answersOpinions = who('the unit answers', 'clerk');
const tells = who('信息员 reads what she told', 'correspondent');
const improves = who('who improves', 'duty_officer', 'dispatcher', 'evaluator', 'leader');
const improvements = who('who reads improvements', 'receiver', 'duty_officer', 'dispatcher', 'clerk', 'evaluator', 'leader'); // prettier-ignore

/** What each is told she may do (`may` of /v1/session): the sites show and hide by it, and for some another rule stands behind. */
const [clerks, writesDown, assesses] = [who('a clerk speaks for the unit', 'clerk'), who('who writes down what is told', ...['receiver', 'duty_officer', 'clerk', 'keeper', 'correspondent'] as const), who('who may put in an assessment', 'clerk', 'evaluator')]; // prettier-ignore
export const may: Record<string, Rule> = {
  'reports.take': writesDown, 'reports.own': tells, 'reports.see_contact': rung, 'cases.see': works, 'cases.note': notes, 'patrol.walk': walks, 'patrol.plan': sends,
  'patrol.decide': sends, 'meetings.convene': convenes, 'evaluation.see': figures, 'evaluation.edit': scores, 'evaluation.approve': approves, 'evaluation.rate': assesses,
  'evaluation.appeal': clerks, 'opinions.give': judges, 'opinions.answer': answersOpinions, 'improvement.see': improvements, 'improvement.edit': improves,
  'points.see': ledger, 'points.redeem': clerks, 'points.take_back': takesBack, 'areas.see': staff, 'areas.edit': system, 'catalogue.see': staff, 'catalogue.edit': system,
  'people.see': powers, 'people.edit': system, 'posts.grant': security, 'audit.see': audit, 'duty.see': works, 'duty.write': keepsDuty, 'duty.plan': plansDuty,
  'orders.give': commands, 'orders.read': readsOrders, 'mode.ask': asksMode, 'mode.decide': approves, 'walls.edit': system, 'notices.publish': publishes, 'calls.take': takes,
}; // prettier-ignore

/** 回避 first; then the district's posts; else one's own ground, or what one's unit has or had a part in. */
const recused = rule('回避: nobody of the unit it is about, in whatever post', ({ posts }, of) => posts.some(({ unit }) => of!.about !== null && rootOf(unit) === rootOf(of!.about))); // prettier-ignore
const ofDistrict = rule('the centres see the district', (reader) => wears(reader, centre));
const hasPart = rule('a unit sees what it or a unit below it has or had a part in', ({ posts }, of) =>
  posts.some(
    ({ post, unit, ground }) =>
      (post === 'clerk' || post === 'handler') &&
      of!.parties.some((party) => inUnit(party, unit)) &&
      (office[unit] !== undefined || ground === undefined || within[of!.ground].includes(ground)),
  ),
);
const onGround = rule(
  'a street, a community and a keeper see their ground, but for what was told in confidence',
  ({ posts }, of) =>
    posts.some(({ post, unit, ground }) => {
      const its = ground ?? office[unit];
      return (
        !of!.confidential &&
        its !== undefined &&
        within[of!.ground].includes(its) &&
        (post === 'keeper' || (post === 'clerk' && office[unit] !== undefined))
      );
    }),
);
const sameDistrict = rule('another district is another house', (reader, of) => of === undefined || reader.region === of.region); // prettier-ignore
const given = rule('a keeper sees what she was asked to look at', (reader, of) => reader.name === 'keeper of the cell' && of!.name === 'confirming'); // prettier-ignore

export const sees = (reader: ReaderFacts, of: CaseFacts): boolean =>
  reader.session === 'full' &&
  sameDistrict.says(reader, of) &&
  !recused.says(reader, of) &&
  (ofDistrict.says(reader, of) || hasPart.says(reader, of) || onGround.says(reader, of) || given.says(reader, of));

const knowsHer = rule(
  'who deals with the reporter opens her contact; 身份保密: what was told in confidence, only who receives or calls back, and handles nothing',
  (reader, of) =>
    of!.confidential
      ? wears(reader, ['receiver', 'duty_officer', 'caller']) && !wears(reader, ['clerk', 'handler', 'keeper'])
      : wears(reader, ['receiver', 'duty_officer', 'caller', 'clerk', 'handler', 'keeper', 'checker']),
);
/** Whether the reader may open the contact of who told this case. */
export const opens = (reader: ReaderFacts, of: CaseFacts): boolean => sees(reader, of) && knowsHer.says(reader, of);

// ── Every address: who may use it, and whether it is about one case ──

type Line = { by: Rule; of?: 'case' | 'here' | 'one’s own'; reveals?: true };
const lines = (of?: Line['of']) => (by: Rule, ...ids: string[]): Record<string, Line> =>
  Object.fromEntries(ids.map((id) => [id, of ? { by, of } : { by }])); // prettier-ignore
const [line, ofCase, ofHere, ownOf] = [lines(), lines('case'), lines('here'), lines('one’s own')];

export const addresses: Record<string, Line> = {
  ...ownOf(anybody, 'areas.baseTile', 'notices.readPublic'), ...line(anybody, 'areas.baseMap', 'access.bridges', 'access.demoLogins', 'access.departments', 'areas.groundMap', 'areas.locate', 'areas.places', 'areas.placesInWords',
    'areas.shapes', 'catalogue.calendars', 'catalogue.matters', 'connect.discovery', 'connect.publicCases', 'connect.publicGeoJson', 'connect.publicRss',
    'connect.requests', 'connect.service', 'connect.services', 'connect.updates', 'evaluation.scoreboard', 'improvement.because', 'intake.report', 'intake.propose',
    'intake.similar', 'lessons.learn', 'neighbours.rule', 'notices.public', 'insight.publicFigures', 'standards.public', 'connect.noticesRss', 'notify.leave', 'patrol.phoneOrder'),
  ...line(receipt, 'intake.photo', 'intake.photoPiece', 'intake.answerByReceipt', 'intake.thank', 'intake.rate', 'intake.receipt', 'intake.reply', 'intake.withdraw'),
  ...line(key, 'connect.sendRequest'),
  ...line(visits, 'notify.followGrid', 'notify.unfollowGrid', 'notify.chooseTopics', 'neighbours.mine', 'neighbours.ticket', 'notify.choose', 'notify.export', 'notify.mine', 'notify.remove',
    'notify.reports'),
  ...line(device, 'sensing.alert'), ...line(halfIn, 'access.me', 'access.signOut', 'access.passwordRules'),
  ...line(security, 'access.setPasswordRules'),
  ...line(signedIn, 'lessons.pass', 'patrol.phones', 'patrol.registerPhone', 'access.filters', 'access.saveFilter', 'access.units', 'intake.thanks',
    'evaluation.appeals', 'evaluation.periods', 'evaluation.sheets'),
  ...line(staff, 'areas.areas', 'areas.layers', 'catalogue.allPhrases', 'catalogue.articles', 'catalogue.gaps', 'catalogue.phrases', 'standards.list',
    'standards.oneTable', 'standards.read', 'catalogue.responsibilities', 'catalogue.responsibilityReport', 'sensing.devices', 'templates.check', 'templates.list',
    'triage.matters', 'triage.read', 'intake.lines', 'settings.list'),
  ...line(system, 'lessons.save', 'access.bindings', 'access.savePerson', 'access.saveUnit', 'areas.check', 'areas.import', 'catalogue.import', 'catalogue.importUnits', 'catalogue.saveArticle',
    'catalogue.saveMatter', 'connect.keys', 'connect.makeKey', 'neighbours.saveRule', 'templates.save', 'access.walls', 'access.makeWall', 'triage.teach',
    'triage.train', 'intake.saveLine', 'areas.saveBaseMap', 'areas.baseMapSettings', 'settings.preview', 'settings.save', 'settings.versions', 'patrol.phonesOf'),
  ...line(learns, 'lessons.list'), ...line(powers, 'access.people'), ...line(ledger, 'neighbours.entries'),
  ...line(takesBack, 'neighbours.takeBack'), ...line(counter, 'neighbours.redeem'),
  ...line(audit, 'access.facts'),
  ...line(works, 'access.colleagues', 'cases.counts', 'cases.files', 'cases.writeFile', 'cases.five', 'cases.list', 'cases.logbook', 'cases.papers', 'cases.problemCounts', 'cases.problems', 'patrol.day',
    'cases.supervised', 'duty.modes', 'duty.notes', 'duty.now', 'duty.occasions', 'duty.roster', 'insight.signs', 'insight.tile', 'meetings.list', 'tasks.counts',
    'tasks.list', 'notices.list'),
  ...line(callDesk, 'callbacks.figures', 'callbacks.reviews', 'callbacks.list'),
  ...line(walks, 'push.key', 'push.on', 'push.stop', 'patrol.askLeave', 'patrol.checkIn', 'patrol.coverage', 'patrol.object', 'patrol.track', 'patrol.visit', 'patrol.visits'),
  ...ownOf(walks, 'publicity.round', 'publicity.addPhoto', 'publicity.addPhotoPiece', 'patrol.checkOut', 'patrol.positions', 'patrol.stamp'),
  ...line(sends, 'patrol.attendance', 'patrol.found', 'patrol.saveCheckpoint', 'patrol.waiting'),
  ...ownOf(sends, 'publicity.end', 'patrol.decideLeave', 'patrol.decideObjection', 'patrol.retireCheckpoint'),
  ...ownOf(signedIn, 'publicity.photo', 'access.removeFilter', 'jobs.get', 'jobs.cancel'), ...ownOf(works, 'cases.readFile'),
  ...ownOf(system, 'patrol.wipePhoneOf'), ...ownOf(anyPost, 'patrol.wipePhone'), ...line(calls, 'callbacks.take', 'intake.questions'),
  ...ownOf(calls, 'intake.answerQuestion'), ...line(takes, 'intake.take', 'intake.calls', 'intake.beAtPhones'),
  ...line(reassigns, 'cases.reassignments'),
  ...ownOf(takes, 'intake.takeCall', 'intake.offerCall', 'intake.takeBackCall', 'intake.divertCall', 'intake.endCall', 'intake.rehearseCall'),
  ...line(figures, 'evaluation.cases', 'evaluation.figures', 'insight.board', 'evaluation.scheme', 'opinions.list'),
  ...ofHere(publishes, 'notices.publish'), ...ownOf(publishes, 'notices.withdraw'),
  ...line(plansDuty, 'duty.importRoster', 'duty.people', 'duty.saveOccasion', 'duty.saveTurn'),
  ...line(works, 'orders.list'), ...ownOf(works, 'orders.receipts'), ...line(commands, 'orders.give'), ...ownOf(commands, 'orders.remind'), ...ownOf(readsOrders, 'orders.read'), ...line(keepsDuty, 'duty.note'), ...ownOf(keepsDuty, 'duty.read'), ...ofHere(asksMode, 'duty.askMode'), ...line(asksMode, 'duty.previewMode'),
  ...ownOf(asksMode, 'duty.endMode'), ...ownOf(works, 'duty.modeReport'),
  ...ownOf(approves, 'duty.decideMode'), ...line(judges, 'opinions.cases', 'opinions.units'), ...ownOf(judges, 'opinions.give', 'opinions.giveOfUnit'),
  ...ownOf(answersOpinions, 'opinions.answer'),
  ...ofCase(works, 'opinions.ofCase', 'cases.get', 'cases.nearby', 'cases.readOrders', 'intake.folded', 'intake.reports', 'intake.twins', 'tasks.ofCase',
    'triage.proposal'),
  ...line(tells, 'intake.own'), ...line(scores, 'evaluation.openPeriod', 'evaluation.saveScheme'),
  ...line(improvements, 'improvement.causes', 'improvement.stuck', 'improvement.counts', 'improvement.flow', 'improvement.list', 'improvement.recurring'),
  ...ofCase(notes, 'cases.addPhoto', 'cases.addPhotoPiece', 'cases.label', 'cases.note'), ...ofCase(calls, 'cases.callBack'),
  ...ofCase(merges, 'intake.mergeFolded', 'intake.unfold'),
  'intake.reveal': { by: works, of: 'case', reveals: true },
  ...ofCase(rung, 'intake.history'), ...ofHere(staff, 'templates.get', 'areas.area'),
  ...ofHere(system, 'access.bind', 'standards.save', 'templates.publish', 'templates.use', 'templates.moveRunning', 'catalogue.saveResponsibility',
    'sensing.saveDevice', 'areas.subdivide', 'areas.split', 'areas.merge', 'areas.save', 'areas.appointKeeper', 'areas.endKeeper', 'catalogue.saveCalendar',
    'catalogue.saveCondition', 'triage.switch', 'connect.endKey', 'access.endWall', 'catalogue.savePhrase', 'standards.saveForm'),
  ...ofHere(accounts, 'access.setAccountState', 'access.revealPhone'), ...ofHere(system, 'access.correctPerson'), ...ofHere(security, 'access.endPost', 'access.grantPost', 'cases.workOfPost'),
  ...ofHere(signedIn, 'evaluation.period'), ...ofHere(sends, 'publicity.make'),
  ...ofHere(figures, 'evaluation.periodFigures', 'evaluation.surveys', 'evaluation.traces', 'evaluation.results', 'evaluation.reviews'),
  ...ofHere(scores, 'evaluation.advance', 'evaluation.compute', 'evaluation.drawSurvey'),
  ...ownOf(scores, 'evaluation.closeSurvey'), ...ofHere(approves, 'evaluation.veto'),
  ...ofHere(rates, 'evaluation.review'), ...ofHere(improvements, 'improvement.read'),
  ...ofHere(improves, 'improvement.open', 'improvement.step'), ...ofHere(reassigns, 'cases.reassign'),
  ...ofCase(convenes, 'meetings.convene'), ...ofHere(convened, 'meetings.step'),
  ...ofHere(follows, 'cases.openProactive'), ...line(follows, 'cases.inspect'),
}; // prettier-ignore

// ── The moves of a case: which post, and whose case it has to be ──

type Whose = 'any' | 'lead' | 'task' | 'cell' | 'other root' | 'owed' | 'lead or command' | 'place';
const lead = (posts: Post[], { posts: held }: ReaderFacts, of: CaseFacts): boolean =>
  held.some(({ post, unit }) => posts.includes(post) && of.lead !== null && inUnit(of.lead, unit));
const whose: Record<Whose, (posts: Post[], reader: ReaderFacts, of: CaseFacts) => boolean> = {
  any: (posts, reader) => wears(reader, posts),
  lead,
  task: (_posts, reader, of) => given.says(reader, of),
  cell: (_posts, { posts }, of) =>
    posts.some(({ post, unit, ground }) => post === 'keeper' && within[of.ground].includes((ground ?? office[unit])!)),
  // Never one's own work: the root unit of whoever checks is not that of whoever handled.
  'other root': (posts, reader, of) =>
    wears(reader, posts) && reader.posts.every(({ unit }) => of.lead === null || rootOf(unit) !== rootOf(of.lead)),
  owed: lead,
  'lead or command': (posts, reader, of) => wears(reader, ['dispatcher']) || lead(posts, reader, of),
  place: (_posts, { posts }, of) =>
    posts.some(({ post, unit }) =>
      post === 'clerk' && office[unit] !== undefined &&
      (within[of.ground].includes(office[unit]) || (of.lead !== null && inUnit(of.lead, unit))),
    ),
}; // prettier-ignore
const move = (whoseCase: Whose, ...posts: Post[]): { by: Rule } => ({ by: rule(`${whoseCase}: ${posts.join(', ')}`, (reader, of) => whose[whoseCase](posts, reader, of!)) }); // prettier-ignore
const [R, O, D, L, C]: Post[] = ['receiver', 'duty_officer', 'dispatcher', 'leader', 'clerk'];
export const moves: Record<string, { by: Rule }> = {
  receive: move('any', R!), ask_confirm: move('any', R!, O!), confirm: move('task', 'keeper', 'checker'),
  file: move('any', O!), answer: move('any', R!, O!), refuse: move('any', R!, O!), withdraw: move('any', R!),
  merge: move('any', R!, O!, D!), void: move('any', O!), dispatch: move('any', D!),
  sign: move('lead', C!, 'handler'), assign: move('lead', C!), hand_back: move('lead', C!, 'handler'),
  ask_return: move('lead', C!), decide_return: move('any', D!), suspend: move('any', D!, L!), resume: move('any', D!, L!),
  check: move('other root', 'checker', 'keeper'), close: move('any', O!), reopen: move('any', O!), uphold: move('any', O!),
  self_handle: move('cell', 'keeper'), remind: move('any', D!, O!, L!), rework: move('any', O!), designate: move('any', D!, L!),
  ask_extension: move('lead', C!), decide_extension: move('any', D!, L!), ask_suspension: move('lead', C!),
  decide_suspension: move('any', D!, L!), review_suspension: move('any', D!, L!), supervise: move('any', O!, L!),
  reply_supervision: move('owed', C!), clear_supervision: move('any', O!, L!), propose_force_close: move('any', O!),
  decide_force_close: move('any', O!, L!), step_beyond: move('lead', C!), hand_up: move('lead', C!), hand_down: move('lead', C!),
  split: move('any', R!, O!, D!), mark_repeat: move('any', R!, O!), escalate: move('any', O!, D!, L!),
  conclude_escalation: move('any', L!), petition: move('any', O!), advance_petition: move('any', O!, L!), follow_up: move('any', O!, D!, L!),
  report_follow_up: move('any', 'checker', O!, D!), archive: move('any', O!), change_template: move('any', O!, L!),
  lay_tasks: move('lead or command', C!), whistle: move('place', C!), call_directly: move('any', R!, O!, D!, L!),
}; // prettier-ignore

/** What says how well it was handled, and what answers the wishes of whoever handles it. */
const judging = ['check', 'rework', 'close', 'reopen', 'uphold', 'clear_supervision', 'propose_force_close', 'decide_force_close',
  'report_follow_up', 'decide_return', 'decide_extension', 'decide_suspension', 'review_suspension', 'suspend']; // prettier-ignore
const ownWork = rule('nobody judges the work of a root unit in which she holds any post', ({ posts }, { lead: unit } = {} as CaseFacts) =>
  posts.some((held) => unit !== null && rootOf(held.unit) === rootOf(unit)),
); // prettier-ignore

// ── What is expected ──

const turnedAway = (reader: ReaderFacts, by: Rule): boolean =>
  ![anybody, device, receipt, key, visits].includes(by) &&
  (by === halfIn ? !halfIn.says(reader, undefined) : !signedIn.says(reader, undefined));

export function expected(id: string, reader: ReaderFacts, of?: CaseFacts): Word {
  const { by, of: kind, reveals } = addresses[id]!;
  if (turnedAway(reader, by)) return 'sign in';
  if (by === device) return device.says(reader, of) ? 'yes' : 'sign in';
  if (by === visits) return visits.says(reader, of) ? 'yes' : 'sign in';
  if (by === receipt) return receipt.says(reader, of) ? 'yes' : 'unseen';
  if (kind === 'one’s own') return by.says(reader, of) ? 'unseen' : 'no';
  if (kind === 'here' && reader.region !== 'here') return by.says(reader, of) ? 'unseen' : 'no or unseen';
  if (of && !sees(reader, of)) return by.says(reader, of) ? 'unseen' : 'no or unseen';
  if (reveals) return opens(reader, of!) ? 'yes' : 'no';
  return by.says(reader, of) ? 'yes' : 'no';
}

export const expectedToMay = (name: string, reader: ReaderFacts): Word => (may[name]!.says(reader, undefined) ? 'yes' : 'no'); // prettier-ignore
export function expectedOfMove(name: string, reader: ReaderFacts, of: CaseFacts): Word {
  if (turnedAway(reader, signedIn)) return 'sign in';
  if (!sees(reader, of)) return 'unseen';
  if (judging.includes(name) && ownWork.says(reader, of)) return 'no';
  return moves[name]!.by.says(reader, of) ? 'yes' : 'no';
}
