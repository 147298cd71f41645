// Table types for Kysely, written from the catalogue by `node db/describe.ts`. Do not edit.
import type { ColumnType, Generated, GeneratedAlways } from 'kysely';

export type PgPoint = { x: number; y: number };
export type Json = ColumnType<any, string, string>;
type PointColumn = ColumnType<PgPoint, string, string>;
type Time = ColumnType<Date, Date | string, Date | string>;

export interface AccessAccounts {
  region_id: number;
  id: string;
  person_id: string;
  login: string;
  password_hash: string;
  demo: Generated<boolean>;
  totp_secret: Buffer | null;
  totp_last_step: number | null;
  disabled_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  created_at: ColumnType<Date, Date | string | undefined, Date | string>;
  password_set_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
}

export interface AccessAssertions {
  region_id: number;
  hash: Buffer;
  until: Time;
}

export interface AccessBindings {
  region_id: number;
  id: string;
  bridge: string;
  subject_hash: Buffer;
  shown: string;
  account_id: string;
  bound_at: Time;
  bound_by: string;
  ended_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
}

export interface AccessOldPasswords {
  region_id: number;
  account_id: string;
  until: Time;
  password_hash: string;
}

export interface AccessPasswordRules {
  region_id: number;
  rule: string;
  changed_at: Time;
}

export interface AccessPeople {
  region_id: number;
  id: string;
  name: string;
  name_en: Generated<string>;
  imported: Generated<boolean>;
  created_at: ColumnType<Date, Date | string | undefined, Date | string>;
  version: Generated<number>;
  phone: Buffer | null;
  phone_shown: string | null;
}

export interface AccessPosts {
  region_id: number;
  id: string;
  person_id: string;
  post: string;
  unit_id: number;
  area_id: number | null;
  from_on: string;
  to_on: string | null;
}

export interface AccessSavedFilters {
  region_id: number;
  id: string;
  person_id: string;
  name: string;
  query: string;
  saved_at: Time;
}

export interface AccessSessions {
  region_id: number;
  token_hash: Buffer;
  account_id: string;
  stage: string;
  created_at: ColumnType<Date, Date | string | undefined, Date | string>;
  seen_at: ColumnType<Date, Date | string | undefined, Date | string>;
  expires_at: Time;
  ended_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  user_agent: Generated<string>;
  confirmed_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  password_due: Generated<boolean>;
  idle_hours: Generated<number>;
}

export interface AccessTries {
  key: Buffer;
  failed: number;
  last_at: Time;
}

export interface AccessUnits {
  region_id: number;
  id: GeneratedAlways<number>;
  code: string;
  name: string;
  name_en: Generated<string>;
  kind: string;
  parent_id: number | null;
  root_id: number;
  superior_id: number | null;
  path: string;
  area_id: number | null;
  imported: Generated<boolean>;
  valid_from: ColumnType<Date, Date | string | undefined, Date | string>;
  valid_to: ColumnType<Date | null, Date | string | null, Date | string | null>;
  version: Generated<number>;
  duty_phone: Generated<string>;
  actor: Generated<string>;
}

export interface AccessWalls {
  region_id: number;
  id: string;
  name: string;
  area_id: number | null;
  redacted: boolean;
  key_hash: Buffer;
  made_at: Time;
  seen_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  ended_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  version: Generated<number>;
}

export interface AreasAreaCells {
  region_id: number;
  area_id: number;
  cell_id: number;
  share: Generated<number>;
}

export interface AreasAreas {
  region_id: number;
  id: GeneratedAlways<number>;
  layer_id: number;
  level: string;
  code: string;
  name: string;
  name_en: Generated<string>;
  parent_id: number | null;
  path: string;
  unit_id: number | null;
  attributes: ColumnType<any, string | undefined, string>;
  imported: Generated<boolean>;
  valid_from: ColumnType<Date, Date | string | undefined, Date | string>;
  valid_to: ColumnType<Date | null, Date | string | null, Date | string | null>;
  version: Generated<number>;
}

export interface AreasBaseMaps {
  region_id: number;
  kind: string;
  source: string;
  overlay: Generated<string>;
  attribution: string;
  approval: Generated<string>;
  everybody: Generated<boolean>;
  is_on: boolean;
  version: number;
}

export interface AreasBoundaries {
  region_id: number;
  area_id: number;
  version: number;
  geometry: Json;
  area_m2: number;
  west: number;
  south: number;
  east: number;
  north: number;
  centre: PointColumn;
  valid_from: ColumnType<Date, Date | string | undefined, Date | string>;
  valid_to: ColumnType<Date | null, Date | string | null, Date | string | null>;
}

export interface AreasGazetteer {
  region_id: number;
  id: GeneratedAlways<number>;
  name: string;
  kind: string;
  location: ColumnType<PgPoint | null, string | null, string | null>;
  area_id: number | null;
  grams: string[];
  code: Generated<string>;
  name_en: Generated<string>;
  key: string;
  initials: Generated<string>;
}

export interface AreasGroundMap {
  region_id: number;
  id: GeneratedAlways<number>;
  kind: string;
  rank: Generated<number>;
  name: Generated<string>;
  name_en: Generated<string>;
  geometry: Json;
  west: number;
  south: number;
  east: number;
  north: number;
}

export interface AreasKeepers {
  region_id: number;
  id: string;
  area_id: number;
  person_id: string;
  role: string;
  public_phone: Generated<string>;
  supervision_phone: Generated<string>;
  from_on: string;
  to_on: string | null;
}

