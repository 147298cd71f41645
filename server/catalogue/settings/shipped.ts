/**
 * What ships with the house, version 1 of each: the named spaces of the two models (指挥中枢四功能: 社会服务、行政服务、城市管理、社会管理;
 * 四应用: 社会治理、城市管理、市民服务、电子政务), told by kind of matter and of report alone, for the lists of matters differ from district to
 * district; and the longest terms of keeping there are. A district goes on from here.
 */
import {
  keptFor,
  retentionName,
  type Retention,
  type Setting,
  type SettingKind,
  type Space,
} from '#contract/settings.ts';

const space = (
  name: string,
  place: number,
  [zh, en]: [string, string],
  [noteZh, noteEn]: [string, string],
  which: Pick<Space, 'matters' | 'reports'>,
): Setting => ({
  name,
  version: 1,
  place,
  retired: false,
  content: { kind: 'space', title: { zh, en }, note: { zh: noteZh, en: noteEn }, ...which },
});

const spaces: Setting[] = [
  space('social-services', 10, ['社会服务', 'Social services'], ['居民要帮忙的事', 'What residents ask help with'], {
    matters: ['service'],
    reports: ['help'],
  }),
  space(
    'administrative-services',
    20,
    ['行政服务', 'Administrative services'],
    ['办事咨询与对服务的意见', 'How to get something done, and what is said of it'],
    { matters: ['service'], reports: ['consultation', 'complaint', 'suggestion'] },
  ),
  space('urban-management', 30, ['城市管理', 'Urban management'], ['部件与事件', 'Fixtures and events in the open'], {
    matters: ['component', 'event'],
    reports: [],
  }),
  space('social-management', 40, ['社会管理', 'Social management'], ['秩序与安全类诉求', 'Order and safety'], {
    matters: ['event', 'service'],
    reports: ['complaint', 'whistle'],
  }),
  space(
    'social-governance',
    50,
    ['社会治理', 'Social governance'],
    ['投诉、举报与建议', 'Complaints, tips and suggestions'],
    { matters: [], reports: ['complaint', 'whistle', 'suggestion'] },
  ),
  space('citizen-services', 60, ['市民服务', 'Citizen services'], ['咨询与求助', 'Questions and calls for help'], {
    matters: [],
    reports: ['consultation', 'help'],
  }),
  space(
    'e-government',
    70,
    ['电子政务', 'E-government'],
    ['政务信息咨询与建议', 'Questions and suggestions about public services'],
    { matters: ['service'], reports: ['consultation', 'suggestion'] },
  ),
];

export const longest: Retention = {
  kind: 'retention',
  contactDays: keptFor.contactDays.most,
  messageDays: keptFor.messageDays.most,
  inboundDays: keptFor.inboundDays.most,
};

export const shipped: Readonly<Record<SettingKind, readonly Setting[]>> = {
  space: spaces,
  label: [],
  layer: [],
  retention: [{ name: retentionName, version: 1, place: 0, retired: false, content: longest }],
};
