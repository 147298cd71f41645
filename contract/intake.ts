/** Every door into the one queue, the receipt, and what the reporter sees and may do by it. */
import Type, { type Static } from 'typebox';
import { endpoint, Instant, nullable, page, PageQuery, Point, text, Uuid } from './endpoint.ts';
import { datums, Job } from './areas.ts';
import { CaseRow, LampName, Photo } from './cases.ts';
import { inPieces } from './pieces.ts';
import { channels, imageTypes, reportKinds, StateName } from './states.ts';

export const namings = ['named', 'anonymous', 'confidential'] as const;
export const KindName = Type.Enum([...reportKinds]);

/** Sealed field by field; needed only where the reporter wants news by phone or mail. */
export const Contact = Type.Object({
  name: Type.Optional(text(60)),
  phone: Type.Optional(Type.String({ pattern: '^[0-9+() -]{5,24}$' })),
  email: Type.Optional(Type.String({ format: 'email', maxLength: 120 })),
});

const reportFields = {
  /** the report's own id, made by the client */
  id: Uuid,
  kind: KindName,
  title: text(120, 1),
  detail: Type.Optional(text(4000)),
  placeText: Type.Optional(text(200)),
  location: Type.Optional(Point),
  /** of `location`; converted at the edge, never stored */
  datum: Type.Optional(Type.Enum([...datums])),
  matterId: Type.Optional(nullable(Type.Integer())),
  naming: Type.Enum([...namings]),
  contact: Type.Optional(Contact),
  happenedAt: Type.Optional(Instant),
  /** the department she would like to deal with it: a wish that the officer reads, never a dispatch */
  wishUnitId: Type.Optional(nullable(Type.Integer())),
  /** "我也遇到": join this open case instead of opening another */
  follows: Type.Optional(nullable(Uuid)),
};
export const Receipt = Type.Object(
  {
    reportId: Uuid,
    number: Type.String(),
    secret: Type.String(),
    caseNumber: Type.String(),
    receivedAt: Instant,
    /** where it was placed: the cell, or words when no cell is known */
    placed: Type.String(),
    outside: Type.Boolean(),
    promise: Type.String(),
  },
  { $id: 'Receipt' },
);
export type Receipt = Static<typeof Receipt>;
const receiptProblems = [
  'area.bad_coordinate',
  'report.anonymous_contact',
  'report.contact_needed',
  'report.in_future',
  'thing.unknown_reference',
  'report.follows_closed',
] as const;

export const sendReport = endpoint({
  id: 'intake.report',
  method: 'POST',
  path: '/v1/reports',
  summary: '提交诉求 · report from the public site',
  access: 'public',
  body: Type.Object(reportFields),
  reply: Receipt,
  problems: [...receiptProblems],
});
/** Hotline, street counter, department and grid worker: the operator's own report. A keeper's is `active` discovery. */
export const takeReport = endpoint({
  id: 'intake.take',
  method: 'POST',
  path: '/v1/desk/reports',
  summary: '登记诉求 · report taken by staff',
  access: 'signed_in',
  body: Type.Object({
    ...reportFields,
    channel: Type.Enum(['hotline', 'counter', 'department', 'keeper']),
    urgent: Type.Optional(Type.Boolean()),
    /** the call it was told in: her number is taken from there, and the call ends with it (contract/lines.ts) */
    callId: Type.Optional(Uuid),
    /** which of the matter's conditions, where a keeper has seen it */
    conditionId: Type.Optional(nullable(Type.Integer())),
    /** 自处理 follows: it is put right already, so it waits for that move and goes to nobody's queue by itself */
    selfHandled: Type.Optional(Type.Boolean()),
  }),
  reply: Type.Object({ receipt: Receipt, caseId: Uuid }),
  problems: [...receiptProblems, 'reader.not_permitted', 'call.taken', 'call.over', 'call.not_yours'],
});
/**
 * Open cases near in place and words, before one more is filed (no private ones, coordinates as the public may see them). Nothing is kept of the
 * question, so it needs no id.
 */