export interface AreasLayers {
  region_id: number;
  id: GeneratedAlways<number>;
  name: string;
  title: string;
  title_en: Generated<string>;
  unified: Generated<boolean>;
  revision: Generated<number>;
}

export interface AreasRegions {
  id: GeneratedAlways<number>;
  code: string;
  name: string;
  name_en: Generated<string>;
  time_zone: Generated<string>;
  settings: ColumnType<any, string | undefined, string>;
  created_at: ColumnType<Date, Date | string | undefined, Date | string>;
}

export interface AreasSuccessors {
  region_id: number;
  from_id: number;
  to_id: number;
  kind: string;
  at: Time;
}

export interface CasesAnswers {
  region_id: number;
  case_id: string;
  n: number;
  text: string;
  standard: Generated<boolean>;
  article_id: number | null;
  by_person: string | null;
  at: Time;
}

export interface CasesAssignments {
  region_id: number;
  id: string;
  case_id: string;
  unit_id: number;
  root_unit_id: number;
  role: string;
  live: Generated<boolean>;
  rule_number: string | null;
  reason: Generated<string>;
  dispatched_at: Time;
  signed_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  handler_id: string | null;
  ended_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  ended_by: string | null;
  basis: string | null;
}

export interface CasesCallbacks {
  region_id: number;
  case_id: string;
  report_id: string;
  n: number;
  due_at: Time;
  done_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  done_by: string | null;
  reached: boolean | null;
  solved: boolean | null;
  satisfied: boolean | null;
  remark: string | null;
  refused: Generated<boolean>;
  tries: Generated<number>;
  tried_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  taken_by: string | null;
  taken_until: ColumnType<Date | null, Date | string | null, Date | string | null>;
}

export interface CasesCases {
  region_id: number;
  id: string;
  number: string;
  version: Generated<number>;
  moved_version: Generated<number>;
  state: string;
  is_open: GeneratedAlways<boolean>;
  template: Generated<string>;
  kind: string;
  discovery: string;
  channel: string;
  title: string;
  detail: Generated<string>;
  matter_id: number;
  matter_by: Generated<string>;
  condition_id: number | null;
  urgent: Generated<boolean>;
  confidential: Generated<boolean>;
  place_text: Generated<string>;
  location: ColumnType<PgPoint | null, string | null, string | null>;
  located_by: string;
  area_id: number;
  area_path: string;
  holder_unit_id: number | null;
  holder_person_id: string | null;
  lead_unit_id: number | null;
  superior_unit_id: number | null;
  party_units: Generated<number[]>;
  calendar_id: number;
  calendar_version: number;
  opened_at: Time;
  filed_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  dispatched_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  handled_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  ended_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  time_limit: ColumnType<any, string | null, string | null>;
  case_limit: ColumnType<any, string | null, string | null>;
  case_started_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  case_warn_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  case_due_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  case_warned_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  case_overdue_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  stage_n: Generated<number>;
  stage_warn_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  stage_due_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  handling_due_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  alarm_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  suspended_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  suspended_until: ColumnType<Date | null, Date | string | null, Date | string | null>;
  suspended_reason: string | null;
  end_reason: string | null;
  merged_into: string | null;
  answer_n: number | null;
  reports: Generated<number>;
  reworks: Generated<number>;
  returns: Generated<number>;
  reopened: Generated<number>;
  unsolved_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  search: Generated<string>;
  alike_to: string | null;
  alike: Generated<number>;
  template_version: Generated<number>;
  open_children: Generated<number>;
  origin: Generated<string>;
  level: string | null;
  dispatch_basis: string | null;
  locked_reason: string | null;
  extensions: Generated<number>;
  suspensions: Generated<number>;
  supervision_level: Generated<number>;
  repeat_of: string | null;
  split_from: string | null;
  about_unit_id: number | null;
  about_root_unit_id: number | null;
  archived_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  archive_digest: string | null;
  markings: Generated<string[]>;
  to_call_back: Generated<boolean>;
}

export interface CasesChecks {
  region_id: number;
  case_id: string;
  n: number;
  assignment_id: string;
  handler_root_unit_id: number;
  checker_id: string;
  checker_root_unit_id: number;
  passed: boolean;
  remark: string;
  at: Time;
  location: ColumnType<PgPoint | null, string | null, string | null>;
}

export interface CasesConfirmations {
  region_id: number;
  case_id: string;
  n: number;
  asked_by: string;
  asked_at: Time;
  keeper_id: string;
  is_so: boolean | null;
  remark: string | null;
  done_by: string | null;
  done_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  location: ColumnType<PgPoint | null, string | null, string | null>;
}

export interface CasesHandlings {
  region_id: number;
  case_id: string;
  n: number;
  assignment_id: string;
  unit_id: number;
  started_at: Time;
  time_limit: Json;
  warn_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  due_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  warned_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  overdue_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  handed_back_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  ended_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  outcome: string | null;
  result: string | null;
  person_id: string | null;
  mode_id: string | null;
}

export interface CasesMeetingCases {
  region_id: number;
  meeting_id: string;
  case_id: string;
}

export interface CasesMeetingMembers {
  region_id: number;
  meeting_id: string;
  n: number;
  unit_id: number | null;
  person_id: string | null;
  attended: boolean | null;
}

export interface CasesMeetings {
  region_id: number;
  id: string;
  kind: string;
  state: Generated<string>;
  title: string;
  at: Time;
  place: string;
  convened_by: string;
  convener_unit_id: number;
  convened_at: Time;
  minutes: string | null;
  minutes_by: string | null;
  held_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  cancel_reason: string | null;
  version: Generated<number>;
  minutes_due_at: Time;
  overdue_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
}

