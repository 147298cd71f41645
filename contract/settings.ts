/**
 * What a district words itself, without a developer: named spaces (a view of the one queue by kind of matter), labels of cases, map layers
 * of its own, and how long things are kept. Each is a row of versions: looked at beforehand (`settings.preview`), saved on the version one
 * looked at, told by a fact.
 */
import Type, { type Static } from 'typebox';
import { posts } from './access.ts';
import { reportKinds } from './states.ts';
import type { matterKinds } from './catalogue.ts';
import { endpoint, Instant, text, Uuid } from './endpoint.ts';

/** Both languages side by side: what lacks one is not saved. */
const Name = Type.Object({ zh: text(20, 1), en: text(40, 1) });
const Note = Type.Object({ zh: text(120), en: text(240) });

/** 'service' is every matter of that kind, 'service.06' those of one 大类, whatever its edition. */
export const matterGroup = (kind: (typeof matterKinds)[number], big: string): string => `${kind}.${big}`;
export const Space = Type.Object({
  kind: Type.Literal('space'),
  title: Name,
  note: Note,
  /** none: every matter */
  matters: Type.Array(Type.String({ pattern: '^(component|event|service)(\\.[0-9A-Za-z]{1,10})?$' }), { maxItems: 60 }),
  /** none: every kind of report */
  reports: Type.Array(Type.Enum([...reportKinds]), { maxItems: reportKinds.length }),
});
export type Space = Static<typeof Space>;

export const tones = ['blue', 'green', 'amber', 'red', 'grey'] as const;
export type Tone = (typeof tones)[number];
/** 标签: of a case, never of a person; what names somebody is refused by whoever keeps the list, and there is none to put on a reporter. */
export const Label = Type.Object({
  kind: Type.Literal('label'),
  title: Name,
  note: Note,
  tone: Type.Enum([...tones]),
});
export type Label = Static<typeof Label>;

export const mostShapes = 2_000;
const Position = Type.Array(Type.Number({ minimum: -180, maximum: 180 }), { minItems: 2, maxItems: 3 });
const Line = Type.Array(Position, { minItems: 2, maxItems: 5_000 });
const Geometry = Type.Union([
  Type.Object({ type: Type.Literal('Point'), coordinates: Position }),
  Type.Object({ type: Type.Literal('LineString'), coordinates: Line }),
  Type.Object({ type: Type.Literal('Polygon'), coordinates: Type.Array(Line, { minItems: 1, maxItems: 50 }) }),
]);
export const LayerShape = Type.Object({
  type: Type.Literal('Feature'),
  properties: Type.Object({ name: text(60), nameEn: Type.Optional(text(80)) }),
  geometry: Geometry,
});
export type LayerShape = Static<typeof LayerShape>;
export const Layer = Type.Object({
  kind: Type.Literal('layer'),
  title: Name,
  note: Note,
  tone: Type.Enum([...tones]),
  /** who may lay it over the map; none: whoever sees the map */
  posts: Type.Array(Type.Enum([...posts]), { maxItems: posts.length }),
  shapes: Type.Array(LayerShape, { maxItems: mostShapes }),
});
export type Layer = Static<typeof Layer>;

/**
 * How long, in days. The longest is what docs/PERSONAL-DATA.md gives a reason for: 个保法 § 19 asks for the shortest time that is needed, so
 * a district may shorten it and not lengthen it; where a worker walked is thirty days and no setting. The shortest is what the work needs: appeals and call-backs, a second try of a gateway.
 */
export const keptFor = {
  contactDays: { least: 30, most: 365 },
  messageDays: { least: 7, most: 90 },
  inboundDays: { least: 7, most: 90 },
} as const;
export type KeptFor = keyof typeof keptFor;
export const keptNames = Object.keys(keptFor) as KeptFor[];
const days = ({ least, most }: { least: number; most: number }) => Type.Integer({ minimum: least, maximum: most });
export const Retention = Type.Object({
  kind: Type.Literal('retention'),
  contactDays: days(keptFor.contactDays),
  messageDays: days(keptFor.messageDays),
  inboundDays: days(keptFor.inboundDays),
});
export type Retention = Static<typeof Retention>;
export const retentionName = 'kept';

export const settingKinds = ['space', 'label', 'layer', 'retention'] as const;
export type SettingKind = (typeof settingKinds)[number];
export const SettingContent = Type.Union([Space, Label, Layer, Retention]);
export type SettingContent = Static<typeof SettingContent>;
export const SettingName = Type.String({ pattern: '^[a-z0-9-]{1,40}$' });
export const Setting = Type.Object(
  {
    name: Type.String(),
    version: Type.Integer(),
    /** the order they are shown in */
    place: Type.Integer(),
    retired: Type.Boolean(),
    content: SettingContent,
  },
  { $id: 'Setting' },
);
export type Setting = Static<typeof Setting>;
export type SettingOf<C extends SettingContent> = Omit<Setting, 'content'> & { content: C };

const Draft = {
  id: Uuid,
  name: SettingName,
  /** the one that was changed; 0 for a new one */
  version: Type.Integer({ minimum: 0 }),
  place: Type.Integer({ minimum: 0, maximum: 1000 }),
  retired: Type.Boolean(),
  content: SettingContent,
};

export const listSettings = endpoint({
  id: 'settings.list',
  method: 'GET',
  path: '/v1/settings/:kind',
  summary: '本区设置 · spaces, labels, map layers or terms of keeping, as they stand; a layer only to whom it is shown',
  access: 'signed_in',
  params: Type.Object({ kind: Type.Enum([...settingKinds]) }),
  reply: Type.Object({ settings: Type.Array(Setting) }),
  problems: ['reader.not_permitted'],
});
export const saveSetting = endpoint({
  id: 'settings.save',
  method: 'POST',
  path: '/v1/settings',
  summary: '保存设置 · a new version of a space, label, layer or term of keeping',
  access: 'signed_in',
  body: Type.Object(Draft),
  reply: Setting,
  problems: ['reader.not_permitted', 'thing.stale', 'thing.too_many', 'thing.not_found'],
});
/** What saving it would change, counted now; nothing is written. */
export const previewSetting = endpoint({
  id: 'settings.preview',
  method: 'POST',
  path: '/v1/settings/preview',
  summary: '预览设置 · what saving would change',
  access: 'signed_in',
  body: Type.Object(Draft),
  reply: Type.Object({
    lines: Type.Array(Type.Object({ word: Type.String(), before: Type.Integer(), after: Type.Integer() })),
  }),
  problems: ['reader.not_permitted'],
});
export const SettingVersion = Type.Object({
  version: Type.Integer(),
  title: Type.String(),
  savedAt: Instant,
  savedBy: Type.String(),
  retired: Type.Boolean(),
});
export const readVersions = endpoint({
  id: 'settings.versions',
  method: 'GET',
  path: '/v1/settings/:kind/:name',
  summary: '设置的历次版本 · the last versions of one setting, newest first',
  access: 'signed_in',
  params: Type.Object({ kind: Type.Enum([...settingKinds]), name: SettingName }),
  reply: Type.Object({ versions: Type.Array(SettingVersion) }),
  problems: ['reader.not_permitted'],
});
