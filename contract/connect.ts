/**
 * The door Open311 GeoReport v2 (wiki.open311.org/GeoReport_v2) and the keys to it. Shapes are those of the standard; each
 * answer travels as JSON or, by the standard's own mapping ("Spark"), as XML. What is sent may be a form, JSON or XML.
 */
import Type, { type Static } from 'typebox';
import { StateName } from './states.ts';
import { endpoint, Instant, nullable, page, PageQuery, Point, text, Uuid } from './endpoint.ts';

export const formats = ['json', 'xml'] as const;
export type Format = (typeof formats)[number];
const format = Type.Enum([...formats]);
const word = nullable(Type.String());

/** A refusal as the standard has it; the description ends with the stable name of the problem in brackets. */
export const GeoReportErrors = Type.Array(
  Type.Object({ code: Type.Integer(), description: Type.String() }, { $id: 'GeoReportError' }),
);
const answered = { answered: ['text/xml'], problem: GeoReportErrors };
const sentToo = { ...answered, sent: ['application/x-www-form-urlencoded', 'text/xml'] };

/** What the standard names is listed; what else a client adds (device_id, jurisdiction_id …) is neither refused nor kept. */
const lenient = { additionalProperties: true };
const some = (maxLength: number) => Type.Optional(text(maxLength));

export const Discovery = Type.Object({
  changeset: Instant,
  contact: Type.String(),
  key_service: Type.String(),
  endpoints: Type.Array(
    Type.Object({
      specification: Type.String(),
      url: Type.String(),
      changeset: Instant,
      type: Type.Enum(['production', 'test']),
      formats: Type.Array(Type.String()),
    }),
  ),
});
export const discovery = endpoint({
  id: 'connect.discovery',
  method: 'GET',
  path: '/open311/discovery.:format',
  summary: 'Open311 服务发现 · service discovery',
  access: 'public',
  params: Type.Object({ format }),
  query: Type.Object({}, lenient),
  foreign: answered,
  reply: Discovery,
});

export const Service = Type.Object(
  {
    service_code: Type.String(),
    service_name: Type.String(),
    description: Type.String(),
    metadata: Type.Boolean(),
    type: Type.Literal('realtime'),
    keywords: Type.String(),
    group: Type.String(),
  },
  { $id: 'GeoReportService' },
);
export type Service = Static<typeof Service>;
export const listServices = endpoint({
  id: 'connect.services',
  method: 'GET',
  path: '/open311/v2/services.:format',
  summary: 'Open311 服务清单 · what may be reported',
  access: 'public',
  params: Type.Object({ format }),
  query: Type.Object({}, lenient),
  foreign: answered,
  reply: Type.Array(Service),
});

export const Attribute = Type.Object(
  {
    variable: Type.Boolean(),
    code: Type.String(),
    datatype: Type.Enum(['string', 'number', 'datetime', 'text', 'singlevaluelist', 'multivaluelist']),
    required: Type.Boolean(),
    datatype_description: word,
    order: Type.Integer({ minimum: 1 }),
    description: Type.String(),
    values: Type.Optional(Type.Array(Type.Object({ key: Type.String(), name: Type.String() }))),
  },
  { $id: 'GeoReportAttribute' },
);
export type Attribute = Static<typeof Attribute>;
export const readService = endpoint({
  id: 'connect.service',
  method: 'GET',
  path: '/open311/v2/services/:code.:format',
  summary: 'Open311 服务定义 · the questions of one service',
  access: 'public',
  params: Type.Object({ code: Type.String(), format }),
  query: Type.Object({}, lenient),
  foreign: answered,
  reply: Type.Object({ service_code: Type.String(), attributes: Type.Array(Attribute) }),
  problems: ['open311.unknown_service'],
});

/** A report as anybody may see it: no name, no contact, and of a sensitive matter neither words nor the exact spot. */
export const ServiceRequest = Type.Object(
  {
    service_request_id: Type.String(),
    status: Type.Enum(['open', 'closed']),
    status_notes: Type.String(),
    service_name: Type.String(),
    service_code: Type.String(),
    description: word,
    agency_responsible: word,
    service_notice: word,
    requested_datetime: Instant,
    updated_datetime: Instant,
    expected_datetime: nullable(Instant),
    address: word,
    address_id: word,
    zipcode: Type.Null(),
    lat: nullable(Type.Number()),
    long: nullable(Type.Number()),
    media_url: Type.Null(),
  },
  { $id: 'GeoReportRequest' },
);
export type ServiceRequest = Static<typeof ServiceRequest>;
const paging = { page: some(9), page_size: some(9) };
const dates = { start_date: some(40), end_date: some(40) };
/** Shows the answers to what was sent with this key. */
const api_key = some(200);
export const listRequests = endpoint({
  id: 'connect.requests',
  method: 'GET',
  path: '/open311/v2/requests.:format',
  summary: 'Open311 工单查询 · located requests of 90 days, at most 1,000 a page',
  access: 'public',
  params: Type.Object({ format }),
  query: Type.Object(
    { service_request_id: some(40_000), service_code: some(4_000), ...dates, status: some(40), ...paging, api_key },
    lenient,
  ),
  foreign: answered,
  reply: Type.Array(ServiceRequest),
  problems: ['open311.date', 'open311.span', 'open311.page', 'open311.status', 'open311.unknown_service'],
});
export const readRequest = endpoint({
  id: 'connect.request',
  method: 'GET',
  path: '/open311/v2/requests/:number.:format',
  summary: 'Open311 单个工单 · one request',
  access: 'public',
  params: Type.Object({ number: Type.String(), format }),
  query: Type.Object({ api_key }, lenient),
  foreign: answered,
  reply: Type.Array(ServiceRequest),
  problems: ['open311.unknown_request'],
});

