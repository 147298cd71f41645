/**
 * 流程模板 · process templates: the rules of work as data a district edits. The states and the moves are the house's (`moves` in
 * `contract/cases.ts`); a template says which of the moves are used, who decides them, which are automatic, what must be ticked,
 * how long a stage may take, how often a limit may be extended, and what the steps are called here.
 */
import Type, { type Static } from 'typebox';
import { posts } from './access.ts';
import { moveNames, openStates, StateName } from './cases.ts';
import { endpoint, Instant, nullable, page, PageQuery, text, Uuid } from './endpoint.ts';

/** The district's own words, in both languages. */
export const Both = Type.Object({ zh: text(60, 1), en: text(80, 1) }, { additionalProperties: false });
/** 5d, 4h, 0.25uh … (contract/worktime.ts `parseLimit`). */
const LimitCode = text(12, 2);
const Deciders = Type.Array(Type.Enum([...posts]), { maxItems: 6 });

export const callbackPolicies = ['after_close', 'before_close', 'at_deadline', 'none'] as const;

export const TemplateMove = Type.Object(
  {
    /** not used in this process */
    off: Type.Optional(Type.Boolean()),
    /** who decides it, instead of the posts of the house's table */
    by: Type.Optional(Deciders),
    /** made by the system as soon as the rule is sure; a person makes it where it is not */
    automatic: Type.Optional(Type.Boolean()),
    /** 清单: every item must be ticked when the move is made */
    checklist: Type.Optional(
      Type.Array(Type.Object({ id: text(40, 1), label: Both }, { additionalProperties: false }), { maxItems: 40 }),
    ),
    label: Type.Optional(Both),
  },
  { additionalProperties: false },
);
export type TemplateMove = Static<typeof TemplateMove>;

const oneOf = <K extends string, V extends ReturnType<typeof Type.Object>>(keys: readonly K[], shape: V) =>
  Type.Object(
    Object.fromEntries(keys.map((key) => [key, Type.Optional(shape)])) as Record<
      K,
      ReturnType<typeof Type.Optional<V>>
    >,
    {
      additionalProperties: false,
    },
  );

export const Template = Type.Object(
  {
    title: Both,
    about: Type.Optional(Type.Object({ zh: text(200, 1), en: text(300, 1) }, { additionalProperties: false })),
    /** the outward steps, each one or more states; what is in no step is not shown as one */
    steps: Type.Array(
      Type.Object({ label: Both, states: Type.Array(StateName, { minItems: 1 }) }, { additionalProperties: false }),
      {
        maxItems: 14,
      },
    ),
    stages: oneOf(
      openStates,
      Type.Object({ label: Type.Optional(Both), limit: Type.Optional(LimitCode) }, { additionalProperties: false }),
    ),
    moves: oneOf(moveNames, TemplateMove),
    /** own handling limit and joint units of a kind of dispute; null: the filing condition's */
    handling: Type.Object(
      { limit: nullable(LimitCode), jointUnits: Type.Integer({ minimum: 0, maximum: 10 }) },
      { additionalProperties: false },
    ),
    callback: Type.Object(
      {
        policy: Type.Enum([...callbackPolicies]),
        workingDays: Type.Integer({ minimum: 1, maximum: 30 }),
        /** how often a reporter who is not reached is called; three times where it is not said */
        tries: Type.Optional(Type.Integer({ minimum: 1, maximum: 9 })),
      },
      { additionalProperties: false },
    ),
    /** 延期: at most `max` times; who decides, by how many times the first limit the extension is (the last row is the longest allowed) */
    extensions: Type.Object(
      {
        max: Type.Integer({ minimum: 0, maximum: 9 }),
        matrix: Type.Array(
          Type.Object(
            { upTo: Type.Number({ exclusiveMinimum: 0, maximum: 10 }), by: Deciders },
            { additionalProperties: false },
          ),
          { maxItems: 6 },
        ),
      },
      { additionalProperties: false },
    ),
    /** 挂账: at most `max` times; who decides, by days; looked at again every `reviewDays` */
    suspension: Type.Object(
      {
        max: Type.Integer({ minimum: 0, maximum: 9 }),
        reviewDays: Type.Integer({ minimum: 1, maximum: 365 }),
        matrix: Type.Array(
          Type.Object(
            { upToDays: Type.Integer({ minimum: 1, maximum: 365 }), by: Deciders },
            { additionalProperties: false },
          ),
          { maxItems: 6 },
        ),
      },
      { additionalProperties: false },
    ),
    /** 派单异议: from which return on it is reviewed above the dispatcher; does the case clock stand still while it is asked? */
    returns: Type.Object(
      {
        reviewFrom: Type.Integer({ minimum: 1, maximum: 9 }),
        reviewers: Deciders,
        pause: Type.Enum(['if_accepted', 'never']),
      },
      { additionalProperties: false },
    ),
    /** 督办: how long a reply may take */
    supervision: Type.Object({ reply: LimitCode }, { additionalProperties: false }),
    /** 协办、吹哨、紧急直达: to say yes or be there, to object, to be done, to be confirmed; `callLimits` in contract/tasks.ts where it is not said */
    calls: Type.Optional(
      Type.Object(
        {
          accept: Type.Optional(LimitCode),
          arrive: Type.Optional(LimitCode),
          object: Type.Optional(LimitCode),
          handle: Type.Optional(LimitCode),
          confirm: Type.Optional(LimitCode),
        },
        { additionalProperties: false },
      ),
    ),
    /**
     * 网格员上报先到街道: what a keeper reports from a known place goes to the street's own centre at once, which hands it down, handles
     * it, or hands it up; the check stays with the supervision side. The house receives and files it as it is on the list.
     */
    entry: Type.Optional(Type.Object({ keeperToStreet: Type.Boolean() }, { additionalProperties: false })),
    /** 催办: the system reminds when the handling clock turns yellow */
    reminders: Type.Object({ automatic: Type.Boolean() }, { additionalProperties: false }),
  },
  { $id: 'Template', additionalProperties: false },
);
export type Template = Static<typeof Template>;