export const similarCases = endpoint({
  id: 'intake.similar',
  method: 'POST',
  path: '/v1/reports/similar',
  summary: '附近相似 · similar open cases nearby',
  access: 'public',
  body: Type.Object({
    id: Type.Optional(Uuid),
    title: text(120),
    detail: Type.Optional(text(4000)),
    placeText: Type.Optional(text(200)),
    matterId: Type.Optional(nullable(Type.Integer())),
    location: Type.Optional(Point),
    datum: Type.Optional(Type.Enum([...datums])),
  }),
  reply: Type.Object({
    cases: Type.Array(
      Type.Object({
        id: Uuid,
        number: Type.String(),
        title: Type.String(),
        matterName: Type.String(),
        areaName: Type.String(),
        state: StateName,
        openedAt: Instant,
        metres: nullable(Type.Integer()),
        why: Type.String(),
      }),
    ),
  }),
});

/** What it will be taken for if nothing is chosen, and by which words of hers and of the place; null where that is not sure. Nothing is kept. */
export const proposeMatter = endpoint({
  id: 'intake.propose',
  method: 'POST',
  path: '/v1/reports/proposal',
  summary: '事项建议 · which matter the words and the place of a report would be taken for, and why',
  access: 'public',
  body: Type.Object({ title: text(120), detail: Type.Optional(text(4000)), placeText: Type.Optional(text(200)) }),
  reply: Type.Object({
    matter: nullable(Type.Object({ id: Type.Integer(), name: Type.String(), terms: Type.Array(Type.String()) })),
  }),
});

const Reasons = Type.Array(Type.String());
/** 疑似重复: open cases that are probably the same need as this one, side by side with what speaks for it and what against. */
export const listTwins = endpoint({
  id: 'intake.twins',
  method: 'GET',
  path: '/v1/cases/:caseId/twins',
  summary: '疑似重复 · open cases that are probably the same need, with reasons',
  access: 'signed_in',
  params: Type.Object({ caseId: Uuid }),
  reply: Type.Object({
    mine: Type.Object({ title: Type.String(), detail: Type.String(), placeText: Type.String(), openedAt: Instant }),
    twins: Type.Array(
      Type.Object({
        case: CaseRow,
        detail: Type.String(),
        metres: nullable(Type.Integer()),
        for: Reasons,
        against: Reasons,
      }),
    ),
    /** the case under which this one is folded in the queues, when it is part of a storm */
    foldedUnder: nullable(Type.Object({ id: Uuid, number: Type.String(), title: Type.String() })),
    /** how many are folded under this one */
    folded: Type.Integer(),
  }),
  problems: ['thing.not_found', 'reader.not_permitted'],
});
/** 相似来件: what is folded under the first case of a storm, oldest first. */
export const listFolded = endpoint({
  id: 'intake.folded',
  method: 'GET',
  path: '/v1/cases/:caseId/folded',
  summary: '相似来件 · the cases folded under this one',
  access: 'signed_in',
  params: Type.Object({ caseId: Uuid }),
  query: Type.Object({ ...PageQuery }),
  reply: page(CaseRow),
  problems: ['thing.not_found'],
});
/** 整批并案: every case folded under this one is merged into it, as a job with progress; each reporter gets its answer. */
export const mergeFolded = endpoint({
  id: 'intake.mergeFolded',
  method: 'POST',
  path: '/v1/cases/:caseId/folded/merge',
  summary: '整批并案 · merge the whole storm into this case (a job)',
  access: 'signed_in',
  params: Type.Object({ caseId: Uuid }),
  body: Type.Object({
    id: Uuid,
    remark: Type.Optional(text(500)),
    except: Type.Optional(Type.Array(Uuid, { maxItems: 500 })),
  }),
  reply: Job,
  problems: ['thing.not_found', 'reader.not_permitted', 'case.merge_target'],
});
/** 不是一件事: taken out of the fold, so that they stand in the queue by themselves. */
export const unfoldCases = endpoint({
  id: 'intake.unfold',
  method: 'POST',
  path: '/v1/cases/:caseId/folded/apart',
  summary: '单独处理 · these are something else',
  access: 'signed_in',
  params: Type.Object({ caseId: Uuid }),
  body: Type.Object({ id: Uuid, caseIds: Type.Array(Uuid, { minItems: 1, maxItems: 500 }) }),
  reply: Type.Object({ apart: Type.Integer() }),
  problems: ['thing.not_found', 'reader.not_permitted'],
});