const numeral = Type.Optional(Type.Union([Type.String({ maxLength: 40 }), Type.Number()]));
export const sendRequest = endpoint({
  id: 'connect.sendRequest',
  method: 'POST',
  path: '/open311/v2/requests.:format',
  summary:
    'Open311 提交 · a new request; with an `id` it may be sent twice, without one each sending is another request',
  access: 'public',
  params: Type.Object({ format }),
  body: Type.Object(
    {
      id: Type.Optional(Uuid),
      api_key,
      service_code: some(40),
      lat: numeral,
      long: numeral,
      address_string: some(200),
      address_id: some(40),
      /** attribute[code]=value, attribute[code][]=value */
      attribute: Type.Optional(
        Type.Record(Type.String({ maxLength: 60 }), Type.Union([text(500), Type.Array(text(500), { maxItems: 50 })])),
      ),
      title: some(120),
      description: some(4000),
      email: Type.Optional(Type.String({ format: 'email', maxLength: 120 })),
      first_name: some(30),
      last_name: some(30),
      phone: Type.Optional(Type.String({ pattern: '^[0-9+() -]{5,24}$' })),
      media_url: some(2000),
    },
    { ...lenient, $id: 'GeoReportNewRequest' },
  ),
  foreign: sentToo,
  reply: Type.Array(
    Type.Object({ service_request_id: Type.String(), service_notice: Type.String(), account_id: Type.Null() }),
  ),
  problems: [
    'open311.unknown_service',
    'open311.attribute_missing',
    'open311.attribute_value',
    'open311.location_needed',
    'open311.unknown_address',
    'open311.media_url',
    'open311.key_needed',
    'area.bad_coordinate',
    'xml.broken',
    'xml.entities',
    'command.id_reused',
  ],
});

/** Every request has its number at once; a sender that lost the answer asks with the id it had made. */
export const readToken = endpoint({
  id: 'connect.token',
  method: 'GET',
  path: '/open311/v2/tokens/:token.:format',
  summary: 'Open311 凭据查号 · the request behind the id its sender made',
  access: 'public',
  params: Type.Object({ token: Type.String(), format }),
  query: Type.Object({}, lenient),
  foreign: answered,
  reply: Type.Array(Type.Object({ service_request_id: Type.String(), token: Type.String() })),
  problems: ['open311.unknown_token'],
});

/** The extension by which FixMyStreet and others exchange what became of a request. */
export const RequestUpdate = Type.Object(
  {
    update_id: Type.String(),
    service_request_id: Type.String(),
    status: Type.Enum(['open', 'closed']),
    updated_datetime: Instant,
    description: Type.String(),
    media_url: Type.Null(),
  },
  { $id: 'GeoReportUpdate' },
);
export const listUpdates = endpoint({
  id: 'connect.updates',
  method: 'GET',
  path: '/open311/v2/servicerequestupdates.:format',
  summary: 'Open311 进展 · what became of the requests sent by this door, oldest first',
  access: 'public',
  params: Type.Object({ format }),
  query: Type.Object({ service_request_id: some(40_000), ...dates, ...paging, api_key }, lenient),
  foreign: answered,
  reply: Type.Array(RequestUpdate),
  problems: ['open311.date', 'open311.span', 'open311.page'],
});
export const sendUpdate = endpoint({
  id: 'connect.sendUpdate',
  method: 'POST',
  path: '/open311/v2/servicerequestupdates.:format',
  summary: 'Open311 补充 · words of the sender to its own request; its state stays ours to change',
  access: 'public',
  params: Type.Object({ format }),
  body: Type.Object(
    {
      id: Type.Optional(Uuid),
      api_key,
      service_request_id: some(40),
      /** the sender's own id of the update: sent twice, it is one */
      update_id: some(80),
      status: some(40),
      description: some(2000),
    },
    { ...lenient, $id: 'GeoReportNewUpdate' },
  ),
  foreign: sentToo,
  reply: Type.Array(Type.Object({ update_id: Type.String() })),
  problems: ['open311.unknown_request', 'open311.status', 'open311.key_needed', 'command.id_reused', 'xml.broken'],
});

