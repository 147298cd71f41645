/**
 * What the demo district words itself: its spaces by the classes of its own list of matters, labels of the season, a map layer, the kinds of
 * actors beside the government, and what some offices tell.
 */
import { uuidv7 } from '#contract/ids.ts';
import { localDate } from '#contract/calendar.ts';
import type { SettingContent, Space } from '#contract/settings.ts';
import { housePermit, permit, saveUnit } from '#access';
import { regionOf } from '#areas';
import { saveSetting, spacesOf } from '#catalogue';
import { publishNotice } from '#duty';
import type { Actor } from '#kit/caller.ts';
import { inRegion, type Db } from '#kit/db.ts';
import { granted } from '#kit/refusal.ts';
import type { District } from './district.ts';

const day = 86_400_000;
type Stage = { db: Db; regionId: number; people: ReadonlyMap<string, Actor>; district: District };

/** The shipped spaces by this district's own classes. */
const classes: Record<string, Pick<Space, 'matters' | 'reports'>> = {
  'social-services': { matters: ['service.01', 'service.02', 'service.03', 'service.05', 'service.08'], reports: [] },
  'administrative-services': { matters: ['service.06'], reports: [] },
  'social-management': { matters: ['event.04', 'event.05', 'service.04', 'service.09'], reports: [] },
  'e-government': { matters: ['service.06'], reports: ['consultation', 'suggestion'] },
};
const note = (zh: string, en: string) => ({ zh, en });
const labels: [name: string, content: SettingContent][] = [
  [
    'flood-season',
    {
      kind: 'label',
      title: note('汛期', 'Flood season'),
      note: note('与积水、河道有关', 'Water and rivers'),
      tone: 'blue',
    },
  ],
  [
    'public-works',
    {
      kind: 'label',
      title: note('民生实事', 'Public works'),
      note: note('列入今年民生实事', 'On this year’s list'),
      tone: 'green',
    },
  ],
];
const notices = [
  [
    'zhibanzhang',
    { title: '国庆值守安排', words: '节日期间受理、派遣、核查照常，夜间由值班长统一调度。', public: false },
  ],
  [
    'bumen',
    {
      title: '路灯集中检修',
      words: '本周三至周五夜间分批检修路灯，涉及路段会短时熄灯，请错峰出行。',
      titleEn: 'Street lamps are being overhauled',
      wordsEn: 'From Wednesday to Friday night lamps go out for a short while, road after road. Please allow for it.',
      public: true,
    },
  ],
] as const;

export async function wordOwn({ db, regionId, people, district }: Stage, now: Date): Promise<void> {
  const keeps = housePermit('catalogue.edit', regionId);
  await inRegion(db, regionId, async (tx) => {
    for (const { name, version, place, content } of await spacesOf(tx, regionId)) {
      const own = classes[name];
      if (own)
        await saveSetting(tx, keeps, { name, version, place, retired: false, content: { ...content, ...own } }, now);
    }
    for (const [i, [name, content]] of labels.entries())
      await saveSetting(tx, keeps, { name, version: 0, place: i * 10, retired: false, content }, now);
    const shelters: SettingContent = {
      kind: 'layer',
      title: note('应急避难场所', 'Emergency shelters'),
      note: note('公园与广场', 'Parks and squares'),
      tone: 'green',
      posts: [],
      shapes: district.gazetteer
        .filter(({ kind }) => kind === 'park' || kind === 'square')
        .slice(0, 60)
        .map(({ name, nameEn, point }) => ({
          type: 'Feature',
          properties: { name, nameEn },
          geometry: { type: 'Point', coordinates: [...point] },
        })),
    };
    await saveSetting(tx, keeps, { name: 'shelters', version: 0, place: 0, retired: false, content: shelters }, now);

    const edits = housePermit('people.edit', regionId);
    const unit = { kind: 'other', parentCode: null, superiorCode: 'lingdaoban' } as const;
    await saveUnit(
      tx,
      edits,
      {
        ...unit,
        code: 'shehui',
        name: '平宁区社会组织服务中心',
        nameEn: 'Centre of Social Organisations',
        actor: 'society',
      },
      now,
    );
    await saveUnit(
      tx,
      edits,
      { ...unit, code: 'yishihui', name: '平宁区居民议事会', nameEn: 'Residents’ Council', actor: 'residents' },
      now,
    );

    const { timeZone } = await regionOf(tx, regionId);
    for (const [n, [login, words]] of notices.entries()) {
      const actor = people.get(login)!;
      const post = actor.posts.find((held) => held.post === 'clerk' || held.post === 'duty_officer')!;
      const at = new Date(now.getTime() - (n + 1) * day);
      const told = { id: uuidv7(at.getTime()), unitId: post.unitId, ...words };
      const untilOn = localDate(new Date(now.getTime() + 14 * day), timeZone);
      await publishNotice(tx, granted(permit(actor, 'notices.publish')), { ...told, untilOn }, at);
    }
  });
}