export const receiptHeader = 'gridloop-receipt';
const byReceipt = Type.Object({ number: Type.String({ maxLength: 40 }) });
/** Plain words, no internal routing (one window outside): what happened, when, what comes next and by when. */
export const ReceiptView = Type.Object(
  {
    number: Type.String(),
    title: Type.String(),
    detail: Type.String(),
    kind: KindName,
    channel: Type.Enum([...channels]),
    naming: Type.Enum([...namings]),
    placeText: Type.String(),
    placed: Type.String(),
    receivedAt: Instant,
    state: StateName,
    stateText: Type.String(),
    lamp: LampName,
    promise: Type.String(),
    officeName: nullable(Type.String()),
    whyOffice: nullable(Type.String()),
    dueAt: nullable(Instant),
    timeline: Type.Array(Type.Object({ at: Instant, text: Type.String(), kind: Type.String() })),
    answer: nullable(Type.Object({ text: Type.String(), at: Instant })),
    answers: Type.Array(Type.Object({ text: Type.String(), at: Instant })),
    replies: Type.Array(Type.Object({ text: Type.String(), at: Instant, unsolved: Type.Boolean() })),
    photos: Type.Array(Photo),
    mayReply: Type.Boolean(),
    mayRate: Type.Boolean(),
    mayWithdraw: Type.Boolean(),
    /** somebody did the work, and was not thanked yet */
    mayThank: Type.Boolean(),
    thanks: nullable(Type.String()),
    /** 抽样调查: she was drawn by lot and has not answered */
    question: nullable(Type.Object({ surveyId: Uuid, text: Type.String(), until: Instant })),
    /** 亲友码: whoever has it looks on and changes nothing; null for those who look on themselves */
    familyCode: nullable(Type.String()),
    rating: nullable(Type.Object({ solved: nullable(Type.Boolean()), satisfied: nullable(Type.Boolean()) })),
  },
  { $id: 'ReceiptView' },
);
export type ReceiptView = Static<typeof ReceiptView>;
/**
 * The secret travels in the header `gridloop-receipt`, never in an address. A wrong number and a wrong secret look the same. The
 * family's code reads (this and the photos) and may do nothing else.
 */