// ── In public ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/** 周边案件: what is open and what is solved, as anybody may see it: what, where, whose, until when. Nobody's words, nobody's name. */
export const PublicCase = Type.Object(
  {
    /** of the case; it opens nothing */
    number: Type.String(),
    matterId: Type.Integer(),
    matterName: Type.String(),
    /** street and community */
    areaName: Type.String(),
    state: StateName,
    open: Type.Boolean(),
    /** open beyond its day, or ended after it; said as it is */
    overdue: Type.Boolean(),
    paused: Type.Boolean(),
    /** the office that has it */
    office: nullable(Type.String()),
    /** how many have reported it */
    reports: Type.Integer(),
    openedAt: Instant,
    dueAt: nullable(Instant),
    endedAt: nullable(Instant),
    point: nullable(Point),
    /** the point is one of its cell, because the matter is a sensitive one */
    snapped: Type.Boolean(),
  },
  { $id: 'PublicCase' },
);
export type PublicCase = Static<typeof PublicCase>;
const publicQuery = {
  status: Type.Optional(Type.Enum(['open', 'ended'])),
  matterId: Type.Optional(Type.Integer()),
  areaId: Type.Optional(Type.Integer()),
  /** what has ended: opened (asked for alone: ended) so many days ago at most; 90 where it is not told. What is open is told however old it is */
  days: Type.Optional(Type.Integer({ minimum: 1, maximum: 366 })),
};
/** Newest first. Not there: what was told in confidence, reports of a wrong, questions and personal services, disputes, what was withdrawn or voided. */
export const publicCases = endpoint({
  id: 'connect.publicCases',
  method: 'GET',
  path: '/v1/public/cases',
  summary: '周边案件 · open and solved cases in public',
  access: 'public',
  query: Type.Object({
    ...publicQuery,
    after: Type.Optional(text(400)),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
  }),
  reply: page(PublicCase),
});
/** The newest 500 with a place, as GeoJSON; other sites may read it. */
export const publicGeoJson = endpoint({
  id: 'connect.publicGeoJson',
  method: 'GET',
  path: '/feeds/cases.geojson',
  summary: '周边案件 GeoJSON · cases in public as GeoJSON',
  access: 'public',
  query: Type.Object(publicQuery),
  reply: Type.Object({
    type: Type.Literal('FeatureCollection'),
    features: Type.Array(
      Type.Object({
        type: Type.Literal('Feature'),
        id: Type.String(),
        geometry: Type.Object({ type: Type.Literal('Point'), coordinates: Type.Array(Type.Number()) }),
        properties: Type.Unknown(),
      }),
    ),
  }),
});
/** RSS 2.0 (application/rss+xml): the newest 100 that were opened, or with `status=ended` those that ended. */
export const publicRss = endpoint({
  id: 'connect.publicRss',
  method: 'GET',
  path: '/feeds/cases.rss',
  summary: '周边案件 RSS · cases in public as RSS',
  access: 'public',
  query: Type.Object(publicQuery),
  reply: Type.String(),
});

// ── Keys ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

export const ConnectKey = Type.Object(
  {
    id: Uuid,
    name: Type.String(),
    purpose: Type.String(),
    madeAt: Instant,
    endedAt: nullable(Instant),
    /** requests sent with it, counted to 10,000 */
    requests: Type.Integer(),
    /** 1 as it was made, 2 when it has been ended */
    version: Type.Integer(),
  },
  { $id: 'ConnectKey' },
);
export type ConnectKey = Static<typeof ConnectKey>;
export const listKeys = endpoint({
  id: 'connect.keys',
  method: 'GET',
  path: '/v1/connect/keys',
  summary: '接入密钥 · keys of those who may send by Open311',
  access: 'signed_in',
  query: Type.Object({ ...PageQuery }),
  reply: page(ConnectKey),
  problems: ['reader.not_permitted'],
});
export const makeKey = endpoint({
  id: 'connect.makeKey',
  method: 'POST',
  path: '/v1/connect/keys',
  summary: '发放密钥 · make a key; it is shown once',
  access: 'signed_in',
  fresh: true,
  body: Type.Object({ id: Uuid, name: text(80, 1), purpose: Type.Optional(text(300)) }),
  reply: Type.Object({ made: ConnectKey, key: Type.String() }),
  problems: ['reader.not_permitted', 'reader.not_fresh'],
});
export const endKey = endpoint({
  id: 'connect.endKey',
  method: 'POST',
  path: '/v1/connect/keys/:keyId/end',
  summary: '停用密钥 · end a key',
  access: 'signed_in',
  params: Type.Object({ keyId: Uuid }),
  body: Type.Object({ id: Uuid, version: Type.Optional(Type.Integer()) }),
  reply: ConnectKey,
  problems: ['reader.not_permitted', 'thing.not_found', 'thing.stale'],
});