export interface CasesNotes {
  region_id: number;
  case_id: string;
  id: string;
  text: string;
  by_person: string | null;
  unit_id: number | null;
  at: Time;
}

export interface CasesPapers {
  region_id: number;
  case_id: string;
  n: number;
  kind: string;
  phase: Generated<string>;
  asked_by: string | null;
  asked_unit_id: number | null;
  asked_at: Time;
  owed_post: string;
  owed_unit_id: number | null;
  reason: string;
  data: ColumnType<any, string | undefined, string>;
  time_limit: Json;
  warn_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  due_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  warned_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  overdue_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  done_by: string | null;
  done_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  outcome: string | null;
  decision: string | null;
}

export interface CasesParties {
  region_id: number;
  unit_id: number;
  opened_at: Time;
  case_id: string;
}

export interface CasesPauses {
  region_id: number;
  case_id: string;
  n: number;
  clocks: string[];
  from_at: Time;
  to_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  reason: string;
  stage_n: number | null;
}

export interface CasesPhotos {
  region_id: number;
  id: string;
  case_id: string;
  report_id: string | null;
  purpose: string;
  state: Generated<string>;
  raw_sha256: Buffer;
  raw_bytes: number;
  sha256: Buffer | null;
  bytes: number | null;
  width: number | null;
  height: number | null;
  reason: string | null;
  by_person: string | null;
  received_at: Time;
  processed_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  shot: string | null;
}

export interface CasesReceipts {
  region_id: number;
  case_id: string;
  n: number;
  delivered_at: Time;
  read_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  read_by: string | null;
}

export interface CasesReturns {
  region_id: number;
  case_id: string;
  n: number;
  assignment_id: string;
  unit_id: number;
  reason: string;
  basis: Generated<string>;
  suggested_unit_id: number | null;
  asked_by: string | null;
  asked_at: Time;
  decided_by: string | null;
  decided_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  accepted: boolean | null;
  decision: string | null;
}

export interface CasesStages {
  region_id: number;
  case_id: string;
  n: number;
  state: string;
  unit_id: number;
  person_id: string | null;
  entered_at: Time;
  started_at: Time;
  time_limit: Json;
  warn_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  due_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  warned_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  overdue_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  ended_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  ended_by: string | null;
}

export interface CasesTaskParties {
  region_id: number;
  unit_id: number;
  ended_at: Time;
  task_id: string;
  case_id: string;
}

export interface CasesTasks {
  region_id: number;
  id: string;
  case_id: string;
  purpose: string;
  call_id: string;
  state: Generated<string>;
  is_open: GeneratedAlways<boolean>;
  unit_id: number;
  root_unit_id: number;
  text: string;
  occasion: string | null;
  place: Generated<string>;
  location: ColumnType<PgPoint | null, string | null, string | null>;
  asked_by: string | null;
  asked_unit_id: number;
  asked_at: Time;
  come_limit: Json;
  handle_limit: ColumnType<any, string | null, string | null>;
  object_until: ColumnType<Date | null, Date | string | null, Date | string | null>;
  came_by: string | null;
  came_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  came_location: ColumnType<PgPoint | null, string | null, string | null>;
  came_late: boolean | null;
  objection: string | null;
  ground: string | null;
  objected_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  ruling: string | null;
  ruling_reason: string | null;
  ruled_by: string | null;
  ruled_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  result: string | null;
  handed_back_by: string | null;
  handed_back_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  handed_late: boolean | null;
  sent_back: Generated<number>;
  grade: number | null;
  grade_remark: string | null;
  graded_by: string | null;
  call_grade: number | null;
  ended_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  ended_by: string | null;
  end_reason: string | null;
  clock: string | null;
  time_limit: ColumnType<any, string | null, string | null>;
  started_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  warn_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  due_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  warned_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  overdue_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
}

export interface CasesTemplateUses {
  region_id: number;
  matter_id: number;
  template: string;
}

export interface CasesTemplates {
  region_id: number;
  name: string;
  version: number;
  body: Json;
  saved_by: string | null;
  saved_at: Time;
  saved_n: Generated<number>;
  published_by: string | null;
  published_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  reason: string | null;
}

export interface CatalogueArticles {
  region_id: number;
  id: GeneratedAlways<number>;
  question: string;
  answer: string;
  office: Generated<string>;
  terms: Generated<string>;
  grams: string[];
  version: Generated<number>;
  retired_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
}

export interface CatalogueCalendarVersions {
  region_id: number;
  calendar_id: number;
  version: number;
  calendar: Json;
  reason: Generated<string>;
  created_at: ColumnType<Date, Date | string | undefined, Date | string>;
}

export interface CatalogueCalendars {
  region_id: number;
  id: GeneratedAlways<number>;
  name: string;
  is_default: Generated<boolean>;
}

export interface CatalogueConditions {
  region_id: number;
  id: GeneratedAlways<number>;
  matter_id: number;
  n: number;
  filing: string;
  closing: string;
  time_limit: string;
  urgent: Generated<boolean>;
  photo_hint: Generated<string>;
  not_when: Generated<string>;
  basis: Generated<string>;
  version: Generated<number>;
  retired_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  discovery: Generated<string[]>;
}