export const readReceipt = endpoint({
  id: 'intake.receipt',
  method: 'GET',
  path: '/v1/receipts/:number',
  summary: '查询进度 · track by receipt',
  access: 'public',
  params: byReceipt,
  reply: ReceiptView,
  problems: ['report.no_receipt'],
});
export const replyToAnswer = endpoint({
  id: 'intake.reply',
  method: 'POST',
  path: '/v1/receipts/:number/replies',
  summary: '回复 · reply; `unsolved` asks the supervision side to reopen',
  access: 'public',
  params: byReceipt,
  body: Type.Object({ id: Uuid, text: text(2000, 1), unsolved: Type.Boolean() }),
  reply: ReceiptView,
  problems: ['report.no_receipt', 'reader.not_permitted', 'report.not_answered'],
});
export const rateAnswer = endpoint({
  id: 'intake.rate',
  method: 'POST',
  path: '/v1/receipts/:number/rating',
  summary: '评价 · solved? satisfied?',
  access: 'public',
  params: byReceipt,
  body: Type.Object({ id: Uuid, solved: Type.Boolean(), satisfied: Type.Boolean() }),
  reply: ReceiptView,
  problems: ['report.no_receipt', 'reader.not_permitted', 'report.not_answered'],
});
/** 感谢: reaches whoever did the work, and is counted nowhere. */
export const thankWorker = endpoint({
  id: 'intake.thank',
  method: 'POST',
  path: '/v1/receipts/:number/thanks',
  summary: '感谢 · thanks to whoever did the work',
  access: 'public',
  params: byReceipt,
  body: Type.Object({ id: Uuid, text: text(300, 1) }),
  reply: ReceiptView,
  problems: ['report.no_receipt', 'reader.not_permitted', 'report.not_answered', 'report.no_worker', 'thing.exists'],
});
export const listThanks = endpoint({
  id: 'intake.thanks',
  method: 'GET',
  path: '/v1/thanks',
  summary: '收到的感谢 · thanks written to me; nobody else reads them',
  access: 'signed_in',
  query: Type.Object({ ...PageQuery }),
  reply: page(Type.Object({ at: Instant, text: Type.String(), number: Type.String(), title: Type.String() })),
});
/** 信息员: what she told herself at her community's door. Her receipts are hers: with number and code she follows, adds photos and replies. */
export const OwnReport = Type.Object({
  number: Type.String(),
  secret: Type.String(),
  title: Type.String(),
  receivedAt: Instant,
  /** in plain words, as on the receipt */
  stateText: Type.String(),
  answered: Type.Boolean(),
});
export const listOwnReports = endpoint({
  id: 'intake.own',
  method: 'GET',
  path: '/v1/me/reports',
  summary: '我上报的 · what a community correspondent told',
  access: 'signed_in',
  query: Type.Object({ ...PageQuery }),
  reply: page(OwnReport),
  problems: ['reader.not_permitted'],
});
export const withdrawReport = endpoint({
  id: 'intake.withdraw',
  method: 'POST',
  path: '/v1/receipts/:number/withdrawal',
  summary: '撤回 · withdraw',
  access: 'public',
  params: byReceipt,
  body: Type.Object({ id: Uuid, reason: text(500, 1) }),
  reply: ReceiptView,
  problems: ['report.no_receipt', 'reader.not_permitted', 'report.others_wait', 'case.illegal_move'],
});
export const addReportPhoto = endpoint({
  id: 'intake.photo',
  method: 'PUT',
  path: '/v1/receipts/:number/photos/:photoId',
  summary: '上传照片 · a photo to my report',
  access: 'public',
  params: Type.Object({ number: byReceipt.properties.number, photoId: Uuid }),
  upload: { types: [...imageTypes, 'application/octet-stream'], limitBytes: 20_000_000 },
  reply: Photo,
  problems: ['report.no_receipt', 'reader.not_permitted', 'photo.not_an_image', 'photo.too_many'],
});
export const addReportPhotoPiece = inPieces(addReportPhoto);
export const readReportPhoto = endpoint({
  id: 'intake.readPhoto',
  method: 'GET',
  path: '/v1/receipts/:number/photos/:photoId',
  summary: '照片 · a processed photo of my report',
  access: 'public',
  params: Type.Object({ number: byReceipt.properties.number, photoId: Uuid }),
  download: 'image/jpeg',
  reply: Type.Unknown(),
  problems: ['report.no_receipt', 'thing.not_found'],
});

/** Reports that stand in one case, for staff. Contact stays masked until it is revealed with a reason. */
export const ReportRow = Type.Object(
  {
    id: Uuid,
    number: Type.String(),
    caseId: Uuid,
    kind: KindName,
    channel: Type.Enum([...channels]),
    naming: Type.Enum([...namings]),
    discovery: Type.String(),
    title: Type.String(),
    detail: Type.String(),
    placeText: Type.String(),
    /** the department its reporter would like */
    wish: nullable(Type.String()),
    follows: Type.Boolean(),
    receivedAt: Instant,
    happenedAt: Instant,
    answeredAt: nullable(Instant),
    hasContact: Type.Boolean(),
    masked: nullable(
      Type.Object({ name: nullable(Type.String()), phone: nullable(Type.String()), email: nullable(Type.String()) }),
    ),
    rating: nullable(Type.Object({ solved: nullable(Type.Boolean()), satisfied: nullable(Type.Boolean()) })),
    replies: Type.Array(Type.Object({ text: Type.String(), at: Instant, unsolved: Type.Boolean() })),
  },
  { $id: 'ReportRow' },
);
export const listReports = endpoint({
  id: 'intake.reports',
  method: 'GET',
  path: '/v1/cases/:caseId/reports',
  summary: '关联诉求 · the reports of a case',
  access: 'signed_in',
  params: Type.Object({ caseId: Uuid }),
  query: Type.Object({ ...PageQuery }),
  reply: page(ReportRow),
  problems: ['thing.not_found'],
});
/** Each reveal says why and is itself a fact. A confidential reporter is revealed to the supervision side only. */
export const revealContact = endpoint({
  id: 'intake.reveal',
  method: 'POST',
  path: '/v1/reports/:reportId/contact',
  summary: '查看联系方式 · reveal a contact, with a reason',
  access: 'signed_in',
  opens: true,
  fresh: true,
  params: Type.Object({ reportId: Uuid }),
  body: Type.Object({ id: Uuid, reason: text(300, 4) }),
  reply: Type.Object({ name: nullable(Type.String()), phone: nullable(Type.String()), email: nullable(Type.String()) }),
  problems: ['thing.not_found', 'reader.not_permitted', 'reader.not_fresh'],
});

