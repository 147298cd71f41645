/** The door of the room `catalogue`: what may be reported, by when it is done, and who answers for it. */
export { catalogueRoutes } from './routes.ts';
export {
  articlesFor,
  calendarOf,
  conditionOf,
  fallbackMatter,
  matterOf,
  mattersOf,
  phrasesFor,
  proposeLead,
  streetOf,
  type LoadOf,
  type NamedCalendar,
} from './views.ts';
export type { Proposal } from './responsibility.rules.ts';
export {
  defaultCalendar,
  ensureCalendar,
  ensureFallbackMatter,
  importedEdition,
  importedMatter,
  noteGap,
  saveArticle,
  saveCalendar,
  saveCondition,
  saveMatter,
  savePhrase,
  saveResponsibility,
  type SaveResponsibility,
} from './actions.ts';
export { importList, openList, type ImportKind, type ImportReport } from './import.ts';
export { readTable, type Table } from './table-file.ts';
export { lessonsFor } from './lessons/views.ts';
export { saveForm, saveStandard } from './standards/actions.ts';
export { formsOf } from './standards/views.ts';
export { saveSetting, type WantedSetting } from './settings/actions.ts';
export { labelsOf, layersOf, mattersOfSpace, retentionOf, settingsOf, spacesOf } from './settings/views.ts';