export interface CatalogueForms {
  region_id: number;
  id: GeneratedAlways<number>;
  name: string;
  unit_id: number;
  per_month: number;
  fields: number;
  kept_in: string | null;
  since: string | null;
  version: Generated<number>;
}

export interface CatalogueGaps {
  region_id: number;
  case_id: string;
  case_number: string;
  matter_id: number;
  condition_id: number | null;
  area_id: number;
  place_id: number;
  unit_id: number | null;
  at: Time;
  closed_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  closed_by: string | null;
}

export interface CatalogueLessonMarks {
  region_id: number;
  person_id: string;
  lesson: string;
  version: number;
  at: Time;
}

export interface CatalogueLessons {
  region_id: number;
  lesson: string;
  version: number;
  place: number;
  content: Json;
  retired: boolean;
  saved_by: string;
  saved_at: Time;
}

export interface CatalogueMatters {
  region_id: number;
  id: GeneratedAlways<number>;
  edition: string;
  kind: string;
  big: string;
  big_name: string;
  small: string;
  small_name: string;
  code: string;
  fallback: Generated<boolean>;
  sensitive: Generated<boolean>;
  imported: Generated<boolean>;
  version: Generated<number>;
  retired_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  big_name_en: Generated<string>;
  small_name_en: Generated<string>;
}

export interface CataloguePhrases {
  region_id: number;
  id: GeneratedAlways<number>;
  purpose: string;
  matter_id: number | null;
  text: string;
  lang: Generated<string>;
  reason: Generated<string>;
  version: Generated<number>;
}

export interface CatalogueResponsibilities {
  region_id: number;
  id: GeneratedAlways<number>;
  number: string;
  matter_id: number;
  condition_id: number | null;
  area_id: number | null;
  lead_unit_id: number | null;
  lead_by_area: Generated<boolean>;
  co_unit_ids: Generated<number[]>;
  basis: Generated<string>;
  version: Generated<number>;
  valid_from: ColumnType<Date, Date | string | undefined, Date | string>;
  valid_to: ColumnType<Date | null, Date | string | null, Date | string | null>;
  co_by_area: Generated<boolean>;
  also_unit_ids: Generated<number[]>;
}

export interface CatalogueSettings {
  region_id: number;
  kind: string;
  name: string;
  version: number;
  place: number;
  content: Json;
  retired: boolean;
  saved_by: string | null;
  saved_at: Time;
}

export interface CatalogueStandards {
  region_id: number;
  matter_id: number;
  version: number;
  basis: string;
  steps: string[];
  checks: string[];
  measures: Json;
  reason: string;
  valid_from: Time;
}

export interface ConnectInbound {
  region_id: number;
  channel: string;
  message_id: string;
  signature: Buffer;
  words_hash: Buffer;
  address_hash: Buffer;
  became: string;
  report_id: string | null;
  at: Time;
}

export interface ConnectKeys {
  region_id: number;
  id: string;
  name: string;
  purpose: Generated<string>;
  key_hash: Buffer;
  made_at: Time;
  ended_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  version: Generated<number>;
}

export interface ConnectRequests {
  region_id: number;
  report_id: string;
  key_id: string | null;
  matter_id: number;
  description: Generated<string>;
  address: Generated<string>;
  attributes: ColumnType<any, string | undefined, string>;
  media_url: string | null;
}

export interface ConnectUpdates {
  region_id: number;
  id: GeneratedAlways<number>;
  report_id: string;
  kind: string;
  status: string;
  at: Time;
  text: Generated<string>;
  sender_id: string | null;
  text_hash: Buffer | null;
  answer_case_id: string | null;
  answer_n: number | null;
}

export interface DutyModes {
  region_id: number;
  id: string;
  level: number;
  reason: string;
  area_ids: number[];
  matter_ids: number[];
  template: string;
  until: Time;
  asked_at: Time;
  asked_by: string;
  asked_unit_id: number;
  decided_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  decided_by: string | null;
  accepted: boolean | null;
  decision: string | null;
  ended_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  ended_by: string | null;
  end_reason: string | null;
}

export interface DutyNotes {
  region_id: number;
  id: string;
  seat: string;
  on_day: string;
  part: string;
  at: Time;
  person_id: string;
  unit_id: number;
  text: string;
  hand_over: boolean;
  read_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  read_by: string | null;
}

export interface DutyNotices {
  region_id: number;
  id: string;
  unit_id: number;
  area_id: number | null;
  title: string;
  words: string;
  public: boolean;
  until_on: string;
  published_at: Time;
  published_by: string;
  withdrawn_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  title_en: Generated<string>;
  words_en: Generated<string>;
}

export interface DutyOccasions {
  region_id: number;
  id: string;
  name: string;
  from_on: string;
  to_on: string;
  area_ids: number[];
  matter_ids: number[];
  plan: string;
  version: Generated<number>;
  ended_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
}

export interface DutyOrderUnits {
  region_id: number;
  order_id: string;
  unit_id: number;
  delivered_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  read_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  read_by: string | null;
  reminded: Generated<number>;
}

export interface DutyOrders {
  region_id: number;
  id: string;
  unit_id: number;
  title: string;
  words: string;
  given_at: Time;
  given_by: string;
  read_due_at: Time;
  reminded_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
}

export interface DutyTurns {
  region_id: number;
  id: string;
  roster: string;
  seat: string;
  on_day: string;
  part: string;
  occasion_id: string | null;
  person_id: string;
  deputy_id: string | null;
  version: Generated<number>;
}