/**
 * 本人此前诉求: what the same person told before, for whoever deals with her now. Only inside an open case, with a reason that is recorded; of
 * what was told in confidence nothing; no count, no label, and no list of people anywhere.
 */
export const openHistory = endpoint({
  id: 'intake.history',
  method: 'POST',
  path: '/v1/reports/:reportId/history',
  summary: '本人此前诉求 · what the same person reported before, with a reason',
  access: 'signed_in',
  opens: true,
  params: Type.Object({ reportId: Uuid }),
  body: Type.Object({ id: Uuid, reason: text(300, 4) }),
  reply: Type.Object({
    earlier: Type.Array(
      Type.Object({
        caseId: Uuid,
        caseNumber: Type.String(),
        title: Type.String(),
        state: StateName,
        receivedAt: Instant,
      }),
    ),
  }),
  problems: ['thing.not_found', 'reader.not_permitted', 'report.case_over', 'report.no_history'],
});

/** 智慧发现: one alert of one device. (boot id, sequence number) makes a repeated message harmless. Committed before 202. */
export const sendAlert = endpoint({
  id: 'sensing.alert',
  method: 'POST',
  path: '/v1/alerts',
  summary: '设备告警 · alert from a device (bearer key)',
  access: 'device',
  body: Type.Object({
    bootId: Type.String({ pattern: '^[A-Za-z0-9_-]{1,64}$' }),
    seq: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
    happenedAt: Instant,
    title: text(120, 1),
    detail: Type.Optional(text(2000)),
    values: Type.Optional(Type.Record(Type.String({ maxLength: 40 }), Type.Union([Type.Number(), text(200)]))),
  }),
  reply: Type.Object({
    accepted: Type.Boolean(),
    repeated: Type.Boolean(),
    reportNumber: Type.String(),
    caseNumber: Type.String(),
  }),
  problems: ['device.unknown_key', 'report.in_future', 'device.seq_reused'],
});
export const Device = Type.Object({
  id: Uuid,
  code: Type.String(),
  name: Type.String(),
  purpose: Type.String(),
  kind: Type.String(),
  point: nullable(Point),
  matterId: Type.Integer(),
  matterName: Type.String(),
  disabled: Type.Boolean(),
  alerts: Type.Integer(),
  lastAlertAt: nullable(Instant),
  version: Type.Integer(),
});
export const listDevices = endpoint({
  id: 'sensing.devices',
  method: 'GET',
  path: '/v1/devices',
  summary: '设备登记 · device register',
  access: 'signed_in',
  query: Type.Object({ ...PageQuery }),
  reply: page(Device),
});
export const saveDevice = endpoint({
  id: 'sensing.saveDevice',
  method: 'POST',
  path: '/v1/devices',
  summary: '登记设备 · register a device; its key is shown once',
  access: 'signed_in',
  fresh: true,
  body: Type.Object({
    id: Uuid,
    code: text(40, 1),
    name: text(80, 1),
    purpose: text(300, 1),
    kind: text(40, 1),
    location: Type.Optional(Point),
    matterId: Type.Integer(),
    conditionId: Type.Optional(nullable(Type.Integer())),
    disabled: Type.Optional(Type.Boolean()),
    newKey: Type.Optional(Type.Boolean()),
    /** of a device that is known: the one that was looked at */
    version: Type.Optional(Type.Integer()),
  }),
  reply: Type.Object({ device: Device, key: nullable(Type.String()) }),
  problems: ['reader.not_permitted', 'reader.not_fresh', 'thing.stale', 'thing.unknown_reference'],
});