/** The process as it would be drawn. */
export const Drawing = Type.Object({
  nodes: Type.Array(
    Type.Object({
      id: StateName,
      label: Type.String(),
      side: Type.Enum(['supervision', 'command', 'lead', 'end']),
      limit: nullable(Type.String()),
      step: nullable(Type.String()),
      reachable: Type.Boolean(),
    }),
  ),
  edges: Type.Array(
    Type.Object({
      move: Type.Enum([...moveNames]),
      label: Type.String(),
      from: StateName,
      to: StateName,
      by: Type.Array(Type.String()),
      automatic: Type.Boolean(),
      checklist: Type.Integer(),
    }),
  ),
});
export type Drawing = Static<typeof Drawing>;
/** Why it may not be published, where in the template (JSON pointer), and the way a case would go to be stranded there. */
export const TemplateProblem = Type.Object({
  where: Type.String(),
  reason: Type.String(),
  path: Type.Array(Type.Object({ state: StateName, label: Type.String() })),
});

export const TemplateRow = Type.Object({
  name: Type.String(),
  version: Type.Integer(),
  title: Type.String(),
  /** ships with the house: version 1 of each, never changed */
  builtIn: Type.Boolean(),
  published: Type.Boolean(),
  /** the version new cases get */
  current: Type.Boolean(),
  savedBy: nullable(Type.String()),
  savedAt: nullable(Instant),
  savedN: Type.Integer(),
  reason: nullable(Type.String()),
  /** matters that use it; the standard one takes all others */
  matters: Type.Array(Type.Integer()),
  /** open cases that run by this version, counted to 1,000 */
  running: Type.Integer(),
});
const Name = Type.String({ pattern: '^[a-z][a-z0-9_]{1,40}$' });
const NameParam = Type.Object({ name: Name });

export const listTemplates = endpoint({
  id: 'templates.list',
  method: 'GET',
  path: '/v1/templates',
  summary: '流程模板 · process templates, every version',
  access: 'signed_in',
  query: Type.Object({ ...PageQuery }),
  reply: page(TemplateRow),
});
export const getTemplate = endpoint({
  id: 'templates.get',
  method: 'GET',
  path: '/v1/templates/:name/:version',
  summary: '流程图与规则 · one version, its rules and its drawing',
  access: 'signed_in',
  params: Type.Object({ name: Name, version: Type.Integer({ minimum: 0 }) }),
  reply: Type.Object({
    row: TemplateRow,
    template: Template,
    drawing: Drawing,
    problems: Type.Array(TemplateProblem),
  }),
  problems: ['thing.not_found'],
});
/** Validates and draws without saving. */
export const checkTemplate = endpoint({
  id: 'templates.check',
  method: 'POST',
  path: '/v1/templates/check',
  summary: '校验模板 · would it strand a case?',
  access: 'signed_in',
  body: Type.Object({ id: Uuid, template: Template }),
  reply: Type.Object({ drawing: Drawing, problems: Type.Array(TemplateProblem) }),
});
/** One draft for each name. `savedN` is what the writer looked at (0: there was none); another's later draft is a 409. */
export const saveTemplate = endpoint({
  id: 'templates.save',
  method: 'PUT',
  path: '/v1/templates/:name/draft',
  summary: '保存草稿 · save a draft',
  access: 'signed_in',
  params: NameParam,
  body: Type.Object({ id: Uuid, savedN: Type.Integer({ minimum: 0 }), template: Template }),
  reply: TemplateRow,
  problems: ['reader.not_permitted', 'thing.stale'],
});
/** A draft that could strand a case is refused, with the path. New cases take it from now on; running ones keep their version. */
export const publishTemplate = endpoint({
  id: 'templates.publish',
  method: 'POST',
  path: '/v1/templates/:name/publish',
  summary: '发布模板 · publish a draft',
  access: 'signed_in',
  params: NameParam,
  body: Type.Object({ id: Uuid, version: Type.Integer({ minimum: 1 }), reason: text(500, 1) }),
  reply: TemplateRow,
  problems: ['reader.not_permitted', 'thing.not_found', 'template.strands'],
});
export const useTemplate = endpoint({
  id: 'templates.use',
  method: 'PUT',
  path: '/v1/templates/:name/matters',
  summary: '事项适用模板 · which matters run by it',
  access: 'signed_in',
  params: NameParam,
  body: Type.Object({ id: Uuid, matterIds: Type.Array(Type.Integer(), { maxItems: 500 }), reason: text(500, 1) }),
  reply: TemplateRow,
  problems: ['reader.not_permitted', 'thing.not_found', 'thing.unknown_reference'],
});
/** A named decision: running cases of one version are moved to another, two hundred at a time; `left` says how many wait. */
export const moveRunning = endpoint({
  id: 'templates.moveRunning',
  method: 'POST',
  path: '/v1/templates/:name/running',
  summary: '在办案件换版 · move running cases to another version',
  access: 'signed_in',
  params: NameParam,
  body: Type.Object({
    id: Uuid,
    from: Type.Integer({ minimum: 0 }),
    to: Type.Integer({ minimum: 1 }),
    reason: text(500, 1),
    after: Type.Optional(Uuid),
  }),
  reply: Type.Object({
    moved: Type.Integer(),
    refused: Type.Array(Type.Object({ id: Uuid, number: Type.String(), reason: Type.String() })),
    next: nullable(Uuid),
  }),
  problems: ['reader.not_permitted', 'thing.not_found'],
});