export interface EvaluationAppeals {
  region_id: number;
  id: string;
  case_id: string;
  trace: string;
  unit_id: number;
  root_unit_id: number;
  period_id: string | null;
  state: Generated<string>;
  reason: string;
  basis: Generated<string>;
  asked_by: string;
  asked_at: Time;
  first_by: string | null;
  first_root: number | null;
  first_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  first_grant: boolean | null;
  first_word: string | null;
  second_by: string | null;
  second_root: number | null;
  second_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  second_grant: boolean | null;
  second_word: string | null;
}

export interface EvaluationFigures {
  region_id: number;
  period_id: string;
  indicator: string;
  object: string;
  key: string;
  n: number;
  hits: number;
  total: number;
  exempt: number;
}

export interface EvaluationOpinions {
  region_id: number;
  id: string;
  case_id: string | null;
  unit_id: number;
  person_id: string;
  from_unit: number;
  grade: number;
  comment: string;
  at: Time;
  answer: string | null;
  answered_by: string | null;
  answered_unit: number | null;
  answered_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  period_id: string | null;
}

export interface EvaluationPeriods {
  region_id: number;
  id: string;
  kind: string;
  first_on: string;
  from_at: Time;
  to_at: Time;
  state: Generated<string>;
  scheme_version: number;
  as_of: ColumnType<Date | null, Date | string | null, Date | string | null>;
  facts_seen: Generated<number>;
  computed_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  computing: string | null;
  cases: Generated<number>;
  appeals_until: ColumnType<Date | null, Date | string | null, Date | string | null>;
  locked_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  published_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  note: Generated<string>;
  version: Generated<number>;
}

export interface EvaluationResults {
  region_id: number;
  period_id: string;
  grp: string;
  object: string;
  key: string;
  points: number | null;
  place: number | null;
  volume: number;
  parts: Json;
}

export interface EvaluationReviews {
  region_id: number;
  id: string;
  period_id: string;
  kind: string;
  unit_id: number;
  grade: number;
  n: number;
  remark: Generated<string>;
  by_person: string | null;
  from_unit: number;
  at: Time;
  conducted_by: Generated<string>;
  question: Generated<string>;
  source: Generated<string>;
  asked: number | null;
  answers: number[] | null;
}

export interface EvaluationSchemes {
  region_id: number;
  version: number;
  title: string;
  settle_days: number;
  items: Json;
  reason: string;
  by_person: string | null;
  at: Time;
}

export interface EvaluationSurveys {
  region_id: number;
  id: string;
  period_id: string;
  n: number;
  question: string;
  each_unit: number;
  drawn: number;
  of: number;
  until: Time;
  by_person: string;
  at: Time;
  closed_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
}

export interface EvaluationTraces {
  region_id: number;
  period_id: string;
  case_id: string;
  n: number;
  kind: string;
  at: Time;
  area_id: number;
  street_id: number | null;
  community_id: number | null;
  unit_id: number | null;
  person_id: string | null;
  post: string | null;
  marks: number;
  minutes: number | null;
  due_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  done_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  exempt: Generated<boolean>;
}

export interface EvaluationVetoes {
  region_id: number;
  period_id: string;
  object: string;
  key: string;
  reason: string;
  by_person: string;
  at: Time;
}

export interface ImprovementItems {
  region_id: number;
  id: string;
  number: number;
  title: string;
  matter_id: number;
  area_id: number;
  area_path: string;
  state: Generated<string>;
  cause: Generated<string>;
  change_kind: string | null;
  change_text: Generated<string>;
  change_ref: Generated<string>;
  change_version: Generated<string>;
  changed_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  measure_days: number | null;
  measure_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  before_n: number | null;
  after_n: number | null;
  measured_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  result: Generated<string>;
  helped: boolean | null;
  public_zh: string | null;
  public_en: string | null;
  published_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  owner_unit_id: number;
  made_by: string;
  made_at: Time;
  closed_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  version: Generated<number>;
  cause_kind: string | null;
}

export interface ImprovementSources {
  region_id: number;
  item_id: string;
  case_id: string;
}

export interface IntakeAgents {
  region_id: number;
  person_id: string;
  unit_ids: number[];
  since: Time;
}

export interface IntakeAnswering {
  region_id: number;
  report_id: string;
  case_id: string;
  answer_n: number;
  at: Time;
  call_back_by: ColumnType<Date | null, Date | string | null, Date | string | null>;
}

export interface IntakeCalls {
  region_id: number;
  id: string;
  exchange_id: string;
  called_id: string;
  line_id: string;
  caller: Buffer | null;
  place_text: Generated<string>;
  location: ColumnType<PgPoint | null, string | null, string | null>;
  for_person: string | null;
  rang_at: Time;
  taken_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  person_id: string | null;
  unit_id: number | null;
  offered_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  offered_to: string | null;
  offered_line: string | null;
  draft: Buffer | null;
  hung_up_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  ended_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  outcome: string | null;
  diverted_to: string | null;
  report_id: string | null;
}

export interface IntakeJoining {
  region_id: number;
  case_id: string;
  report_id: string;
  at: Time;
}

export interface IntakeLines {
  region_id: number;
  id: string;
  number: string;
  kind: string;
  name: string;
  name_en: string;
  purpose: string;
  opens: number | null;
  closes: number | null;
  divert_to: string | null;
  version: Generated<number>;
  retired_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  unit_ids: Generated<number[]>;
  workdays: Generated<boolean>;
  queues: ColumnType<any, string | undefined, string>;
}

