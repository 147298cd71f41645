/** 自动分拣: what triage has learned from, how right it was, and what it may do without being asked. */
import Type, { type Static } from 'typebox';
import { Day, endpoint, Instant, nullable, page, PageQuery, Uuid } from './endpoint.ts';
import { Job } from './areas.ts';

const Share = Type.Number({ minimum: 0, maximum: 1 });
const Count = Type.Integer({ minimum: 0 });

/** `n` stands beside every share. A proposal is right when a person settled the case as it had been proposed. */
export const TriageView = Type.Object(
  {
    /** null: nothing was learned yet, and triage goes by the terms of the catalogue */
    model: nullable(
      Type.Object({
        id: Uuid,
        madeAt: Instant,
        n: Count,
        matters: Count,
        /** on examples that were left out in turn; `precision` of the `dared` */
        measured: Type.Object({ n: Count, accuracy: Share, dared: Count, precision: Share }),
      }),
    ),
    /** `since`: corrections that came after the training */
    examples: Type.Object({ shipped: Count, file: Count, corrections: Count, since: Count }),
    /**
     * newest first; `n` cases settled, `proposed` of them with a proposal, `right` as it was kept, `unsure` without one. Of one
     * matter: settled as it, proposed as it, both, and settled as it without a proposal.
     */
    weeks: Type.Array(
      Type.Object({ week: Day, n: Count, proposed: Count, right: Count, unsure: Count, automatic: Count }),
    ),
  },
  { $id: 'TriageView' },
);
export type TriageView = Static<typeof TriageView>;

export const readTriage = endpoint({
  id: 'triage.read',
  method: 'GET',
  path: '/v1/triage',
  summary: '自动分拣 · what triage learned, and how right it was by week',
  access: 'signed_in',
  query: Type.Object({ matterId: Type.Optional(Type.Integer()) }),
  reply: TriageView,
  problems: ['reader.not_permitted'],
});

export const TriageMatterRow = Type.Object(
  {
    matterId: Type.Integer(),
    code: Type.String(),
    name: Type.String(),
    nameEn: Type.String(),
    /** received as proposed, without a person's nod */
    automatic: Type.Boolean(),
    examples: Count,
    /** cases that a person moved to this matter */
    corrections: Count,
    /** of the last half year: proposed as this matter, and settled so */
    proposed: Count,
    right: Count,
    settled: Count,
  },
  { $id: 'TriageMatterRow' },
);
export type TriageMatterRow = Static<typeof TriageMatterRow>;

export const listTriageMatters = endpoint({
  id: 'triage.matters',
  method: 'GET',
  path: '/v1/triage/matters',
  summary: '各事项分拣准确率 · precision of proposals by matter',
  access: 'signed_in',
  query: Type.Object({ ...PageQuery }),
  reply: page(TriageMatterRow),
  problems: ['reader.not_permitted'],
});
export const switchTriage = endpoint({
  id: 'triage.switch',
  method: 'POST',
  path: '/v1/triage/matters/:matterId',
  summary: '确认或自动 · wait for a nod, or receive as proposed',
  access: 'signed_in',
  params: Type.Object({ matterId: Type.Integer() }),
  body: Type.Object({ id: Uuid, automatic: Type.Boolean() }),
  reply: Type.Object({ matterId: Type.Integer(), automatic: Type.Boolean() }),
  problems: ['reader.not_permitted', 'thing.not_found'],
});
export const trainTriage = endpoint({
  id: 'triage.train',
  method: 'POST',
  path: '/v1/triage/trainings',
  summary: '重新训练 · learn anew from all examples and corrections',
  access: 'signed_in',
  body: Type.Object({ id: Uuid }),
  reply: Job,
  problems: ['reader.not_permitted'],
});
/** CSV or xlsx with the columns `matter` (its code or name) and `text`, or lines of JSON with these names. */
export const teachTriage = endpoint({
  id: 'triage.teach',
  method: 'POST',
  path: '/v1/triage/examples/:jobId',
  summary: '上传已标注的例句 · labelled examples; wrong rows are told, the others are taken',
  access: 'signed_in',
  params: Type.Object({ jobId: Uuid }),
  upload: {
    types: [
      'text/csv',
      'application/x-ndjson',
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      'application/octet-stream',
    ],
    limitBytes: 20_000_000,
  },
  reply: Job,
  problems: ['reader.not_permitted', 'file.unusable'],
});

/** What was proposed for a case when it came in: null where somebody chose the matter from the beginning. */
export const readProposal = endpoint({
  id: 'triage.proposal',
  method: 'GET',
  path: '/v1/cases/:caseId/proposal',
  summary: '分拣建议 · what triage proposed, and by which words',
  access: 'signed_in',
  params: Type.Object({ caseId: Uuid }),
  reply: Type.Object({
    proposal: nullable(
      Type.Object({
        /** null: triage was unsure */
        matterId: nullable(Type.Integer()),
        terms: Type.Array(Type.String()),
        automatic: Type.Boolean(),
      }),
    ),
  }),
  problems: ['thing.not_found'],
});