export interface IntakeQuestions {
  region_id: number;
  survey_id: string;
  report_id: string;
  case_id: string;
  unit_id: number;
  text: string;
  way: string;
  until: Time;
  tries: Generated<number>;
  done_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  answered: Generated<boolean>;
  grade: number | null;
}

export interface IntakeRecognised {
  region_id: number;
  case_id: string;
  opened_at: Time;
  alike_to: string | null;
  likeness: number | null;
}

export interface IntakeRecognisedBy {
  region_id: number;
  key: string;
  opened_at: Time;
  case_id: string;
}

export interface IntakeReplies {
  region_id: number;
  id: string;
  report_id: string;
  text: string;
  unsolved: Generated<boolean>;
  at: Time;
}

export interface IntakeReporters {
  region_id: number;
  report_id: string;
  name: Buffer | null;
  phone: Buffer | null;
  phone_hash: Buffer | null;
  email: Buffer | null;
  email_hash: Buffer | null;
  account: Buffer | null;
  account_hash: Buffer | null;
}

export interface IntakeReports {
  region_id: number;
  id: string;
  number: string;
  case_id: string;
  follows: Generated<boolean>;
  channel: string;
  kind: string;
  discovery: string;
  naming: string;
  title: string;
  detail: Generated<string>;
  place_text: Generated<string>;
  location: ColumnType<PgPoint | null, string | null, string | null>;
  happened_at: Time;
  received_at: Time;
  by_person: string | null;
  by_unit: number | null;
  device_id: string | null;
  external_id: string | null;
  has_contact: Generated<boolean>;
  lang: Generated<string>;
  answered_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  answer_n: number | null;
  answer_case_id: string | null;
  rating_solved: boolean | null;
  rating_satisfied: boolean | null;
  rated_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  version: Generated<number>;
  wish_unit_id: number | null;
}

export interface IntakeThanks {
  region_id: number;
  report_id: string;
  case_id: string;
  person_id: string;
  text: string;
  at: Time;
}

export interface IntakeTriageExamples {
  region_id: number;
  matter_id: number;
  print: string;
  text: string;
  source: string;
  added_at: Time;
}

export interface IntakeTriageModels {
  region_id: number;
  id: string;
  in_use: boolean;
  made_at: Time;
  n: number;
  matters: number;
  measured: Json;
  bytes: Buffer;
}

export interface IntakeTriageOutcomes {
  region_id: number;
  case_id: string;
  proposed_id: number | null;
  matter_id: number;
  automatic: boolean;
  reported_at: Time;
  settled_at: Time;
}

export interface IntakeTriageSwitches {
  region_id: number;
  matter_id: number;
  automatic: boolean;
  changed_at: Time;
}

export interface KitCommands {
  region_id: number;
  id: string;
  endpoint: string;
  body_hash: Buffer;
  caller: string;
  received_at: ColumnType<Date, Date | string | undefined, Date | string>;
  reply: Buffer | null;
}

export interface KitDayPositions {
  region_id: number;
  name: string;
  facts_seen: number;
  time_zone: string;
}

export interface KitDaySums {
  region_id: number;
  name: string;
  from_at: Time;
  to_at: Time;
  counted: Json;
}

export interface KitFacts {
  region_id: number;
  subject: string;
  subject_id: string;
  n: number;
  id: GeneratedAlways<number>;
  kind: string;
  happened_at: Time;
  recorded_at: ColumnType<Date, Date | string | undefined, Date | string>;
  actor_kind: string;
  person_id: string | null;
  post: string | null;
  unit_id: number | null;
  command_id: string | null;
  data: ColumnType<any, string | undefined, string>;
}

export interface KitJobs {
  region_id: number;
  id: string;
  kind: string;
  state: Generated<string>;
  done: Generated<number>;
  total: Generated<number>;
  message: Generated<string>;
  result: ColumnType<any, string | undefined, string>;
  errors: ColumnType<any, string | undefined, string>;
  by_person: string | null;
  started_at: Time;
  beat_at: Time;
  ended_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  cancel_asked: Generated<boolean>;
}

export interface KitPieces {
  region_id: number;
  upload_id: string;
  n: number;
  bytes: Buffer;
}

export interface KitRevisions {
  region_id: number;
  name: string;
  revision: Generated<number>;
}

export interface KitSeals {
  region_id: number;
  n: number;
  first_id: number;
  last_id: number;
  facts: number;
  digest: Buffer;
  listing: Buffer;
  sealed_at: Time;
  head: Buffer;
}

export interface KitUploads {
  region_id: number;
  id: string;
  door: Buffer;
  place: Buffer;
  begun_at: Time;
  whole_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
}

export interface NeighboursEntries {
  region_id: number;
  id: string;
  address_hash: Buffer;
  kind: string;
  points: number;
  report_id: string | null;
  why: Generated<string>;
  what: Generated<string>;
  person_id: string | null;
  unit_id: number | null;
  at: Time;
}

export interface NeighboursRules {
  region_id: number;
  version: number;
  is_on: boolean;
  award: number;
  most_a_day: number;
  most_a_month: number;
  least: number;
  exchange_zh: string;
  exchange_en: Generated<string>;
  at: Time;
}

export interface NeighboursTickets {
  region_id: number;
  code_hash: Buffer;
  address_hash: Buffer;
  points: number;
  until: Time;
}

export interface NotifyBells {
  region_id: number;
  phone_id: string;
  person_id: string;
  session_hash: Buffer;
  address: Buffer;
  lang: string;
  since: Time;
}

export interface NotifyChoices {
  region_id: number;
  address_hash: Buffer;
  news: string;
  at: Time;
}

export interface NotifyCodes {
  region_id: number;
  id: string;
  address_hash: Buffer;
  code_hash: Buffer;
  made_at: Time;
  until: Time;
  tries: Generated<number>;
  used_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
}

export interface NotifyFollowers {
  region_id: number;
  id: string;
  area_id: number;
  way: string;
  address: Buffer;
  address_hash: Buffer;
  lang: string;
  since: Time;
  topics_off: Generated<string[]>;
}

export interface NotifyGridNews {
  region_id: number;
  publicity_id: string;
  area_path: string;
  title: string;
  words: string;
  due_at: Time;
  told_to: string | null;
  topic: Generated<string>;
}

export interface NotifyMessages {
  region_id: number;
  id: string;
  report_id: string | null;
  kind: string;
  way: string;
  address: Buffer;
  address_hash: Buffer;
  words: Buffer;
  state: Generated<string>;
  made_at: Time;
  due_at: Time;
  tries: Generated<number>;
  sent_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  fault: Generated<string>;
}

export interface NotifyNews {
  region_id: number;
  case_id: string;
  n: number;
  kind: string;
  data: ColumnType<any, string | undefined, string>;
  at: Time;
  due_at: Time;
  told_to: string | null;
}

export interface NotifyRings {
  region_id: number;
  phone_id: string;
  case_id: string;
  kind: string;
  due_at: Time;
  tries: Generated<number>;
}

export interface NotifyVisits {
  region_id: number;
  token_hash: Buffer;
  way: string;
  address_hash: Buffer;
  masked: string;
  until: Time;
}

export interface PatrolCheckpoints {
  region_id: number;
  id: string;
  area_id: number;
  area_path: string;
  name: string;
  location: PointColumn;
  code: string;
  every: string;
  made_by: string;
  made_at: Time;
  retired_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
}

export interface PatrolLeaves {
  region_id: number;
  id: string;
  person_id: string;
  unit_id: number;
  deputy_id: string;
  from_on: string;
  to_on: string;
  reason: string;
  asked_at: Time;
  accepted: boolean | null;
  decision: string | null;
  decided_by: string | null;
  decided_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
}

export interface PatrolObjections {
  region_id: number;
  id: string;
  person_id: string;
  unit_id: number;
  month: string;
  kept: number;
  due: number;
  reason: string;
  asked_at: Time;
  upheld: boolean | null;
  decision: string | null;
  decided_by: string | null;
  decided_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
}

export interface PatrolPhones {
  region_id: number;
  id: string;
  person_id: string;
  name: string;
  known_at: Time;
  seen_at: Time;
  wipe_asked_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  wiped_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  lost: number | null;
}

export interface PatrolPositions {
  region_id: number;
  shift_id: string;
  at: Time;
  location: PointColumn;
  accuracy_m: number;
}

export interface PatrolPublicity {
  region_id: number;
  id: string;
  area_id: number;
  area_path: string;
  unit_id: number;
  title: string;
  words: string;
  until_on: string;
  told: Generated<number>;
  made_by: string;
  made_at: Time;
  ended_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  topic: Generated<string>;
}

export interface PatrolPublicityPhotos {
  region_id: number;
  id: string;
  publicity_id: string;
  person_id: string;
  sha256: Buffer;
  received_at: Time;
}

export interface PatrolPublicityRounds {
  region_id: number;
  id: string;
  publicity_id: string;
  person_id: string;
  reached: number;
  remark: Generated<string>;
  happened_at: Time;
  recorded_at: Time;
}

export interface PatrolShifts {
  region_id: number;
  id: string;
  person_id: string;
  unit_id: number;
  began_at: Time;
  began_known_at: Time;
  ended_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  ended_known_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  ended_by: string | null;
}

export interface PatrolStamps {
  region_id: number;
  id: string;
  checkpoint_id: string;
  person_id: string;
  shift_id: string;
  how: string;
  metres: number | null;
  fine: boolean;
  remark: Generated<string>;
  happened_at: Time;
  recorded_at: Time;
}

export interface PatrolVisits {
  region_id: number;
  id: string;
  person_id: string;
  unit_id: number;
  area_id: number | null;
  purpose: string;
  words: Buffer;
  happened_at: Time;
  recorded_at: Time;
}

export interface SensingAlerts {
  region_id: number;
  device_id: string;
  boot_id: string;
  seq: number;
  happened_at: Time;
  received_at: Time;
  body: Json;
  report_id: string | null;
}

export interface SensingDevices {
  region_id: number;
  id: string;
  code: string;
  name: string;
  purpose: string;
  kind: string;
  key_hash: Buffer;
  location: ColumnType<PgPoint | null, string | null, string | null>;
  matter_id: number;
  condition_id: number | null;
  disabled_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
  created_at: ColumnType<Date, Date | string | undefined, Date | string>;
  version: Generated<number>;
}

export interface DB {
  'access.accounts': AccessAccounts;
  'access.assertions': AccessAssertions;
  'access.bindings': AccessBindings;
  'access.old_passwords': AccessOldPasswords;
  'access.password_rules': AccessPasswordRules;
  'access.people': AccessPeople;
  'access.posts': AccessPosts;
  'access.saved_filters': AccessSavedFilters;
  'access.sessions': AccessSessions;
  'access.tries': AccessTries;
  'access.units': AccessUnits;
  'access.walls': AccessWalls;
  'areas.area_cells': AreasAreaCells;
  'areas.areas': AreasAreas;
  'areas.base_maps': AreasBaseMaps;
  'areas.boundaries': AreasBoundaries;
  'areas.gazetteer': AreasGazetteer;
  'areas.ground_map': AreasGroundMap;
  'areas.keepers': AreasKeepers;
  'areas.layers': AreasLayers;
  'areas.regions': AreasRegions;
  'areas.successors': AreasSuccessors;
  'cases.answers': CasesAnswers;
  'cases.assignments': CasesAssignments;
  'cases.callbacks': CasesCallbacks;
  'cases.cases': CasesCases;
  'cases.checks': CasesChecks;
  'cases.confirmations': CasesConfirmations;
  'cases.handlings': CasesHandlings;
  'cases.meeting_cases': CasesMeetingCases;
  'cases.meeting_members': CasesMeetingMembers;
  'cases.meetings': CasesMeetings;
  'cases.notes': CasesNotes;
  'cases.papers': CasesPapers;
  'cases.parties': CasesParties;
  'cases.pauses': CasesPauses;
  'cases.photos': CasesPhotos;
  'cases.receipts': CasesReceipts;
  'cases.returns': CasesReturns;
  'cases.stages': CasesStages;
  'cases.task_parties': CasesTaskParties;
  'cases.tasks': CasesTasks;
  'cases.template_uses': CasesTemplateUses;
  'cases.templates': CasesTemplates;
  'catalogue.articles': CatalogueArticles;
  'catalogue.calendar_versions': CatalogueCalendarVersions;
  'catalogue.calendars': CatalogueCalendars;
  'catalogue.conditions': CatalogueConditions;
  'catalogue.forms': CatalogueForms;
  'catalogue.gaps': CatalogueGaps;
  'catalogue.lesson_marks': CatalogueLessonMarks;
  'catalogue.lessons': CatalogueLessons;
  'catalogue.matters': CatalogueMatters;
  'catalogue.phrases': CataloguePhrases;
  'catalogue.responsibilities': CatalogueResponsibilities;
  'catalogue.settings': CatalogueSettings;
  'catalogue.standards': CatalogueStandards;
  'connect.inbound': ConnectInbound;
  'connect.keys': ConnectKeys;
  'connect.requests': ConnectRequests;
  'connect.updates': ConnectUpdates;
  'duty.modes': DutyModes;
  'duty.notes': DutyNotes;
  'duty.notices': DutyNotices;
  'duty.occasions': DutyOccasions;
  'duty.order_units': DutyOrderUnits;
  'duty.orders': DutyOrders;
  'duty.turns': DutyTurns;
  'evaluation.appeals': EvaluationAppeals;
  'evaluation.figures': EvaluationFigures;
  'evaluation.opinions': EvaluationOpinions;
  'evaluation.periods': EvaluationPeriods;
  'evaluation.results': EvaluationResults;
  'evaluation.reviews': EvaluationReviews;
  'evaluation.schemes': EvaluationSchemes;
  'evaluation.surveys': EvaluationSurveys;
  'evaluation.traces': EvaluationTraces;
  'evaluation.vetoes': EvaluationVetoes;
  'improvement.items': ImprovementItems;
  'improvement.sources': ImprovementSources;
  'intake.agents': IntakeAgents;
  'intake.answering': IntakeAnswering;
  'intake.calls': IntakeCalls;
  'intake.joining': IntakeJoining;
  'intake.lines': IntakeLines;
  'intake.questions': IntakeQuestions;
  'intake.recognised': IntakeRecognised;
  'intake.recognised_by': IntakeRecognisedBy;
  'intake.replies': IntakeReplies;
  'intake.reporters': IntakeReporters;
  'intake.reports': IntakeReports;
  'intake.thanks': IntakeThanks;
  'intake.triage_examples': IntakeTriageExamples;
  'intake.triage_models': IntakeTriageModels;
  'intake.triage_outcomes': IntakeTriageOutcomes;
  'intake.triage_switches': IntakeTriageSwitches;
  'kit.commands': KitCommands;
  'kit.day_positions': KitDayPositions;
  'kit.day_sums': KitDaySums;
  'kit.facts': KitFacts;
  'kit.jobs': KitJobs;
  'kit.pieces': KitPieces;
  'kit.revisions': KitRevisions;
  'kit.seals': KitSeals;
  'kit.uploads': KitUploads;
  'neighbours.entries': NeighboursEntries;
  'neighbours.rules': NeighboursRules;
  'neighbours.tickets': NeighboursTickets;
  'notify.bells': NotifyBells;
  'notify.choices': NotifyChoices;
  'notify.codes': NotifyCodes;
  'notify.followers': NotifyFollowers;
  'notify.grid_news': NotifyGridNews;
  'notify.messages': NotifyMessages;
  'notify.news': NotifyNews;
  'notify.rings': NotifyRings;
  'notify.visits': NotifyVisits;
  'patrol.checkpoints': PatrolCheckpoints;
  'patrol.leaves': PatrolLeaves;
  'patrol.objections': PatrolObjections;
  'patrol.phones': PatrolPhones;
  'patrol.positions': PatrolPositions;
  'patrol.publicity': PatrolPublicity;
  'patrol.publicity_photos': PatrolPublicityPhotos;
  'patrol.publicity_rounds': PatrolPublicityRounds;
  'patrol.shifts': PatrolShifts;
  'patrol.stamps': PatrolStamps;
  'patrol.visits': PatrolVisits;
  'sensing.alerts': SensingAlerts;
  'sensing.devices': SensingDevices;
}
