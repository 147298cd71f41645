-- What the database is today. Written from the catalogue by `node db/describe.ts`; the migrations say how it got here.

create table access.accounts (
  region_id       integer not null,
  id              uuid not null,
  person_id       uuid not null,
  login           text not null,
  password_hash   text not null,
  demo            boolean not null default false,
  totp_secret     bytea,
  totp_last_step  bigint,
  disabled_at     timestamp with time zone,
  created_at      timestamp with time zone not null default now(),
  password_set_at timestamp with time zone,
  constraint accounts_pkey PRIMARY KEY (region_id, id),
  constraint accounts_region_id_person_id_fkey FOREIGN KEY (region_id, person_id) REFERENCES access.people(region_id, id)
);
CREATE UNIQUE INDEX accounts_login ON access.accounts USING btree (lower(login));
CREATE INDEX accounts_person ON access.accounts USING btree (region_id, person_id);

create table access.assertions (
  region_id integer not null,
  hash      bytea not null,
  until     timestamp with time zone not null,
  constraint assertions_pkey PRIMARY KEY (region_id, hash),
  constraint assertions_region_id_fkey FOREIGN KEY (region_id) REFERENCES areas.regions(id)
);
CREATE INDEX assertions_until ON access.assertions USING btree (region_id, until);

create table access.bindings (
  region_id    integer not null,
  id           uuid not null,
  bridge       text not null,
  subject_hash bytea not null,
  shown        text not null,
  account_id   uuid not null,
  bound_at     timestamp with time zone not null,
  bound_by     uuid not null,
  ended_at     timestamp with time zone,
  constraint bindings_pkey PRIMARY KEY (region_id, id),
  constraint bindings_region_id_account_id_fkey FOREIGN KEY (region_id, account_id) REFERENCES access.accounts(region_id, id),
  constraint bindings_region_id_fkey FOREIGN KEY (region_id) REFERENCES areas.regions(id),
  constraint bindings_bridge_check CHECK ((bridge = ANY (ARRAY['wechat'::text, 'dingtalk'::text, 'zhezhengding'::text, 'oidc'::text, 'saml'::text])))
);
CREATE INDEX bindings_account ON access.bindings USING btree (region_id, account_id) WHERE (ended_at IS NULL);
CREATE UNIQUE INDEX bindings_one ON access.bindings USING btree (region_id, bridge, subject_hash) WHERE (ended_at IS NULL);

create table access.old_passwords (
  region_id     integer not null,
  account_id    uuid not null,
  until         timestamp with time zone not null,
  password_hash text not null,
  constraint old_passwords_pkey PRIMARY KEY (region_id, account_id, until),
  constraint old_passwords_region_id_account_id_fkey FOREIGN KEY (region_id, account_id) REFERENCES access.accounts(region_id, id)
);

create table access.password_rules (
  region_id  integer not null,
  rule       text not null,
  changed_at timestamp with time zone not null,
  constraint password_rules_pkey PRIMARY KEY (region_id),
  constraint password_rules_region_id_fkey FOREIGN KEY (region_id) REFERENCES areas.regions(id),
  constraint password_rules_rule_check CHECK ((rule = ANY (ARRAY['asvs'::text, 'mlps3'::text])))
);

create table access.people (
  region_id   integer not null,
  id          uuid not null,
  name        text not null,
  name_en     text not null default ''::text,
  imported    boolean not null default false,
  created_at  timestamp with time zone not null default now(),
  version     integer not null default 1,
  phone       bytea,
  phone_shown text,
  constraint people_pkey PRIMARY KEY (region_id, id),
  constraint people_region_id_fkey FOREIGN KEY (region_id) REFERENCES areas.regions(id),
  constraint phone_is_shown_masked CHECK (((phone IS NULL) = (phone_shown IS NULL)))
);

create table access.posts (
  region_id integer not null,
  id        uuid not null,
  person_id uuid not null,
  post      text not null,
  unit_id   integer not null,
  area_id   integer,
  from_on   date not null,
  to_on     date,
  constraint powers_apart EXCLUDE USING gist (region_id WITH =, person_id WITH =, post WITH <>, daterange(from_on, to_on, '[]'::text) WITH &&) WHERE ((post = ANY (ARRAY['system_admin'::text, 'security_admin'::text, 'audit_admin'::text]))),
  constraint posts_pkey PRIMARY KEY (region_id, id),
  constraint posts_region_id_area_id_fkey FOREIGN KEY (region_id, area_id) REFERENCES areas.areas(region_id, id),
  constraint posts_region_id_person_id_fkey FOREIGN KEY (region_id, person_id) REFERENCES access.people(region_id, id),
  constraint posts_region_id_unit_id_fkey FOREIGN KEY (region_id, unit_id) REFERENCES access.units(region_id, id),
  constraint invited_for_a_ground_and_a_time CHECK (((post <> 'supervisor'::text) OR ((area_id IS NOT NULL) AND (to_on IS NOT NULL)))),
  constraint posts_check CHECK (((to_on IS NULL) OR (to_on >= from_on))),
  constraint posts_post_check CHECK ((post = ANY (ARRAY['receiver'::text, 'duty_officer'::text, 'dispatcher'::text, 'clerk'::text, 'handler'::text, 'keeper'::text, 'checker'::text, 'caller'::text, 'evaluator'::text, 'leader'::text, 'supervisor'::text, 'correspondent'::text, 'system_admin'::text, 'security_admin'::text, 'audit_admin'::text])))
);
CREATE INDEX posts_person ON access.posts USING btree (region_id, person_id);
CREATE INDEX posts_unit ON access.posts USING btree (region_id, unit_id, post);

create table access.saved_filters (
  region_id integer not null,
  id        uuid not null,
  person_id uuid not null,
  name      text not null,
  query     text not null,
  saved_at  timestamp with time zone not null,
  constraint saved_filters_region_id_person_id_name_key UNIQUE (region_id, person_id, name),
  constraint saved_filters_pkey PRIMARY KEY (region_id, id),
  constraint saved_filters_region_id_person_id_fkey FOREIGN KEY (region_id, person_id) REFERENCES access.people(region_id, id),
  constraint saved_filters_name_check CHECK (((length(name) >= 1) AND (length(name) <= 40))),
  constraint saved_filters_query_check CHECK ((length(query) <= 500))
);

create table access.sessions (
  region_id    integer not null,
  token_hash   bytea not null,
  account_id   uuid not null,
  stage        text not null,
  created_at   timestamp with time zone not null default now(),
  seen_at      timestamp with time zone not null default now(),
  expires_at   timestamp with time zone not null,
  ended_at     timestamp with time zone,
  user_agent   text not null default ''::text,
  confirmed_at timestamp with time zone,
  password_due boolean not null default false,
  idle_hours   smallint not null default 8,
  constraint sessions_pkey PRIMARY KEY (token_hash),
  constraint sessions_region_id_account_id_fkey FOREIGN KEY (region_id, account_id) REFERENCES access.accounts(region_id, id),
  constraint sessions_idle_hours_check CHECK (((idle_hours >= 1) AND (idle_hours <= 24))),
  constraint sessions_stage_check CHECK ((stage = ANY (ARRAY['second_factor'::text, 'enrol'::text, 'renew'::text, 'full'::text])))
);
CREATE INDEX sessions_account ON access.sessions USING btree (region_id, account_id);

create table access.tries (
  key     bytea not null,
  failed  integer not null,
  last_at timestamp with time zone not null,
  constraint tries_pkey PRIMARY KEY (key)
);
CREATE INDEX tries_age ON access.tries USING btree (last_at);

create table access.units (
  region_id   integer not null,
  id          integer not null generated always as identity,
  code        text not null,
  name        text not null,
  name_en     text not null default ''::text,
  kind        text not null,
  parent_id   integer,
  root_id     integer not null,
  superior_id integer,
  path        ltree not null,
  area_id     integer,
  imported    boolean not null default false,
  valid_from  timestamp with time zone not null default now(),
  valid_to    timestamp with time zone,
  version     integer not null default 1,
  duty_phone  text not null default ''::text,
  actor       text not null default 'government'::text,
  constraint units_region_id_code_key UNIQUE (region_id, code),
  constraint units_pkey PRIMARY KEY (region_id, id),
  constraint units_region_id_fkey FOREIGN KEY (region_id) REFERENCES areas.regions(id),
  constraint units_region_id_parent_id_fkey FOREIGN KEY (region_id, parent_id) REFERENCES access.units(region_id, id),
  constraint units_region_id_root_id_fkey FOREIGN KEY (region_id, root_id) REFERENCES access.units(region_id, id) DEFERRABLE INITIALLY DEFERRED,
  constraint units_region_id_superior_id_fkey FOREIGN KEY (region_id, superior_id) REFERENCES access.units(region_id, id),
  constraint units_actor_check CHECK ((actor = ANY (ARRAY['party'::text, 'government'::text, 'committee'::text, 'residents'::text, 'society'::text]))),
  constraint units_kind_check CHECK ((kind = ANY (ARRAY['supervision'::text, 'command'::text, 'leadership'::text, 'department'::text, 'street'::text, 'community'::text, 'other'::text])))
);
CREATE INDEX units_path ON access.units USING gist (region_id, path);

create table access.walls (
  region_id integer not null,
  id        uuid not null,
  name      text not null,
  area_id   integer,
  redacted  boolean not null,
  key_hash  bytea not null,
  made_at   timestamp with time zone not null,
  seen_at   timestamp with time zone,
  ended_at  timestamp with time zone,
  version   integer not null default 1,
  constraint walls_pkey PRIMARY KEY (region_id, id),
  constraint walls_region_id_area_id_fkey FOREIGN KEY (region_id, area_id) REFERENCES areas.areas(region_id, id),
  constraint walls_region_id_fkey FOREIGN KEY (region_id) REFERENCES areas.regions(id),
  constraint walls_name_check CHECK (((length(name) >= 1) AND (length(name) <= 80)))
);
CREATE UNIQUE INDEX walls_key ON access.walls USING btree (region_id, key_hash);

create table areas.area_cells (
  region_id integer not null,
  area_id   integer not null,
  cell_id   integer not null,
  share     real not null default 1,
  constraint area_cells_pkey PRIMARY KEY (region_id, area_id, cell_id),
  constraint area_cells_region_id_area_id_fkey FOREIGN KEY (region_id, area_id) REFERENCES areas.areas(region_id, id),
  constraint area_cells_region_id_cell_id_fkey FOREIGN KEY (region_id, cell_id) REFERENCES areas.areas(region_id, id)
);
CREATE INDEX area_cells_cell ON areas.area_cells USING btree (region_id, cell_id);

create table areas.areas (
  region_id  integer not null,
  id         integer not null generated always as identity,
  layer_id   integer not null,
  level      text not null,
  code       text not null,
  name       text not null,
  name_en    text not null default ''::text,
  parent_id  integer,
  path       ltree not null,
  unit_id    integer,
  attributes jsonb not null default '{}'::jsonb,
  imported   boolean not null default false,
  valid_from timestamp with time zone not null default now(),
  valid_to   timestamp with time zone,
  version    integer not null default 1,
  constraint areas_pkey PRIMARY KEY (region_id, id),
  constraint areas_region_id_layer_id_fkey FOREIGN KEY (region_id, layer_id) REFERENCES areas.layers(region_id, id),
  constraint areas_region_id_parent_id_fkey FOREIGN KEY (region_id, parent_id) REFERENCES areas.areas(region_id, id),
  constraint areas_region_id_unit_id_fkey FOREIGN KEY (region_id, unit_id) REFERENCES access.units(region_id, id),
  constraint areas_check CHECK (((valid_to IS NULL) OR (valid_to >= valid_from))),
  constraint areas_level_check CHECK ((level = ANY (ARRAY['district'::text, 'street'::text, 'community'::text, 'duty_grid'::text, 'cell'::text, 'area'::text])))
);
CREATE UNIQUE INDEX areas_code_now ON areas.areas USING btree (region_id, layer_id, code) WHERE (valid_to IS NULL);
CREATE INDEX areas_name ON areas.areas USING btree (region_id, name);
CREATE INDEX areas_parent ON areas.areas USING btree (region_id, parent_id);
CREATE INDEX areas_path ON areas.areas USING gist (region_id, path);

create table areas.base_maps (
  region_id   integer not null,
  kind        text not null,
  source      text not null,
  overlay     text not null default ''::text,
  attribution text not null,
  approval    text not null default ''::text,
  everybody   boolean not null default false,
  is_on       boolean not null,
  version     integer not null,
  constraint base_maps_pkey PRIMARY KEY (region_id),
  constraint base_maps_region_id_fkey FOREIGN KEY (region_id) REFERENCES areas.regions(id),
  constraint base_maps_attribution_check CHECK ((attribution <> ''::text)),
  constraint base_maps_kind_check CHECK ((kind = ANY (ARRAY['wmts'::text, 'pmtiles'::text]))),
  constraint base_maps_source_check CHECK ((source <> ''::text)),
  constraint public_map_is_approved CHECK (((NOT everybody) OR (approval <> ''::text)))
);

create table areas.boundaries (
  region_id  integer not null,
  area_id    integer not null,
  version    integer not null,
  geometry   jsonb not null,
  area_m2    double precision not null,
  west       double precision not null,
  south      double precision not null,
  east       double precision not null,
  north      double precision not null,
  centre     point not null,
  valid_from timestamp with time zone not null default now(),
  valid_to   timestamp with time zone,
  constraint boundaries_pkey PRIMARY KEY (region_id, area_id, version),
  constraint boundaries_region_id_area_id_fkey FOREIGN KEY (region_id, area_id) REFERENCES areas.areas(region_id, id)
);
CREATE UNIQUE INDEX boundaries_now ON areas.boundaries USING btree (region_id, area_id) WHERE (valid_to IS NULL);

create table areas.gazetteer (
  region_id integer not null,
  id        integer not null generated always as identity,
  name      text not null,
  kind      text not null,
  location  point,
  area_id   integer,
  grams     text[] not null,
  code      text not null default ''::text,
  name_en   text not null default ''::text,
  key       text not null,
  initials  text not null default ''::text,
  constraint gazetteer_name_once UNIQUE (region_id, name, kind, code),
  constraint gazetteer_pkey PRIMARY KEY (region_id, id),
  constraint gazetteer_region_id_area_id_fkey FOREIGN KEY (region_id, area_id) REFERENCES areas.areas(region_id, id),
  constraint gazetteer_is_somewhere CHECK (((location IS NOT NULL) OR (area_id IS NOT NULL)))
);
CREATE INDEX gazetteer_area ON areas.gazetteer USING btree (region_id, area_id);
CREATE INDEX gazetteer_grams ON areas.gazetteer USING gin (grams) WITH (fastupdate=off);
CREATE INDEX gazetteer_initials ON areas.gazetteer USING btree (region_id, initials) WHERE (initials <> ''::text);
CREATE INDEX gazetteer_key ON areas.gazetteer USING btree (region_id, key);
CREATE INDEX gazetteer_place ON areas.gazetteer USING gist (location);

create table areas.ground_map (
  region_id integer not null,
  id        integer not null generated always as identity,
  kind      text not null,
  rank      integer not null default 3,
  name      text not null default ''::text,
  name_en   text not null default ''::text,
  geometry  jsonb not null,
  west      double precision not null,
  south     double precision not null,
  east      double precision not null,
  north     double precision not null,
  constraint ground_map_pkey PRIMARY KEY (region_id, id),
  constraint ground_map_region_id_fkey FOREIGN KEY (region_id) REFERENCES areas.regions(id),
  constraint ground_map_kind_check CHECK ((kind = ANY (ARRAY['road'::text, 'water'::text, 'green'::text]))),
  constraint ground_map_rank_check CHECK (((rank >= 1) AND (rank <= 4)))
);

create table areas.keepers (
  region_id         integer not null,
  id                uuid not null,
  area_id           integer not null,
  person_id         uuid not null,
  role              text not null,
  public_phone      text not null default ''::text,
  supervision_phone text not null default ''::text,
  from_on           date not null,
  to_on             date,
  constraint keepers_pkey PRIMARY KEY (region_id, id),
  constraint keepers_region_id_area_id_fkey FOREIGN KEY (region_id, area_id) REFERENCES areas.areas(region_id, id),
  constraint keepers_region_id_person_id_fkey FOREIGN KEY (region_id, person_id) REFERENCES access.people(region_id, id),
  constraint keepers_check CHECK (((to_on IS NULL) OR (to_on >= from_on))),
  constraint keepers_role_check CHECK ((role = ANY (ARRAY['keeper'::text, 'deputy'::text, 'leader'::text])))
);
CREATE INDEX keepers_area ON areas.keepers USING btree (region_id, area_id);
CREATE INDEX keepers_person ON areas.keepers USING btree (region_id, person_id);

create table areas.layers (
  region_id integer not null,
  id        integer not null generated always as identity,
  name      text not null,
  title     text not null,
  title_en  text not null default ''::text,
  unified   boolean not null default false,
  revision  integer not null default 1,
  constraint layers_region_id_name_key UNIQUE (region_id, name),
  constraint layers_pkey PRIMARY KEY (region_id, id),
  constraint layers_region_id_fkey FOREIGN KEY (region_id) REFERENCES areas.regions(id)
);

create table areas.regions (
  id         integer not null generated always as identity,
  code       text not null,
  name       text not null,
  name_en    text not null default ''::text,
  time_zone  text not null default 'Asia/Shanghai'::text,
  settings   jsonb not null default '{}'::jsonb,
  created_at timestamp with time zone not null default now(),
  constraint regions_code_key UNIQUE (code),
  constraint regions_pkey PRIMARY KEY (id)
);

create table areas.successors (
  region_id integer not null,
  from_id   integer not null,
  to_id     integer not null,
  kind      text not null,
  at        timestamp with time zone not null,
  constraint successors_pkey PRIMARY KEY (region_id, from_id, to_id),
  constraint successors_region_id_from_id_fkey FOREIGN KEY (region_id, from_id) REFERENCES areas.areas(region_id, id),
  constraint successors_region_id_to_id_fkey FOREIGN KEY (region_id, to_id) REFERENCES areas.areas(region_id, id),
  constraint successors_kind_check CHECK ((kind = ANY (ARRAY['split'::text, 'merge'::text, 'subdivide'::text, 'redraw'::text])))
);

create table cases.answers (
  region_id  integer not null,
  case_id    uuid not null,
  n          integer not null,
  text       text not null,
  standard   boolean not null default false,
  article_id integer,
  by_person  uuid,
  at         timestamp with time zone not null,
  constraint answers_pkey PRIMARY KEY (region_id, case_id, n),
  constraint answers_region_id_case_id_fkey FOREIGN KEY (region_id, case_id) REFERENCES cases.cases(region_id, id),
  constraint answers_text_check CHECK ((length(text) > 0))
);

create table cases.assignments (
  region_id     integer not null,
  id            uuid not null,
  case_id       uuid not null,
  unit_id       integer not null,
  root_unit_id  integer not null,
  role          text not null,
  live          boolean not null default true,
  rule_number   text,
  reason        text not null default ''::text,
  dispatched_at timestamp with time zone not null,
  signed_at     timestamp with time zone,
  handler_id    uuid,
  ended_at      timestamp with time zone,
  ended_by      text,
  basis         text,
  constraint assignments_region_id_id_root_unit_id_key UNIQUE (region_id, id, root_unit_id),
  constraint assignments_pkey PRIMARY KEY (region_id, id),
  constraint assignments_region_id_case_id_fkey FOREIGN KEY (region_id, case_id) REFERENCES cases.cases(region_id, id),
  constraint assignments_check CHECK ((live = (ended_at IS NULL))),
  constraint assignments_ended_by_check CHECK ((ended_by = ANY (ARRAY['closed'::text, 'returned'::text, 'reassigned'::text, 'handed_on'::text, 'case_ended'::text]))),
  constraint assignments_role_check CHECK ((role = ANY (ARRAY['lead'::text, 'co'::text])))
);
CREATE INDEX assignments_case ON cases.assignments USING btree (region_id, case_id);
CREATE INDEX assignments_unit ON cases.assignments USING btree (region_id, unit_id, dispatched_at);
CREATE UNIQUE INDEX one_live_lead ON cases.assignments USING btree (region_id, case_id) WHERE (live AND (role = 'lead'::text));

create table cases.callbacks (
  region_id   integer not null,
  case_id     uuid not null,
  report_id   uuid not null,
  n           integer not null,
  due_at      timestamp with time zone not null,
  done_at     timestamp with time zone,
  done_by     uuid,
  reached     boolean,
  solved      boolean,
  satisfied   boolean,
  remark      text,
  refused     boolean not null default false,
  tries       integer not null default 0,
  tried_at    timestamp with time zone,
  taken_by    uuid,
  taken_until timestamp with time zone,
  constraint callbacks_pkey PRIMARY KEY (region_id, case_id, report_id, n),
  constraint callbacks_region_id_case_id_fkey FOREIGN KEY (region_id, case_id) REFERENCES cases.cases(region_id, id)
);
CREATE INDEX callbacks_done ON cases.callbacks USING btree (region_id, done_at DESC, case_id, report_id, n) INCLUDE (reached, refused, solved, satisfied) WHERE (done_at IS NOT NULL);
CREATE INDEX callbacks_due ON cases.callbacks USING btree (region_id, due_at) WHERE (done_at IS NULL);

create table cases.cases (
  region_id          integer not null,
  id                 uuid not null,
  number             text not null,
  version            integer not null default 0,
  moved_version      integer not null default 0,
  state              text not null,
  is_open            boolean not null generated always as ((state = ANY (ARRAY['reported'::text, 'received'::text, 'confirming'::text, 'filed'::text, 'dispatched'::text, 'signed'::text, 'handled'::text, 'checked'::text]))) stored,
  template           text not null default 'standard'::text,
  kind               text not null,
  discovery          text not null,
  channel            text not null,
  title              text not null,
  detail             text not null default ''::text,
  matter_id          integer not null,
  matter_by          text not null default 'fallback'::text,
  condition_id       integer,
  urgent             boolean not null default false,
  confidential       boolean not null default false,
  place_text         text not null default ''::text,
  location           point,
  located_by         text not null,
  area_id            integer not null,
  area_path          ltree not null,
  holder_unit_id     integer,
  holder_person_id   uuid,
  lead_unit_id       integer,
  superior_unit_id   integer,
  party_units        integer[] not null default '{}'::integer[],
  calendar_id        integer not null,
  calendar_version   integer not null,
  opened_at          timestamp with time zone not null,
  filed_at           timestamp with time zone,
  dispatched_at      timestamp with time zone,
  handled_at         timestamp with time zone,
  ended_at           timestamp with time zone,
  time_limit         jsonb,
  case_limit         jsonb,
  case_started_at    timestamp with time zone,
  case_warn_at       timestamp with time zone,
  case_due_at        timestamp with time zone,
  case_warned_at     timestamp with time zone,
  case_overdue_at    timestamp with time zone,
  stage_n            integer not null default 0,
  stage_warn_at      timestamp with time zone,
  stage_due_at       timestamp with time zone,
  handling_due_at    timestamp with time zone,
  alarm_at           timestamp with time zone,
  suspended_at       timestamp with time zone,
  suspended_until    timestamp with time zone,
  suspended_reason   text,
  end_reason         text,
  merged_into        uuid,
  answer_n           integer,
  reports            integer not null default 1,
  reworks            integer not null default 0,
  returns            integer not null default 0,
  reopened           integer not null default 0,
  unsolved_at        timestamp with time zone,
  search             tsvector not null default ''::tsvector,
  alike_to           uuid,
  alike              integer not null default 0,
  template_version   integer not null default 0,
  open_children      integer not null default 0,
  origin             text not null default 'report'::text,
  level              text,
  dispatch_basis     text,
  locked_reason      text,
  extensions         integer not null default 0,
  suspensions        integer not null default 0,
  supervision_level  integer not null default 0,
  repeat_of          uuid,
  split_from         uuid,
  about_unit_id      integer,
  about_root_unit_id integer,
  archived_at        timestamp with time zone,
  archive_digest     text,
  markings           text[] not null default '{}'::text[],
  to_call_back       boolean not null default false,
  constraint cases_region_id_number_key UNIQUE (region_id, number),
  constraint cases_pkey PRIMARY KEY (region_id, id),
  constraint answer_exists FOREIGN KEY (region_id, id, answer_n) REFERENCES cases.answers(region_id, case_id, n) DEFERRABLE INITIALLY DEFERRED,
  constraint cases_region_id_merged_into_fkey FOREIGN KEY (region_id, merged_into) REFERENCES cases.cases(region_id, id),
  constraint about_has_root CHECK (((about_unit_id IS NULL) = (about_root_unit_id IS NULL))),
  constraint archived_is_ended CHECK ((((archived_at IS NULL) = (archive_digest IS NULL)) AND ((archived_at IS NULL) OR (ended_at IS NOT NULL)))),
  constraint cases_discovery_check CHECK ((discovery = ANY ('{passive,active,smart}'::text[]))),
  constraint cases_dispatch_basis_check CHECK ((dispatch_basis = ANY ('{list,chosen,fallback,designated,leader_order}'::text[]))),
  constraint cases_kind_check CHECK ((kind = ANY ('{consultation,help,complaint,whistle,suggestion}'::text[]))),
  constraint cases_level_check CHECK ((level = ANY ('{grid,community,street,district}'::text[]))),
  constraint cases_located_by_check CHECK ((located_by = ANY ('{point,name,operator,outside,fallback}'::text[]))),
  constraint cases_matter_by_check CHECK ((matter_by = ANY ('{reporter,operator,triage,import,device,fallback}'::text[]))),
  constraint cases_origin_check CHECK ((origin = ANY ('{report,split,proactive}'::text[]))),
  constraint cases_state_check CHECK ((state = ANY ('{reported,received,confirming,filed,dispatched,signed,handled,checked,closed,answered,refused,withdrawn,merged,voided}'::text[]))),
  constraint cases_supervision_level_check CHECK (((supervision_level >= 0) AND (supervision_level <= 3))),
  constraint children_are_counted CHECK ((open_children >= 0)),
  constraint ended_has_reason CHECK (((is_open = (ended_at IS NULL)) AND ((ended_at IS NULL) = (end_reason IS NULL)))),
  constraint ended_is_answered CHECK ((is_open OR (state = 'merged'::text) OR (answer_n IS NOT NULL))),
  constraint lead_from_dispatch_to_close CHECK (((state <> ALL ('{dispatched,signed}'::text[])) OR (lead_unit_id IS NOT NULL))),
  constraint lead_is_not_the_target CHECK (((about_unit_id IS NULL) OR (lead_unit_id IS DISTINCT FROM about_unit_id))),
  constraint merged_names_its_master CHECK ((((state = 'merged'::text) = (merged_into IS NOT NULL)) AND (merged_into IS DISTINCT FROM id))),
  constraint open_has_one_holder CHECK ((is_open = (holder_unit_id IS NOT NULL))),
  constraint split_is_another CHECK (((split_from IS DISTINCT FROM id) AND (repeat_of IS DISTINCT FROM id)))
);
CREATE INDEX cases_about ON cases.cases USING btree (region_id, about_root_unit_id) WHERE (about_root_unit_id IS NOT NULL);
CREATE INDEX cases_alarm ON cases.cases USING btree (region_id, alarm_at) WHERE (alarm_at IS NOT NULL);
CREATE INDEX cases_alike ON cases.cases USING btree (region_id, alike_to, opened_at, id) WHERE ((alike_to IS NOT NULL) AND (state = 'reported'::text));
CREATE INDEX cases_area ON cases.cases USING gist (region_id, area_path);
CREATE INDEX cases_area_open ON cases.cases USING btree (region_id, area_id, matter_id) WHERE is_open;
CREATE INDEX cases_case_due ON cases.cases USING btree (region_id, case_due_at) INCLUDE (id, state, is_open, ended_at, lead_unit_id, area_path) WHERE (case_due_at IS NOT NULL);
CREATE INDEX cases_ended ON cases.cases USING btree (region_id, ended_at) INCLUDE (id, state, reworks, level, lead_unit_id, matter_id, case_due_at, dispatched_at, handled_at, calendar_id, calendar_version) WHERE (ended_at IS NOT NULL);
CREATE INDEX cases_holder ON cases.cases USING btree (region_id, holder_unit_id, stage_due_at, id) WHERE (holder_unit_id IS NOT NULL);
CREATE INDEX cases_led ON cases.cases USING btree (region_id, lead_unit_id, opened_at DESC, id DESC) INCLUDE (state, is_open, holder_unit_id, party_units, holder_person_id, area_path, about_root_unit_id, confidential) WHERE (lead_unit_id IS NOT NULL);
CREATE INDEX cases_load ON cases.cases USING btree (region_id, lead_unit_id, handling_due_at) WHERE (state = ANY (ARRAY['dispatched'::text, 'signed'::text]));
CREATE INDEX cases_markings ON cases.cases USING gin (region_id, markings) WHERE (markings <> '{}'::text[]);
CREATE INDEX cases_matter ON cases.cases USING btree (region_id, matter_id, opened_at DESC, id DESC) INCLUDE (state, is_open, party_units, holder_person_id, area_path, about_root_unit_id, confidential);
CREATE INDEX cases_merged ON cases.cases USING btree (region_id, merged_into, opened_at, id) WHERE (merged_into IS NOT NULL);
CREATE INDEX cases_open_since ON cases.cases USING btree (region_id, opened_at, id) INCLUDE (state, area_path, party_units, holder_person_id, lead_unit_id, holder_unit_id, case_due_at, stage_due_at, urgent, supervision_level, suspended_at, about_root_unit_id, confidential, alike_to) WHERE is_open;
CREATE INDEX cases_party ON cases.cases USING gin (region_id, party_units);
CREATE INDEX cases_party_open ON cases.cases USING gin (region_id, party_units) WHERE is_open;
CREATE INDEX cases_person ON cases.cases USING btree (region_id, holder_person_id) WHERE (holder_person_id IS NOT NULL);
CREATE INDEX cases_place_open ON cases.cases USING gist (location) WHERE is_open;
CREATE INDEX cases_recent ON cases.cases USING btree (region_id, opened_at DESC, id DESC) INCLUDE (state, is_open, matter_id, area_path, party_units, holder_person_id, about_root_unit_id, confidential, reports, reworks, reopened);
CREATE INDEX cases_search ON cases.cases USING gin (region_id, search);
CREATE INDEX cases_split ON cases.cases USING btree (region_id, split_from) WHERE (split_from IS NOT NULL);
CREATE INDEX cases_state ON cases.cases USING btree (region_id, state, opened_at DESC, id DESC);
CREATE INDEX cases_storms ON cases.cases USING btree (region_id, id) WHERE (alike > 0);
CREATE INDEX cases_superior ON cases.cases USING btree (region_id, superior_unit_id, stage_due_at, id) WHERE (superior_unit_id IS NOT NULL);
CREATE INDEX cases_supervised ON cases.cases USING btree (region_id, ((- supervision_level)), id) WHERE (supervision_level > 0);
CREATE INDEX cases_suspended ON cases.cases USING btree (region_id, suspended_at) WHERE (suspended_at IS NOT NULL);
CREATE INDEX cases_template_open ON cases.cases USING btree (region_id, template, template_version, id) WHERE is_open;
CREATE INDEX cases_to_call_back ON cases.cases USING btree (region_id, opened_at DESC, id DESC) INCLUDE (is_open, area_path, party_units, holder_person_id, about_root_unit_id, confidential) WHERE to_call_back;
CREATE INDEX cases_to_call_back_waiting ON cases.cases USING btree (region_id, is_open, ((NOT urgent)), COALESCE(stage_due_at, 'infinity'::timestamp with time zone), id) WHERE to_call_back;
CREATE INDEX cases_unsolved ON cases.cases USING btree (region_id, unsolved_at) WHERE (unsolved_at IS NOT NULL);
CREATE INDEX cases_waiting ON cases.cases USING btree (region_id, ((NOT urgent)), COALESCE(stage_due_at, 'infinity'::timestamp with time zone), id) WHERE (is_open AND ((alike_to IS NULL) OR (state <> 'reported'::text)));
CREATE INDEX cases_waiting_state ON cases.cases USING btree (region_id, state, ((NOT urgent)), COALESCE(stage_due_at, 'infinity'::timestamp with time zone), id) WHERE (is_open AND ((alike_to IS NULL) OR (state <> 'reported'::text)));

create table cases.checks (
  region_id            integer not null,
  case_id              uuid not null,
  n                    integer not null,
  assignment_id        uuid not null,
  handler_root_unit_id integer not null,
  checker_id           uuid not null,
  checker_root_unit_id integer not null,
  passed               boolean not null,
  remark               text not null,
  at                   timestamp with time zone not null,
  location             point,
  constraint checks_pkey PRIMARY KEY (region_id, case_id, n),
  constraint checks_region_id_assignment_id_handler_root_unit_id_fkey FOREIGN KEY (region_id, assignment_id, handler_root_unit_id) REFERENCES cases.assignments(region_id, id, root_unit_id),
  constraint check_by_other_root_unit CHECK ((checker_root_unit_id <> handler_root_unit_id))
);

create table cases.confirmations (
  region_id integer not null,
  case_id   uuid not null,
  n         integer not null,
  asked_by  uuid not null,
  asked_at  timestamp with time zone not null,
  keeper_id uuid not null,
  is_so     boolean,
  remark    text,
  done_by   uuid,
  done_at   timestamp with time zone,
  location  point,
  constraint confirmations_pkey PRIMARY KEY (region_id, case_id, n),
  constraint confirmations_region_id_case_id_fkey FOREIGN KEY (region_id, case_id) REFERENCES cases.cases(region_id, id)
);

create table cases.handlings (
  region_id      integer not null,
  case_id        uuid not null,
  n              integer not null,
  assignment_id  uuid not null,
  unit_id        integer not null,
  started_at     timestamp with time zone not null,
  time_limit     jsonb not null,
  warn_at        timestamp with time zone,
  due_at         timestamp with time zone,
  warned_at      timestamp with time zone,
  overdue_at     timestamp with time zone,
  handed_back_at timestamp with time zone,
  ended_at       timestamp with time zone,
  outcome        text,
  result         text,
  person_id      uuid,
  mode_id        uuid,
  constraint handlings_pkey PRIMARY KEY (region_id, case_id, n),
  constraint handlings_region_id_assignment_id_fkey FOREIGN KEY (region_id, assignment_id) REFERENCES cases.assignments(region_id, id),
  constraint handlings_region_id_case_id_fkey FOREIGN KEY (region_id, case_id) REFERENCES cases.cases(region_id, id),
  constraint handlings_check CHECK (((ended_at IS NULL) = (outcome IS NULL))),
  constraint handlings_outcome_check CHECK ((outcome = ANY (ARRAY['handed_back'::text, 'returned'::text, 'reassigned'::text, 'handed_on'::text, 'case_ended'::text])))
);
CREATE INDEX handlings_due ON cases.handlings USING btree (region_id, due_at) INCLUDE (case_id, n, assignment_id, unit_id, handed_back_at, ended_at);
CREATE INDEX handlings_of_mode ON cases.handlings USING btree (region_id, mode_id) WHERE (mode_id IS NOT NULL);
CREATE INDEX handlings_returned ON cases.handlings USING btree (region_id, case_id, assignment_id) WHERE (outcome = 'returned'::text);
CREATE INDEX handlings_unit_due ON cases.handlings USING btree (region_id, unit_id, due_at);
CREATE UNIQUE INDEX one_live_handling ON cases.handlings USING btree (region_id, case_id) WHERE (ended_at IS NULL);

create table cases.meeting_cases (
  region_id  integer not null,
  meeting_id uuid not null,
  case_id    uuid not null,
  constraint meeting_cases_pkey PRIMARY KEY (region_id, meeting_id, case_id),
  constraint meeting_cases_region_id_case_id_fkey FOREIGN KEY (region_id, case_id) REFERENCES cases.cases(region_id, id),
  constraint meeting_cases_region_id_meeting_id_fkey FOREIGN KEY (region_id, meeting_id) REFERENCES cases.meetings(region_id, id)
);
CREATE INDEX meetings_of_case ON cases.meeting_cases USING btree (region_id, case_id);

create table cases.meeting_members (
  region_id  integer not null,
  meeting_id uuid not null,
  n          integer not null,
  unit_id    integer,
  person_id  uuid,
  attended   boolean,
  constraint meeting_members_pkey PRIMARY KEY (region_id, meeting_id, n),
  constraint meeting_members_region_id_meeting_id_fkey FOREIGN KEY (region_id, meeting_id) REFERENCES cases.meetings(region_id, id),
  constraint member_is_somebody CHECK (((unit_id IS NOT NULL) OR (person_id IS NOT NULL)))
);
CREATE INDEX meetings_of_person ON cases.meeting_members USING btree (region_id, person_id) WHERE (person_id IS NOT NULL);
CREATE INDEX meetings_of_unit ON cases.meeting_members USING btree (region_id, unit_id) WHERE (unit_id IS NOT NULL);

create table cases.meetings (
  region_id        integer not null,
  id               uuid not null,
  kind             text not null,
  state            text not null default 'called'::text,
  title            text not null,
  at               timestamp with time zone not null,
  place            text not null,
  convened_by      uuid not null,
  convener_unit_id integer not null,
  convened_at      timestamp with time zone not null,
  minutes          text,
  minutes_by       uuid,
  held_at          timestamp with time zone,
  cancel_reason    text,
  version          integer not null default 1,
  minutes_due_at   timestamp with time zone not null,
  overdue_at       timestamp with time zone,
  constraint meetings_pkey PRIMARY KEY (region_id, id),
  constraint meetings_region_id_fkey FOREIGN KEY (region_id) REFERENCES areas.regions(id),
  constraint cancelled_says_why CHECK (((state = 'cancelled'::text) = (cancel_reason IS NOT NULL))),
  constraint held_has_minutes CHECK ((((state = 'held'::text) = (minutes IS NOT NULL)) AND ((state = 'held'::text) = (held_at IS NOT NULL)))),
  constraint meetings_kind_check CHECK ((kind = ANY (ARRAY['consultation'::text, 'joint'::text, 'urgent'::text]))),
  constraint meetings_state_check CHECK ((state = ANY (ARRAY['called'::text, 'held'::text, 'cancelled'::text])))
);
CREATE INDEX meetings_by_time ON cases.meetings USING btree (region_id, at DESC, id);
CREATE INDEX meetings_without_minutes ON cases.meetings USING btree (region_id, minutes_due_at) WHERE (state = 'called'::text);

create table cases.notes (
  region_id integer not null,
  case_id   uuid not null,
  id        uuid not null,
  text      text not null,
  by_person uuid,
  unit_id   integer,
  at        timestamp with time zone not null,
  constraint notes_pkey PRIMARY KEY (region_id, id),
  constraint notes_region_id_case_id_fkey FOREIGN KEY (region_id, case_id) REFERENCES cases.cases(region_id, id)
);
CREATE INDEX notes_case ON cases.notes USING btree (region_id, case_id, at);

create table cases.papers (
  region_id     integer not null,
  case_id       uuid not null,
  n             integer not null,
  kind          text not null,
  phase         text not null default ''::text,
  asked_by      uuid,
  asked_unit_id integer,
  asked_at      timestamp with time zone not null,
  owed_post     text not null,
  owed_unit_id  integer,
  reason        text not null,
  data          jsonb not null default '{}'::jsonb,
  time_limit    jsonb not null,
  warn_at       timestamp with time zone,
  due_at        timestamp with time zone,
  warned_at     timestamp with time zone,
  overdue_at    timestamp with time zone,
  done_by       uuid,
  done_at       timestamp with time zone,
  outcome       text,
  decision      text,
  constraint papers_pkey PRIMARY KEY (region_id, case_id, n),
  constraint papers_region_id_case_id_fkey FOREIGN KEY (region_id, case_id) REFERENCES cases.cases(region_id, id),
  constraint done_has_outcome CHECK (((done_at IS NULL) = (outcome IS NULL))),
  constraint forced_by_two_people CHECK (((kind <> 'forced_close'::text) OR (outcome IS DISTINCT FROM 'accepted'::text) OR (done_by <> asked_by))),
  constraint papers_kind_check CHECK ((kind = ANY (ARRAY['extension'::text, 'suspension'::text, 'review'::text, 'supervision'::text, 'forced_close'::text, 'escalation'::text, 'petition'::text, 'follow_up'::text])))
);
CREATE UNIQUE INDEX one_open_paper ON cases.papers USING btree (region_id, case_id, kind) WHERE (done_at IS NULL);
CREATE INDEX papers_kind ON cases.papers USING btree (region_id, kind, asked_at);
CREATE INDEX papers_owed ON cases.papers USING btree (region_id, owed_post, due_at) WHERE (done_at IS NULL);

create table cases.parties (
  region_id integer not null,
  unit_id   integer not null,
  opened_at timestamp with time zone not null,
  case_id   uuid not null,
  constraint parties_pkey PRIMARY KEY (region_id, unit_id, opened_at, case_id)
);

create table cases.pauses (
  region_id integer not null,
  case_id   uuid not null,
  n         integer not null,
  clocks    text[] not null,
  from_at   timestamp with time zone not null,
  to_at     timestamp with time zone,
  reason    text not null,
  stage_n   integer,
  constraint pauses_pkey PRIMARY KEY (region_id, case_id, n),
  constraint pauses_region_id_case_id_fkey FOREIGN KEY (region_id, case_id) REFERENCES cases.cases(region_id, id),
  constraint pauses_check CHECK (((to_at IS NULL) OR (to_at >= from_at)))
);
CREATE UNIQUE INDEX one_open_pause ON cases.pauses USING btree (region_id, case_id, reason) WHERE (to_at IS NULL);

create table cases.photos (
  region_id    integer not null,
  id           uuid not null,
  case_id      uuid not null,
  report_id    uuid,
  purpose      text not null,
  state        text not null default 'waiting'::text,
  raw_sha256   bytea not null,
  raw_bytes    integer not null,
  sha256       bytea,
  bytes        integer,
  width        integer,
  height       integer,
  reason       text,
  by_person    uuid,
  received_at  timestamp with time zone not null,
  processed_at timestamp with time zone,
  shot         text,
  constraint photos_pkey PRIMARY KEY (region_id, id),
  constraint photos_region_id_case_id_fkey FOREIGN KEY (region_id, case_id) REFERENCES cases.cases(region_id, id),
  constraint photos_purpose_check CHECK ((purpose = ANY (ARRAY['report'::text, 'confirm'::text, 'before'::text, 'after'::text, 'check'::text]))),
  constraint photos_shot_check CHECK ((shot = ANY (ARRAY['near'::text, 'far'::text]))),
  constraint photos_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'ready'::text, 'refused'::text]))),
  constraint served_only_processed CHECK ((((state = 'ready'::text) = (sha256 IS NOT NULL)) AND ((state = 'waiting'::text) = (processed_at IS NULL))))
);
CREATE INDEX photos_case ON cases.photos USING btree (region_id, case_id);
CREATE INDEX photos_waiting ON cases.photos USING btree (region_id, received_at) WHERE (state = 'waiting'::text);

create table cases.receipts (
  region_id    integer not null,
  case_id      uuid not null,
  n            integer not null,
  delivered_at timestamp with time zone not null,
  read_at      timestamp with time zone,
  read_by      uuid,
  constraint receipts_pkey PRIMARY KEY (region_id, case_id, n),
  constraint receipts_region_id_case_id_fkey FOREIGN KEY (region_id, case_id) REFERENCES cases.cases(region_id, id),
  constraint read_after_delivery CHECK ((read_at >= delivered_at)),
  constraint read_says_by_whom CHECK (((read_at IS NULL) = (read_by IS NULL)))
);

create table cases.returns (
  region_id         integer not null,
  case_id           uuid not null,
  n                 integer not null,
  assignment_id     uuid not null,
  unit_id           integer not null,
  reason            text not null,
  basis             text not null default ''::text,
  suggested_unit_id integer,
  asked_by          uuid,
  asked_at          timestamp with time zone not null,
  decided_by        uuid,
  decided_at        timestamp with time zone,
  accepted          boolean,
  decision          text,
  constraint returns_pkey PRIMARY KEY (region_id, case_id, n),
  constraint returns_region_id_assignment_id_fkey FOREIGN KEY (region_id, assignment_id) REFERENCES cases.assignments(region_id, id),
  constraint returns_check CHECK (((decided_at IS NULL) = (accepted IS NULL)))
);
CREATE UNIQUE INDEX one_pending_return ON cases.returns USING btree (region_id, case_id) WHERE (decided_at IS NULL);

create table cases.stages (
  region_id  integer not null,
  case_id    uuid not null,
  n          integer not null,
  state      text not null,
  unit_id    integer not null,
  person_id  uuid,
  entered_at timestamp with time zone not null,
  started_at timestamp with time zone not null,
  time_limit jsonb not null,
  warn_at    timestamp with time zone,
  due_at     timestamp with time zone,
  warned_at  timestamp with time zone,
  overdue_at timestamp with time zone,
  ended_at   timestamp with time zone,
  ended_by   text,
  constraint stages_pkey PRIMARY KEY (region_id, case_id, n),
  constraint stages_region_id_case_id_fkey FOREIGN KEY (region_id, case_id) REFERENCES cases.cases(region_id, id)
);
CREATE UNIQUE INDEX one_stage_clock ON cases.stages USING btree (region_id, case_id) WHERE (ended_at IS NULL);

create table cases.task_parties (
  region_id integer not null,
  unit_id   integer not null,
  ended_at  timestamp with time zone not null,
  task_id   uuid not null,
  case_id   uuid not null,
  constraint task_parties_pkey PRIMARY KEY (region_id, unit_id, ended_at, task_id)
);

create table cases.tasks (
  region_id      integer not null,
  id             uuid not null,
  case_id        uuid not null,
  purpose        text not null,
  call_id        uuid not null,
  state          text not null default 'called'::text,
  is_open        boolean not null generated always as ((state = ANY (ARRAY['called'::text, 'objected'::text, 'begun'::text, 'handed_back'::text]))) stored,
  unit_id        integer not null,
  root_unit_id   integer not null,
  text           text not null,
  occasion       text,
  place          text not null default ''::text,
  location       point,
  asked_by       uuid,
  asked_unit_id  integer not null,
  asked_at       timestamp with time zone not null,
  come_limit     jsonb not null,
  handle_limit   jsonb,
  object_until   timestamp with time zone,
  came_by        uuid,
  came_at        timestamp with time zone,
  came_location  point,
  came_late      boolean,
  objection      text,
  ground         text,
  objected_at    timestamp with time zone,
  ruling         text,
  ruling_reason  text,
  ruled_by       uuid,
  ruled_at       timestamp with time zone,
  result         text,
  handed_back_by uuid,
  handed_back_at timestamp with time zone,
  handed_late    boolean,
  sent_back      integer not null default 0,
  grade          integer,
  grade_remark   text,
  graded_by      uuid,
  call_grade     integer,
  ended_at       timestamp with time zone,
  ended_by       uuid,
  end_reason     text,
  clock          text,
  time_limit     jsonb,
  started_at     timestamp with time zone,
  warn_at        timestamp with time zone,
  due_at         timestamp with time zone,
  warned_at      timestamp with time zone,
  overdue_at     timestamp with time zone,
  constraint tasks_pkey PRIMARY KEY (region_id, id),
  constraint tasks_region_id_case_id_fkey FOREIGN KEY (region_id, case_id) REFERENCES cases.cases(region_id, id),
  constraint came_says_whether_late CHECK (((came_at IS NULL) = (came_late IS NULL))),
  constraint graded_when_done CHECK (((grade IS NOT NULL) = (state = 'done'::text))),
  constraint no_unit_calls_itself CHECK (((unit_id <> asked_unit_id) OR (purpose = 'resolution'::text))),
  constraint ruled_after_objecting CHECK (((ruled_at IS NULL) OR (objected_at IS NOT NULL))),
  constraint task_ends_once CHECK (((ended_at IS NULL) = (state = ANY (ARRAY['called'::text, 'objected'::text, 'begun'::text, 'handed_back'::text])))),
  constraint task_has_one_clock CHECK ((((clock IS NOT NULL) OR (state <> ALL (ARRAY['called'::text, 'objected'::text, 'begun'::text]))) AND ((clock IS NULL) OR (ended_at IS NULL)) AND ((clock IS NULL) = (time_limit IS NULL)) AND ((clock IS NULL) = (started_at IS NULL)))),
  constraint tasks_call_grade_check CHECK (((call_grade >= 1) AND (call_grade <= 5))),
  constraint tasks_clock_check CHECK ((clock = ANY (ARRAY['come'::text, 'rule'::text, 'handle'::text, 'confirm'::text]))),
  constraint tasks_grade_check CHECK (((grade >= 1) AND (grade <= 5))),
  constraint tasks_ground_check CHECK ((ground = ANY (ARRAY['not_ours'::text, 'needless'::text]))),
  constraint tasks_occasion_check CHECK ((occasion = ANY (ARRAY['enforcement'::text, 'key_work'::text, 'emergency'::text]))),
  constraint tasks_purpose_check CHECK ((purpose = ANY (ARRAY['joint'::text, 'whistle'::text, 'urgent'::text, 'resolution'::text]))),
  constraint tasks_ruling_check CHECK ((ruling = ANY (ARRAY['stands'::text, 'not_ours'::text, 'needless'::text]))),
  constraint tasks_state_check CHECK ((state = ANY (ARRAY['called'::text, 'objected'::text, 'begun'::text, 'handed_back'::text, 'done'::text, 'lifted'::text, 'refused'::text, 'withdrawn'::text, 'lapsed'::text])))
);
CREATE INDEX tasks_ended ON cases.tasks USING btree (region_id, ended_at DESC, id) WHERE (ended_at IS NOT NULL);
CREATE INDEX tasks_of_call ON cases.tasks USING btree (region_id, call_id);
CREATE INDEX tasks_of_case ON cases.tasks USING btree (region_id, case_id, asked_at, id);
CREATE INDEX tasks_open ON cases.tasks USING btree (region_id, COALESCE(due_at, 'infinity'::timestamp with time zone), id) WHERE is_open;
CREATE INDEX tasks_open_by_asker ON cases.tasks USING btree (region_id, asked_unit_id, COALESCE(due_at, 'infinity'::timestamp with time zone), id) WHERE is_open;
CREATE INDEX tasks_open_by_purpose ON cases.tasks USING btree (region_id, purpose, COALESCE(due_at, 'infinity'::timestamp with time zone), id) WHERE is_open;
CREATE INDEX tasks_open_by_unit ON cases.tasks USING btree (region_id, unit_id, COALESCE(due_at, 'infinity'::timestamp with time zone), id) WHERE is_open;

create table cases.template_uses (
  region_id integer not null,
  matter_id integer not null,
  template  text not null,
  constraint template_uses_pkey PRIMARY KEY (region_id, matter_id),
  constraint template_uses_region_id_matter_id_fkey FOREIGN KEY (region_id, matter_id) REFERENCES catalogue.matters(region_id, id)
);

create table cases.templates (
  region_id    integer not null,
  name         text not null,
  version      integer not null,
  body         jsonb not null,
  saved_by     uuid,
  saved_at     timestamp with time zone not null,
  saved_n      integer not null default 1,
  published_by uuid,
  published_at timestamp with time zone,
  reason       text,
  constraint templates_pkey PRIMARY KEY (region_id, name, version),
  constraint templates_region_id_fkey FOREIGN KEY (region_id) REFERENCES areas.regions(id),
  constraint published_says_why CHECK (((published_at IS NULL) = (reason IS NULL))),
  constraint templates_name_check CHECK ((name ~ '^[a-z][a-z0-9_]{1,40}$'::text)),
  constraint templates_version_check CHECK ((version > 0))
);
CREATE UNIQUE INDEX one_draft ON cases.templates USING btree (region_id, name) WHERE (published_at IS NULL);

create table catalogue.articles (
  region_id  integer not null,
  id         integer not null generated always as identity,
  question   text not null,
  answer     text not null,
  office     text not null default ''::text,
  terms      text not null default ''::text,
  grams      text[] not null,
  version    integer not null default 1,
  retired_at timestamp with time zone,
  constraint articles_region_id_question_key UNIQUE (region_id, question),
  constraint articles_pkey PRIMARY KEY (region_id, id),
  constraint articles_region_id_fkey FOREIGN KEY (region_id) REFERENCES areas.regions(id)
);
CREATE INDEX articles_grams ON catalogue.articles USING gin (region_id, grams);

create table catalogue.calendar_versions (
  region_id   integer not null,
  calendar_id integer not null,
  version     integer not null,
  calendar    jsonb not null,
  reason      text not null default ''::text,
  created_at  timestamp with time zone not null default now(),
  constraint calendar_versions_pkey PRIMARY KEY (region_id, calendar_id, version),
  constraint calendar_versions_region_id_calendar_id_fkey FOREIGN KEY (region_id, calendar_id) REFERENCES catalogue.calendars(region_id, id)
);

create table catalogue.calendars (
  region_id  integer not null,
  id         integer not null generated always as identity,
  name       text not null,
  is_default boolean not null default false,
  constraint calendars_region_id_name_key UNIQUE (region_id, name),
  constraint calendars_pkey PRIMARY KEY (region_id, id),
  constraint calendars_region_id_fkey FOREIGN KEY (region_id) REFERENCES areas.regions(id)
);
CREATE UNIQUE INDEX calendars_default ON catalogue.calendars USING btree (region_id) WHERE is_default;

create table catalogue.conditions (
  region_id  integer not null,
  id         integer not null generated always as identity,
  matter_id  integer not null,
  n          integer not null,
  filing     text not null,
  closing    text not null,
  time_limit text not null,
  urgent     boolean not null default false,
  photo_hint text not null default ''::text,
  not_when   text not null default ''::text,
  basis      text not null default '示例,无依据'::text,
  version    integer not null default 1,
  retired_at timestamp with time zone,
  discovery  text[] not null default '{}'::text[],
  constraint conditions_region_id_matter_id_n_key UNIQUE (region_id, matter_id, n),
  constraint conditions_pkey PRIMARY KEY (region_id, id),
  constraint conditions_region_id_matter_id_fkey FOREIGN KEY (region_id, matter_id) REFERENCES catalogue.matters(region_id, id),
  constraint conditions_discovery_check CHECK ((discovery <@ ARRAY['passive'::text, 'active'::text, 'smart'::text]))
);

create table catalogue.forms (
  region_id integer not null,
  id        integer not null generated always as identity,
  name      text not null,
  unit_id   integer not null,
  per_month integer not null,
  fields    integer not null,
  kept_in   text,
  since     date,
  version   integer not null default 1,
  constraint forms_region_id_name_key UNIQUE (region_id, name),
  constraint forms_pkey PRIMARY KEY (region_id, id),
  constraint forms_region_id_fkey FOREIGN KEY (region_id) REFERENCES areas.regions(id),
  constraint forms_region_id_unit_id_fkey FOREIGN KEY (region_id, unit_id) REFERENCES access.units(region_id, id),
  constraint forms_check CHECK (((kept_in IS NULL) = (since IS NULL))),
  constraint forms_fields_check CHECK (((fields >= 1) AND (fields <= 1000))),
  constraint forms_kept_in_check CHECK ((kept_in = ANY (ARRAY['reports'::text, 'visits'::text, 'checkpoints'::text, 'attendance'::text, 'evaluation'::text]))),
  constraint forms_per_month_check CHECK (((per_month >= 1) AND (per_month <= 1000)))
);

create table catalogue.gaps (
  region_id    integer not null,
  case_id      uuid not null,
  case_number  text not null,
  matter_id    integer not null,
  condition_id integer,
  area_id      integer not null,
  place_id     integer not null,
  unit_id      integer,
  at           timestamp with time zone not null,
  closed_at    timestamp with time zone,
  closed_by    text,
  constraint gaps_pkey PRIMARY KEY (region_id, case_id),
  constraint gaps_region_id_area_id_fkey FOREIGN KEY (region_id, area_id) REFERENCES areas.areas(region_id, id),
  constraint gaps_region_id_matter_id_fkey FOREIGN KEY (region_id, matter_id) REFERENCES catalogue.matters(region_id, id),
  constraint gaps_check CHECK (((closed_at IS NULL) = (closed_by IS NULL)))
);
CREATE INDEX gaps_found ON catalogue.gaps USING btree (region_id, at) WHERE (closed_at IS NULL);
CREATE INDEX gaps_open ON catalogue.gaps USING btree (region_id, matter_id, area_id, condition_id, at) WHERE (closed_at IS NULL);

create table catalogue.lesson_marks (
  region_id integer not null,
  person_id uuid not null,
  lesson    text not null,
  version   integer not null,
  at        timestamp with time zone not null,
  constraint lesson_marks_pkey PRIMARY KEY (region_id, person_id, lesson),
  constraint lesson_marks_region_id_fkey FOREIGN KEY (region_id) REFERENCES areas.regions(id)
);
create policy own_region on catalogue.lesson_marks using ((region_id = ( SELECT (NULLIF(current_setting('gridloop.region'::text, true), ''::text))::integer AS "nullif"))) with check ((region_id = ( SELECT (NULLIF(current_setting('gridloop.region'::text, true), ''::text))::integer AS "nullif")));

create table catalogue.lessons (
  region_id integer not null,
  lesson    text not null,
  version   integer not null,
  place     integer not null,
  content   jsonb not null,
  retired   boolean not null,
  saved_by  uuid not null,
  saved_at  timestamp with time zone not null,
  constraint lessons_pkey PRIMARY KEY (region_id, lesson, version),
  constraint lessons_region_id_fkey FOREIGN KEY (region_id) REFERENCES areas.regions(id),
  constraint lessons_content_check CHECK ((jsonb_array_length((content -> 'questions'::text)) = 3)),
  constraint lessons_lesson_check CHECK ((lesson ~ '^[a-z0-9-]{1,40}$'::text)),
  constraint lessons_place_check CHECK (((place >= 0) AND (place <= 1000))),
  constraint lessons_version_check CHECK ((version > 1))
);

create table catalogue.matters (
  region_id     integer not null,
  id            integer not null generated always as identity,
  edition       text not null,
  kind          text not null,
  big           text not null,
  big_name      text not null,
  small         text not null,
  small_name    text not null,
  code          text not null,
  fallback      boolean not null default false,
  sensitive     boolean not null default false,
  imported      boolean not null default false,
  version       integer not null default 1,
  retired_at    timestamp with time zone,
  big_name_en   text not null default ''::text,
  small_name_en text not null default ''::text,
  constraint matters_region_id_edition_code_key UNIQUE (region_id, edition, code),
  constraint matters_pkey PRIMARY KEY (region_id, id),
  constraint matters_region_id_fkey FOREIGN KEY (region_id) REFERENCES areas.regions(id),
  constraint matters_kind_check CHECK ((kind = ANY (ARRAY['component'::text, 'event'::text, 'service'::text])))
);
CREATE UNIQUE INDEX matters_fallback ON catalogue.matters USING btree (region_id) WHERE (fallback AND (retired_at IS NULL));

create table catalogue.phrases (
  region_id integer not null,
  id        integer not null generated always as identity,
  purpose   text not null,
  matter_id integer,
  text      text not null,
  lang      text not null default 'zh'::text,
  reason    text not null default ''::text,
  version   integer not null default 1,
  constraint phrases_pkey PRIMARY KEY (region_id, id),
  constraint phrases_region_id_fkey FOREIGN KEY (region_id) REFERENCES areas.regions(id),
  constraint phrases_region_id_matter_id_fkey FOREIGN KEY (region_id, matter_id) REFERENCES catalogue.matters(region_id, id),
  constraint phrases_lang_check CHECK ((lang = ANY (ARRAY['zh'::text, 'en'::text])))
);
CREATE UNIQUE INDEX phrases_once ON catalogue.phrases USING btree (region_id, purpose, COALESCE(matter_id, 0), lang, md5(text));

create table catalogue.responsibilities (
  region_id     integer not null,
  id            integer not null generated always as identity,
  number        text not null,
  matter_id     integer not null,
  condition_id  integer,
  area_id       integer,
  lead_unit_id  integer,
  lead_by_area  boolean not null default false,
  co_unit_ids   integer[] not null default '{}'::integer[],
  basis         text not null default '示例,无依据'::text,
  version       integer not null default 1,
  valid_from    timestamp with time zone not null default now(),
  valid_to      timestamp with time zone,
  co_by_area    boolean not null default false,
  also_unit_ids integer[] not null default '{}'::integer[],
  constraint responsibilities_pkey PRIMARY KEY (region_id, id),
  constraint responsibilities_region_id_area_id_fkey FOREIGN KEY (region_id, area_id) REFERENCES areas.areas(region_id, id),
  constraint responsibilities_region_id_condition_id_fkey FOREIGN KEY (region_id, condition_id) REFERENCES catalogue.conditions(region_id, id),
  constraint responsibilities_region_id_lead_unit_id_fkey FOREIGN KEY (region_id, lead_unit_id) REFERENCES access.units(region_id, id),
  constraint responsibilities_region_id_matter_id_fkey FOREIGN KEY (region_id, matter_id) REFERENCES catalogue.matters(region_id, id),
  constraint others_beside_a_lead CHECK (((lead_unit_id IS NOT NULL) OR (also_unit_ids = '{}'::integer[]))),
  constraint responsibilities_check CHECK ((lead_by_area <> (lead_unit_id IS NOT NULL)))
);
CREATE UNIQUE INDEX one_claim ON catalogue.responsibilities USING btree (region_id, matter_id, COALESCE(condition_id, 0), COALESCE(area_id, 0)) WHERE (valid_to IS NULL);
CREATE INDEX responsibilities_matter ON catalogue.responsibilities USING btree (region_id, matter_id) WHERE (valid_to IS NULL);
CREATE UNIQUE INDEX responsibilities_number ON catalogue.responsibilities USING btree (region_id, number) WHERE (valid_to IS NULL);

create table catalogue.settings (
  region_id integer not null,
  kind      text not null,
  name      text not null,
  version   integer not null,
  place     integer not null,
  content   jsonb not null,
  retired   boolean not null,
  saved_by  uuid,
  saved_at  timestamp with time zone not null,
  constraint settings_pkey PRIMARY KEY (region_id, kind, name, version),
  constraint settings_region_id_fkey FOREIGN KEY (region_id) REFERENCES areas.regions(id),
  constraint settings_kind_check CHECK ((kind = ANY (ARRAY['space'::text, 'label'::text, 'layer'::text, 'retention'::text]))),
  constraint settings_name_check CHECK ((name ~ '^[a-z0-9-]{1,40}$'::text)),
  constraint settings_place_check CHECK (((place >= 0) AND (place <= 1000))),
  constraint settings_version_check CHECK ((version > 1))
);

create table catalogue.standards (
  region_id  integer not null,
  matter_id  integer not null,
  version    integer not null,
  basis      text not null,
  steps      text[] not null,
  checks     text[] not null,
  measures   jsonb not null,
  reason     text not null,
  valid_from timestamp with time zone not null,
  constraint standards_pkey PRIMARY KEY (region_id, matter_id, version),
  constraint standards_region_id_matter_id_fkey FOREIGN KEY (region_id, matter_id) REFERENCES catalogue.matters(region_id, id),
  constraint standards_basis_check CHECK ((basis <> ''::text)),
  constraint standards_checks_check CHECK ((cardinality(checks) > 0)),
  constraint standards_measures_check CHECK (((jsonb_typeof(measures) = 'array'::text) AND (jsonb_array_length(measures) > 0))),
  constraint standards_reason_check CHECK ((reason <> ''::text)),
  constraint standards_steps_check CHECK ((cardinality(steps) > 0)),
  constraint standards_version_check CHECK ((version > 0))
);

create table connect.inbound (
  region_id    integer not null,
  channel      text not null,
  message_id   text not null,
  signature    bytea not null,
  words_hash   bytea not null,
  address_hash bytea not null,
  became       text not null,
  report_id    uuid,
  at           timestamp with time zone not null,
  constraint inbound_pkey PRIMARY KEY (region_id, channel, message_id),
  constraint inbound_region_id_fkey FOREIGN KEY (region_id) REFERENCES areas.regions(id),
  constraint inbound_region_id_report_id_fkey FOREIGN KEY (region_id, report_id) REFERENCES intake.reports(region_id, id),
  constraint inbound_became_check CHECK ((became = ANY (ARRAY['report'::text, 'reply'::text, 'choice'::text]))),
  constraint inbound_channel_check CHECK ((channel = ANY (ARRAY['email'::text, 'sms'::text, 'account'::text])))
);
CREATE INDEX inbound_address ON connect.inbound USING btree (region_id, address_hash, at);
CREATE INDEX inbound_old ON connect.inbound USING btree (region_id, at);
CREATE UNIQUE INDEX inbound_signature ON connect.inbound USING btree (region_id, signature);

create table connect.keys (
  region_id integer not null,
  id        uuid not null,
  name      text not null,
  purpose   text not null default ''::text,
  key_hash  bytea not null,
  made_at   timestamp with time zone not null,
  ended_at  timestamp with time zone,
  version   integer not null default 1,
  constraint keys_pkey PRIMARY KEY (region_id, id),
  constraint keys_region_id_fkey FOREIGN KEY (region_id) REFERENCES areas.regions(id)
);
CREATE UNIQUE INDEX keys_hash ON connect.keys USING btree (region_id, key_hash);

create table connect.requests (
  region_id   integer not null,
  report_id   uuid not null,
  key_id      uuid,
  matter_id   integer not null,
  description text not null default ''::text,
  address     text not null default ''::text,
  attributes  jsonb not null default '{}'::jsonb,
  media_url   text,
  constraint requests_pkey PRIMARY KEY (region_id, report_id),
  constraint requests_region_id_key_id_fkey FOREIGN KEY (region_id, key_id) REFERENCES connect.keys(region_id, id),
  constraint requests_region_id_matter_id_fkey FOREIGN KEY (region_id, matter_id) REFERENCES catalogue.matters(region_id, id),
  constraint requests_region_id_report_id_fkey FOREIGN KEY (region_id, report_id) REFERENCES intake.reports(region_id, id)
);

create table connect.updates (
  region_id      integer not null,
  id             bigint not null generated always as identity,
  report_id      uuid not null,
  kind           text not null,
  status         text not null,
  at             timestamp with time zone not null,
  text           text not null default ''::text,
  sender_id      text,
  text_hash      bytea,
  answer_case_id uuid,
  answer_n       integer,
  constraint updates_pkey PRIMARY KEY (region_id, id),
  constraint updates_region_id_report_id_fkey FOREIGN KEY (region_id, report_id) REFERENCES connect.requests(region_id, report_id),
  constraint updates_status_check CHECK ((status = ANY (ARRAY['open'::text, 'closed'::text])))
);
CREATE INDEX updates_recent ON connect.updates USING btree (region_id, at, id);
CREATE INDEX updates_report ON connect.updates USING btree (region_id, report_id, at);
CREATE UNIQUE INDEX updates_sender ON connect.updates USING btree (region_id, report_id, sender_id) WHERE (sender_id IS NOT NULL);

create table duty.modes (
  region_id     integer not null,
  id            uuid not null,
  level         smallint not null,
  reason        text not null,
  area_ids      integer[] not null,
  matter_ids    integer[] not null,
  template      text not null,
  until         timestamp with time zone not null,
  asked_at      timestamp with time zone not null,
  asked_by      uuid not null,
  asked_unit_id integer not null,
  decided_at    timestamp with time zone,
  decided_by    uuid,
  accepted      boolean,
  decision      text,
  ended_at      timestamp with time zone,
  ended_by      uuid,
  end_reason    text,
  constraint modes_pkey PRIMARY KEY (region_id, id),
  constraint modes_region_id_fkey FOREIGN KEY (region_id) REFERENCES areas.regions(id),
  constraint decided_by_another CHECK ((decided_by <> asked_by)),
  constraint decided_whole CHECK ((((decided_at IS NULL) = (accepted IS NULL)) AND ((decided_at IS NULL) = (decided_by IS NULL)))),
  constraint ended_unless_refused CHECK (((ended_at IS NULL) OR (accepted IS DISTINCT FROM false))),
  constraint modes_level_check CHECK (((level >= 1) AND (level <= 4))),
  constraint modes_matter_ids_check CHECK ((cardinality(matter_ids) > 0)),
  constraint modes_reason_check CHECK ((reason <> ''::text))
);
CREATE UNIQUE INDEX modes_one_at_a_time ON duty.modes USING btree (region_id) WHERE (((accepted IS NULL) OR accepted) AND (ended_at IS NULL));
CREATE INDEX modes_recent ON duty.modes USING btree (region_id, asked_at DESC, id DESC);

create table duty.notes (
  region_id integer not null,
  id        uuid not null,
  seat      text not null,
  on_day    date not null,
  part      text not null,
  at        timestamp with time zone not null,
  person_id uuid not null,
  unit_id   integer not null,
  text      text not null,
  hand_over boolean not null,
  read_at   timestamp with time zone,
  read_by   uuid,
  constraint notes_pkey PRIMARY KEY (region_id, id),
  constraint notes_region_id_fkey FOREIGN KEY (region_id) REFERENCES areas.regions(id),
  constraint notes_check CHECK (((read_at IS NULL) = (read_by IS NULL))),
  constraint notes_part_check CHECK ((part = ANY (ARRAY['day'::text, 'night'::text]))),
  constraint notes_seat_check CHECK ((seat = ANY (ARRAY['general'::text, 'emergency'::text, 'police'::text, 'urban'::text]))),
  constraint notes_text_check CHECK ((text <> ''::text)),
  constraint only_what_is_handed_over CHECK ((hand_over OR (read_at IS NULL))),
  constraint read_by_another CHECK ((read_by <> person_id))
);
CREATE INDEX notes_recent ON duty.notes USING btree (region_id, at DESC, id DESC);
CREATE INDEX notes_waiting ON duty.notes USING btree (region_id, seat) WHERE (hand_over AND (read_at IS NULL));

create table duty.notices (
  region_id    integer not null,
  id           uuid not null,
  unit_id      integer not null,
  area_id      integer,
  title        text not null,
  words        text not null,
  public       boolean not null,
  until_on     date not null,
  published_at timestamp with time zone not null,
  published_by uuid not null,
  withdrawn_at timestamp with time zone,
  title_en     text not null default ''::text,
  words_en     text not null default ''::text,
  constraint notices_pkey PRIMARY KEY (region_id, id),
  constraint notices_region_id_unit_id_fkey FOREIGN KEY (region_id, unit_id) REFERENCES access.units(region_id, id),
  constraint notices_title_check CHECK (((length(title) >= 1) AND (length(title) <= 60))),
  constraint notices_title_en_check CHECK ((length(title_en) <= 120)),
  constraint notices_words_check CHECK (((length(words) >= 1) AND (length(words) <= 2000))),
  constraint notices_words_en_check CHECK ((length(words_en) <= 4000))
);
CREATE INDEX notices_of ON duty.notices USING btree (region_id, published_at DESC, id DESC) WHERE (withdrawn_at IS NULL);
CREATE INDEX notices_public ON duty.notices USING btree (region_id, published_at DESC, id DESC) WHERE ((withdrawn_at IS NULL) AND public);

create table duty.occasions (
  region_id  integer not null,
  id         uuid not null,
  name       text not null,
  from_on    date not null,
  to_on      date not null,
  area_ids   integer[] not null,
  matter_ids integer[] not null,
  plan       text not null,
  version    integer not null default 1,
  ended_at   timestamp with time zone,
  constraint occasions_pkey PRIMARY KEY (region_id, id),
  constraint occasions_region_id_fkey FOREIGN KEY (region_id) REFERENCES areas.regions(id),
  constraint occasions_check CHECK ((to_on >= from_on)),
  constraint occasions_name_check CHECK ((name <> ''::text))
);
CREATE INDEX occasions_by_day ON duty.occasions USING btree (region_id, to_on DESC, id);

create table duty.order_units (
  region_id    integer not null,
  order_id     uuid not null,
  unit_id      integer not null,
  delivered_at timestamp with time zone,
  read_at      timestamp with time zone,
  read_by      uuid,
  reminded     integer not null default 0,
  constraint order_units_pkey PRIMARY KEY (region_id, order_id, unit_id),
  constraint order_units_region_id_order_id_fkey FOREIGN KEY (region_id, order_id) REFERENCES duty.orders(region_id, id),
  constraint order_units_region_id_unit_id_fkey FOREIGN KEY (region_id, unit_id) REFERENCES access.units(region_id, id),
  constraint read_after_it_came CHECK (((read_at IS NULL) OR (read_at >= delivered_at))),
  constraint read_whole CHECK (((read_at IS NULL) = (read_by IS NULL)))
);
CREATE INDEX order_units_unread ON duty.order_units USING btree (region_id, unit_id, order_id) WHERE (read_at IS NULL);

create table duty.orders (
  region_id   integer not null,
  id          uuid not null,
  unit_id     integer not null,
  title       text not null,
  words       text not null,
  given_at    timestamp with time zone not null,
  given_by    uuid not null,
  read_due_at timestamp with time zone not null,
  reminded_at timestamp with time zone,
  constraint orders_pkey PRIMARY KEY (region_id, id),
  constraint orders_region_id_unit_id_fkey FOREIGN KEY (region_id, unit_id) REFERENCES access.units(region_id, id),
  constraint orders_check CHECK ((read_due_at > given_at)),
  constraint orders_title_check CHECK (((length(title) >= 1) AND (length(title) <= 60))),
  constraint orders_words_check CHECK (((length(words) >= 1) AND (length(words) <= 2000)))
);
CREATE INDEX orders_given ON duty.orders USING btree (region_id, given_at DESC, id DESC);
CREATE INDEX orders_to_remind ON duty.orders USING btree (region_id, read_due_at) WHERE (reminded_at IS NULL);

create table duty.turns (
  region_id   integer not null,
  id          uuid not null,
  roster      text not null,
  seat        text not null,
  on_day      date not null,
  part        text not null,
  occasion_id uuid,
  person_id   uuid not null,
  deputy_id   uuid,
  version     integer not null default 1,
  constraint turns_slot UNIQUE NULLS NOT DISTINCT (region_id, on_day, part, seat, roster, occasion_id),
  constraint turns_pkey PRIMARY KEY (region_id, id),
  constraint turns_region_id_deputy_id_fkey FOREIGN KEY (region_id, deputy_id) REFERENCES access.people(region_id, id),
  constraint turns_region_id_fkey FOREIGN KEY (region_id) REFERENCES areas.regions(id),
  constraint turns_region_id_occasion_id_fkey FOREIGN KEY (region_id, occasion_id) REFERENCES duty.occasions(region_id, id),
  constraint turns_region_id_person_id_fkey FOREIGN KEY (region_id, person_id) REFERENCES access.people(region_id, id),
  constraint deputy_is_another CHECK ((deputy_id <> person_id)),
  constraint turns_part_check CHECK ((part = ANY (ARRAY['day'::text, 'night'::text]))),
  constraint turns_roster_check CHECK ((roster = ANY (ARRAY['normal'::text, 'emergency'::text]))),
  constraint turns_seat_check CHECK ((seat = ANY (ARRAY['general'::text, 'emergency'::text, 'police'::text, 'urban'::text])))
);

create table evaluation.appeals (
  region_id    integer not null,
  id           uuid not null,
  case_id      uuid not null,
  trace        text not null,
  unit_id      integer not null,
  root_unit_id integer not null,
  period_id    uuid,
  state        text not null default 'asked'::text,
  reason       text not null,
  basis        text not null default ''::text,
  asked_by     uuid not null,
  asked_at     timestamp with time zone not null,
  first_by     uuid,
  first_root   integer,
  first_at     timestamp with time zone,
  first_grant  boolean,
  first_word   text,
  second_by    uuid,
  second_root  integer,
  second_at    timestamp with time zone,
  second_grant boolean,
  second_word  text,
  constraint appeals_pkey PRIMARY KEY (region_id, id),
  constraint appeals_region_id_period_id_fkey FOREIGN KEY (region_id, period_id) REFERENCES evaluation.periods(region_id, id),
  constraint appeals_region_id_unit_id_fkey FOREIGN KEY (region_id, unit_id) REFERENCES access.units(region_id, id),
  constraint appeals_state_check CHECK ((state = ANY (ARRAY['asked'::text, 'passed_on'::text, 'granted'::text, 'refused'::text]))),
  constraint appeals_trace_check CHECK ((trace = ANY (ARRAY['round'::text, 'closed'::text, 'response'::text, 'dispatch'::text, 'case_due'::text, 'voice'::text, 'arrival'::text, 'task'::text, 'call'::text]))),
  constraint decided_by_others CHECK (((first_root IS DISTINCT FROM root_unit_id) AND (second_root IS DISTINCT FROM root_unit_id) AND COALESCE((first_by <> second_by), true))),
  constraint decided_in_turn CHECK ((((state = 'asked'::text) = (first_at IS NULL)) AND ((state <> 'granted'::text) OR (first_grant AND second_grant))))
);
CREATE INDEX appeals_waiting ON evaluation.appeals USING btree (region_id, state, asked_at);
CREATE UNIQUE INDEX one_appeal ON evaluation.appeals USING btree (region_id, case_id, trace, unit_id);

create table evaluation.figures (
  region_id integer not null,
  period_id uuid not null,
  indicator text not null,
  object    text not null,
  key       text not null,
  n         integer not null,
  hits      integer not null,
  total     bigint not null,
  exempt    integer not null,
  constraint figures_pkey PRIMARY KEY (region_id, period_id, object, key, indicator),
  constraint figures_region_id_period_id_fkey FOREIGN KEY (region_id, period_id) REFERENCES evaluation.periods(region_id, id),
  constraint figures_object_check CHECK ((object = ANY (ARRAY['district'::text, 'area'::text, 'unit'::text, 'post'::text, 'person'::text])))
);

create table evaluation.opinions (
  region_id     integer not null,
  id            uuid not null,
  case_id       uuid,
  unit_id       integer not null,
  person_id     uuid not null,
  from_unit     integer not null,
  grade         integer not null,
  comment       text not null,
  at            timestamp with time zone not null,
  answer        text,
  answered_by   uuid,
  answered_unit integer,
  answered_at   timestamp with time zone,
  period_id     uuid,
  constraint opinion_of_unit_once UNIQUE (region_id, period_id, unit_id, person_id),
  constraint opinions_region_id_case_id_person_id_key UNIQUE (region_id, case_id, person_id),
  constraint opinions_pkey PRIMARY KEY (region_id, id),
  constraint opinions_region_id_case_id_fkey FOREIGN KEY (region_id, case_id) REFERENCES cases.cases(region_id, id),
  constraint opinions_region_id_from_unit_fkey FOREIGN KEY (region_id, from_unit) REFERENCES access.units(region_id, id),
  constraint opinions_region_id_period_id_fkey FOREIGN KEY (region_id, period_id) REFERENCES evaluation.periods(region_id, id),
  constraint opinions_region_id_person_id_fkey FOREIGN KEY (region_id, person_id) REFERENCES access.people(region_id, id),
  constraint opinions_region_id_unit_id_fkey FOREIGN KEY (region_id, unit_id) REFERENCES access.units(region_id, id),
  constraint opinion_of_one_thing CHECK (((case_id IS NULL) <> (period_id IS NULL))),
  constraint opinions_answer_check CHECK ((answer <> ''::text)),
  constraint opinions_check CHECK ((((answer IS NULL) = (answered_at IS NULL)) AND ((answer IS NULL) = (answered_by IS NULL)))),
  constraint opinions_comment_check CHECK ((length(comment) <= 1000)),
  constraint opinions_grade_check CHECK (((grade >= 1) AND (grade <= 5)))
);
CREATE INDEX opinions_newest ON evaluation.opinions USING btree (region_id, at DESC, id DESC);
CREATE INDEX opinions_unit ON evaluation.opinions USING btree (region_id, unit_id, at DESC, id DESC);

create table evaluation.periods (
  region_id      integer not null,
  id             uuid not null,
  kind           text not null,
  first_on       date not null,
  from_at        timestamp with time zone not null,
  to_at          timestamp with time zone not null,
  state          text not null default 'open'::text,
  scheme_version integer not null,
  as_of          timestamp with time zone,
  facts_seen     bigint not null default 0,
  computed_at    timestamp with time zone,
  computing      uuid,
  cases          integer not null default 0,
  appeals_until  timestamp with time zone,
  locked_at      timestamp with time zone,
  published_at   timestamp with time zone,
  note           text not null default ''::text,
  version        integer not null default 1,
  constraint periods_region_id_kind_first_on_key UNIQUE (region_id, kind, first_on),
  constraint periods_pkey PRIMARY KEY (region_id, id),
  constraint periods_region_id_scheme_version_fkey FOREIGN KEY (region_id, scheme_version) REFERENCES evaluation.schemes(region_id, version),
  constraint locked_was_computed CHECK (((state <> ALL (ARRAY['locked'::text, 'published'::text])) OR ((locked_at IS NOT NULL) AND (computed_at IS NOT NULL)))),
  constraint periods_check CHECK ((to_at > from_at)),
  constraint periods_kind_check CHECK ((kind = ANY (ARRAY['day'::text, 'week'::text, 'month'::text, 'quarter'::text, 'year'::text]))),
  constraint periods_state_check CHECK ((state = ANY (ARRAY['open'::text, 'computed'::text, 'reviewed'::text, 'appealing'::text, 'locked'::text, 'published'::text])))
);

create table evaluation.results (
  region_id integer not null,
  period_id uuid not null,
  grp       text not null,
  object    text not null,
  key       text not null,
  points    double precision,
  place     integer,
  volume    integer not null,
  parts     jsonb not null,
  constraint results_pkey PRIMARY KEY (region_id, period_id, grp, object, key),
  constraint results_region_id_period_id_fkey FOREIGN KEY (region_id, period_id) REFERENCES evaluation.periods(region_id, id),
  constraint results_object_check CHECK ((object = ANY (ARRAY['area'::text, 'unit'::text, 'post'::text, 'person'::text])))
);

create table evaluation.reviews (
  region_id    integer not null,
  id           uuid not null,
  period_id    uuid not null,
  kind         text not null,
  unit_id      integer not null,
  grade        integer not null,
  n            integer not null,
  remark       text not null default ''::text,
  by_person    uuid,
  from_unit    integer not null,
  at           timestamp with time zone not null,
  conducted_by text not null default ''::text,
  question     text not null default ''::text,
  source       text not null default ''::text,
  asked        integer,
  answers      integer[],
  constraint one_of_a_kind_by_one_asker UNIQUE (region_id, period_id, kind, unit_id, from_unit, conducted_by),
  constraint reviews_pkey PRIMARY KEY (region_id, id),
  constraint reviews_region_id_period_id_fkey FOREIGN KEY (region_id, period_id) REFERENCES evaluation.periods(region_id, id),
  constraint reviews_region_id_unit_id_fkey FOREIGN KEY (region_id, unit_id) REFERENCES access.units(region_id, id),
  constraint answers_are_five CHECK (((answers IS NULL) OR (cardinality(answers) = 5))),
  constraint no_more_answers_than_asked CHECK (((asked IS NULL) OR (asked >= n))),
  constraint reviews_check CHECK ((unit_id <> from_unit)),
  constraint reviews_grade_check CHECK (((grade >= 0) AND (grade <= 100))),
  constraint reviews_kind_check CHECK ((kind = ANY (ARRAY['street'::text, 'deputy'::text, 'survey'::text, 'media'::text]))),
  constraint reviews_n_check CHECK ((n > 0))
);

create table evaluation.schemes (
  region_id   integer not null,
  version     integer not null,
  title       text not null,
  settle_days integer not null,
  items       jsonb not null,
  reason      text not null,
  by_person   uuid,
  at          timestamp with time zone not null,
  constraint schemes_pkey PRIMARY KEY (region_id, version),
  constraint schemes_region_id_fkey FOREIGN KEY (region_id) REFERENCES areas.regions(id),
  constraint schemes_settle_days_check CHECK (((settle_days >= 0) AND (settle_days <= 31))),
  constraint schemes_version_check CHECK ((version > 0))
);

create table evaluation.surveys (
  region_id integer not null,
  id        uuid not null,
  period_id uuid not null,
  n         integer not null,
  question  text not null,
  each_unit integer not null,
  drawn     integer not null,
  of        integer not null,
  until     timestamp with time zone not null,
  by_person uuid not null,
  at        timestamp with time zone not null,
  closed_at timestamp with time zone,
  constraint surveys_region_id_period_id_n_key UNIQUE (region_id, period_id, n),
  constraint surveys_pkey PRIMARY KEY (region_id, id),
  constraint surveys_region_id_period_id_fkey FOREIGN KEY (region_id, period_id) REFERENCES evaluation.periods(region_id, id),
  constraint surveys_check CHECK (((of >= drawn) AND (until > at))),
  constraint surveys_drawn_check CHECK ((drawn > 0)),
  constraint surveys_each_unit_check CHECK (((each_unit >= 1) AND (each_unit <= 500))),
  constraint surveys_question_check CHECK ((question <> ''::text))
);
CREATE UNIQUE INDEX one_open_survey ON evaluation.surveys USING btree (region_id, period_id) WHERE (closed_at IS NULL);

create table evaluation.traces (
  region_id    integer not null,
  period_id    uuid not null,
  case_id      uuid not null,
  n            integer not null,
  kind         text not null,
  at           timestamp with time zone not null,
  area_id      integer not null,
  street_id    integer,
  community_id integer,
  unit_id      integer,
  person_id    uuid,
  post         text,
  marks        integer not null,
  minutes      integer,
  due_at       timestamp with time zone,
  done_at      timestamp with time zone,
  exempt       boolean not null default false,
  constraint traces_pkey PRIMARY KEY (region_id, period_id, case_id, n),
  constraint traces_region_id_period_id_fkey FOREIGN KEY (region_id, period_id) REFERENCES evaluation.periods(region_id, id)
);
CREATE INDEX traces_kind ON evaluation.traces USING btree (region_id, period_id, kind, at, case_id, n);

create table evaluation.vetoes (
  region_id integer not null,
  period_id uuid not null,
  object    text not null,
  key       text not null,
  reason    text not null,
  by_person uuid not null,
  at        timestamp with time zone not null,
  constraint vetoes_pkey PRIMARY KEY (region_id, period_id, object, key),
  constraint vetoes_region_id_period_id_fkey FOREIGN KEY (region_id, period_id) REFERENCES evaluation.periods(region_id, id),
  constraint vetoes_object_check CHECK ((object = ANY (ARRAY['area'::text, 'unit'::text])))
);

create table improvement.items (
  region_id      integer not null,
  id             uuid not null,
  number         integer not null,
  title          text not null,
  matter_id      integer not null,
  area_id        integer not null,
  area_path      ltree not null,
  state          text not null default 'found'::text,
  cause          text not null default ''::text,
  change_kind    text,
  change_text    text not null default ''::text,
  change_ref     text not null default ''::text,
  change_version text not null default ''::text,
  changed_at     timestamp with time zone,
  measure_days   integer,
  measure_at     timestamp with time zone,
  before_n       integer,
  after_n        integer,
  measured_at    timestamp with time zone,
  result         text not null default ''::text,
  helped         boolean,
  public_zh      text,
  public_en      text,
  published_at   timestamp with time zone,
  owner_unit_id  integer not null,
  made_by        uuid not null,
  made_at        timestamp with time zone not null,
  closed_at      timestamp with time zone,
  version        integer not null default 1,
  cause_kind     text,
  constraint items_region_id_number_key UNIQUE (region_id, number),
  constraint items_pkey PRIMARY KEY (region_id, id),
  constraint items_region_id_area_id_fkey FOREIGN KEY (region_id, area_id) REFERENCES areas.areas(region_id, id),
  constraint items_region_id_fkey FOREIGN KEY (region_id) REFERENCES areas.regions(id),
  constraint items_region_id_matter_id_fkey FOREIGN KEY (region_id, matter_id) REFERENCES catalogue.matters(region_id, id),
  constraint items_region_id_owner_unit_id_fkey FOREIGN KEY (region_id, owner_unit_id) REFERENCES access.units(region_id, id),
  constraint changed_names_what CHECK (((state = ANY (ARRAY['found'::text, 'explained'::text, 'dropped'::text])) OR ((change_kind IS NOT NULL) AND (changed_at IS NOT NULL) AND (change_text <> ''::text) AND (change_ref <> ''::text)))),
  constraint closed_with_a_result CHECK (((state <> 'closed'::text) OR ((after_n IS NOT NULL) AND (helped IS NOT NULL) AND (result <> ''::text) AND (closed_at IS NOT NULL)))),
  constraint items_cause_kind_check CHECK ((cause_kind = ANY (ARRAY['facility'::text, 'planning'::text, 'duty'::text, 'rule'::text, 'capacity'::text, 'use'::text, 'season'::text, 'other'::text]))),
  constraint items_change_kind_check CHECK ((change_kind = ANY (ARRAY['rule'::text, 'limit'::text, 'border'::text, 'list'::text, 'plan'::text]))),
  constraint items_measure_days_check CHECK (((measure_days >= 7) AND (measure_days <= 366))),
  constraint items_state_check CHECK ((state = ANY (ARRAY['found'::text, 'explained'::text, 'changed'::text, 'measured'::text, 'closed'::text, 'dropped'::text]))),
  constraint told_when_changed CHECK (((published_at IS NULL) OR ((public_zh IS NOT NULL) AND (changed_at IS NOT NULL))))
);
CREATE INDEX items_cause ON improvement.items USING btree (region_id, cause_kind, matter_id, area_id) WHERE (cause_kind IS NOT NULL);
CREATE INDEX items_published ON improvement.items USING btree (region_id, published_at) WHERE (published_at IS NOT NULL);
CREATE INDEX items_term ON improvement.items USING btree (region_id, measure_at) WHERE (state = 'changed'::text);

create table improvement.sources (
  region_id integer not null,
  item_id   uuid not null,
  case_id   uuid not null,
  constraint sources_pkey PRIMARY KEY (region_id, item_id, case_id),
  constraint sources_region_id_case_id_fkey FOREIGN KEY (region_id, case_id) REFERENCES cases.cases(region_id, id),
  constraint sources_region_id_item_id_fkey FOREIGN KEY (region_id, item_id) REFERENCES improvement.items(region_id, id)
);
CREATE INDEX sources_case ON improvement.sources USING btree (region_id, case_id);

create table intake.agents (
  region_id integer not null,
  person_id uuid not null,
  unit_ids  integer[] not null,
  since     timestamp with time zone not null,
  constraint agents_pkey PRIMARY KEY (region_id, person_id),
  constraint agents_region_id_fkey FOREIGN KEY (region_id) REFERENCES areas.regions(id)
);

create table intake.answering (
  region_id    integer not null,
  report_id    uuid not null,
  case_id      uuid not null,
  answer_n     integer not null,
  at           timestamp with time zone not null,
  call_back_by timestamp with time zone,
  constraint answering_pkey PRIMARY KEY (region_id, report_id)
);

create table intake.calls (
  region_id    integer not null,
  id           uuid not null,
  exchange_id  text not null,
  called_id    uuid not null,
  line_id      uuid not null,
  caller       bytea,
  place_text   text not null default ''::text,
  location     point,
  for_person   uuid,
  rang_at      timestamp with time zone not null,
  taken_at     timestamp with time zone,
  person_id    uuid,
  unit_id      integer,
  offered_at   timestamp with time zone,
  offered_to   uuid,
  offered_line uuid,
  draft        bytea,
  hung_up_at   timestamp with time zone,
  ended_at     timestamp with time zone,
  outcome      text,
  diverted_to  text,
  report_id    uuid,
  constraint calls_region_id_exchange_id_key UNIQUE (region_id, exchange_id),
  constraint calls_pkey PRIMARY KEY (region_id, id),
  constraint calls_region_id_called_id_fkey FOREIGN KEY (region_id, called_id) REFERENCES intake.lines(region_id, id),
  constraint calls_region_id_fkey FOREIGN KEY (region_id) REFERENCES areas.regions(id),
  constraint calls_region_id_line_id_fkey FOREIGN KEY (region_id, line_id) REFERENCES intake.lines(region_id, id),
  constraint calls_region_id_offered_line_fkey FOREIGN KEY (region_id, offered_line) REFERENCES intake.lines(region_id, id),
  constraint calls_region_id_report_id_fkey FOREIGN KEY (region_id, report_id) REFERENCES intake.reports(region_id, id),
  constraint calls_outcome_check CHECK ((outcome = ANY (ARRAY['reported'::text, 'diverted'::text, 'answered'::text, 'missed'::text, 'closed'::text]))),
  constraint diverted_somewhere CHECK (((outcome = 'diverted'::text) = (diverted_to IS NOT NULL))),
  constraint ended_whole CHECK (((ended_at IS NULL) = (outcome IS NULL))),
  constraint nothing_personal_left CHECK (((ended_at IS NULL) OR ((caller IS NULL) AND (draft IS NULL) AND (place_text = ''::text) AND (location IS NULL)))),
  constraint offered_by_whoever_speaks CHECK (((offered_at IS NULL) OR (person_id IS NOT NULL))),
  constraint offered_to_another CHECK ((offered_to <> person_id)),
  constraint offered_whole CHECK (((offered_at IS NULL) = ((offered_to IS NULL) AND (offered_line IS NULL)))),
  constraint reported_with_report CHECK (((outcome = 'reported'::text) = (report_id IS NOT NULL))),
  constraint taken_whole CHECK ((((taken_at IS NULL) = (person_id IS NULL)) AND ((person_id IS NULL) = (unit_id IS NULL))))
);
CREATE INDEX calls_ended ON intake.calls USING btree (region_id, ended_at DESC) WHERE (ended_at IS NOT NULL);
CREATE INDEX calls_open ON intake.calls USING btree (region_id, rang_at) WHERE (ended_at IS NULL);
create policy own_region on intake.calls using ((region_id = ( SELECT (NULLIF(current_setting('gridloop.region'::text, true), ''::text))::integer AS "nullif"))) with check ((region_id = ( SELECT (NULLIF(current_setting('gridloop.region'::text, true), ''::text))::integer AS "nullif")));

create table intake.joining (
  region_id integer not null,
  case_id   uuid not null,
  report_id uuid not null,
  at        timestamp with time zone not null,
  constraint joining_pkey PRIMARY KEY (region_id, case_id, report_id)
);

create table intake.lines (
  region_id  integer not null,
  id         uuid not null,
  number     text not null,
  kind       text not null,
  name       text not null,
  name_en    text not null,
  purpose    text not null,
  opens      smallint,
  closes     smallint,
  divert_to  text,
  version    integer not null default 1,
  retired_at timestamp with time zone,
  unit_ids   integer[] not null default '{}'::integer[],
  workdays   boolean not null default false,
  queues     jsonb not null default '[]'::jsonb,
  constraint lines_pkey PRIMARY KEY (region_id, id),
  constraint lines_region_id_fkey FOREIGN KEY (region_id) REFERENCES areas.regions(id),
  constraint emergency_is_handed_over CHECK (((kind <> 'emergency'::text) OR (divert_to IS NOT NULL))),
  constraint hours_whole CHECK ((((opens IS NULL) = (closes IS NULL)) AND (opens < closes))),
  constraint lines_closes_check CHECK (((closes >= 1) AND (closes <= 1440))),
  constraint lines_divert_to_check CHECK ((divert_to ~ '^[0-9][0-9-]{2,19}$'::text)),
  constraint lines_kind_check CHECK ((kind = ANY (ARRAY['citizens'::text, 'community'::text, 'emergency'::text, 'other'::text]))),
  constraint lines_name_check CHECK ((name <> ''::text)),
  constraint lines_number_check CHECK ((number ~ '^[0-9][0-9-]{2,19}$'::text)),
  constraint lines_opens_check CHECK (((opens >= 0) AND (opens <= 1439))),
  constraint queues_is_a_list CHECK ((jsonb_typeof(queues) = 'array'::text))
);
CREATE UNIQUE INDEX lines_number ON intake.lines USING btree (region_id, number) WHERE (retired_at IS NULL);

create table intake.questions (
  region_id integer not null,
  survey_id uuid not null,
  report_id uuid not null,
  case_id   uuid not null,
  unit_id   integer not null,
  text      text not null,
  way       text not null,
  until     timestamp with time zone not null,
  tries     integer not null default 0,
  done_at   timestamp with time zone,
  answered  boolean not null default false,
  grade     integer,
  constraint questions_pkey PRIMARY KEY (region_id, survey_id, report_id),
  constraint questions_region_id_case_id_fkey FOREIGN KEY (region_id, case_id) REFERENCES cases.cases(region_id, id),
  constraint questions_region_id_report_id_fkey FOREIGN KEY (region_id, report_id) REFERENCES intake.reports(region_id, id),
  constraint questions_region_id_unit_id_fkey FOREIGN KEY (region_id, unit_id) REFERENCES access.units(region_id, id),
  constraint graded_when_answered CHECK ((((grade IS NULL) OR answered) AND ((NOT answered) OR (done_at IS NOT NULL)))),
  constraint questions_grade_check CHECK (((grade >= 1) AND (grade <= 5))),
  constraint questions_text_check CHECK ((text <> ''::text)),
  constraint questions_way_check CHECK ((way = ANY (ARRAY['receipt'::text, 'call'::text])))
);
CREATE INDEX questions_of_report ON intake.questions USING btree (region_id, report_id) WHERE (done_at IS NULL);
CREATE INDEX questions_to_call ON intake.questions USING btree (region_id, until, report_id, survey_id) WHERE ((way = 'call'::text) AND (done_at IS NULL));

create table intake.recognised (
  region_id integer not null,
  case_id   uuid not null,
  opened_at timestamp with time zone not null,
  alike_to  uuid,
  likeness  real,
  constraint recognised_pkey PRIMARY KEY (region_id, case_id),
  constraint recognised_region_id_case_id_fkey FOREIGN KEY (region_id, case_id) REFERENCES cases.cases(region_id, id)
);
CREATE INDEX recognised_alike ON intake.recognised USING btree (region_id, alike_to, opened_at, case_id) WHERE (alike_to IS NOT NULL);

create table intake.recognised_by (
  region_id integer not null,
  key       text not null,
  opened_at timestamp with time zone not null,
  case_id   uuid not null,
  constraint recognised_by_pkey PRIMARY KEY (region_id, key, opened_at, case_id)
);
CREATE INDEX recognised_by_case ON intake.recognised_by USING btree (region_id, case_id);

create table intake.replies (
  region_id integer not null,
  id        uuid not null,
  report_id uuid not null,
  text      text not null,
  unsolved  boolean not null default false,
  at        timestamp with time zone not null,
  constraint replies_pkey PRIMARY KEY (region_id, id),
  constraint replies_region_id_report_id_fkey FOREIGN KEY (region_id, report_id) REFERENCES intake.reports(region_id, id)
);
CREATE INDEX replies_report ON intake.replies USING btree (region_id, report_id, at);

create table intake.reporters (
  region_id    integer not null,
  report_id    uuid not null,
  name         bytea,
  phone        bytea,
  phone_hash   bytea,
  email        bytea,
  email_hash   bytea,
  account      bytea,
  account_hash bytea,
  constraint reporters_pkey PRIMARY KEY (region_id, report_id),
  constraint reporters_region_id_report_id_fkey FOREIGN KEY (region_id, report_id) REFERENCES intake.reports(region_id, id)
);
CREATE INDEX reporters_account ON intake.reporters USING btree (region_id, account_hash) WHERE (account_hash IS NOT NULL);
CREATE INDEX reporters_email ON intake.reporters USING btree (region_id, email_hash) WHERE (email_hash IS NOT NULL);
CREATE INDEX reporters_phone ON intake.reporters USING btree (region_id, phone_hash) WHERE (phone_hash IS NOT NULL);
create policy own_region on intake.reporters using ((region_id = ( SELECT (NULLIF(current_setting('gridloop.region'::text, true), ''::text))::integer AS "nullif"))) with check ((region_id = ( SELECT (NULLIF(current_setting('gridloop.region'::text, true), ''::text))::integer AS "nullif")));

create table intake.reports (
  region_id        integer not null,
  id               uuid not null,
  number           text not null,
  case_id          uuid not null,
  follows          boolean not null default false,
  channel          text not null,
  kind             text not null,
  discovery        text not null,
  naming           text not null,
  title            text not null,
  detail           text not null default ''::text,
  place_text       text not null default ''::text,
  location         point,
  happened_at      timestamp with time zone not null,
  received_at      timestamp with time zone not null,
  by_person        uuid,
  by_unit          integer,
  device_id        uuid,
  external_id      text,
  has_contact      boolean not null default false,
  lang             text not null default 'zh'::text,
  answered_at      timestamp with time zone,
  answer_n         integer,
  answer_case_id   uuid,
  rating_solved    boolean,
  rating_satisfied boolean,
  rated_at         timestamp with time zone,
  version          integer not null default 0,
  wish_unit_id     integer,
  constraint reports_region_id_number_key UNIQUE (region_id, number),
  constraint reports_pkey PRIMARY KEY (region_id, id),
  constraint reports_region_id_case_id_fkey FOREIGN KEY (region_id, case_id) REFERENCES cases.cases(region_id, id),
  constraint reports_channel_check CHECK ((channel = ANY (ARRAY['web'::text, 'hotline'::text, 'counter'::text, 'department'::text, 'keeper'::text, 'device'::text, 'import'::text, 'open311'::text, 'email'::text, 'sms'::text, 'account'::text]))),
  constraint reports_check CHECK (((answered_at IS NULL) = (answer_n IS NULL))),
  constraint reports_check1 CHECK (((NOT has_contact) OR (naming <> 'anonymous'::text))),
  constraint reports_discovery_check CHECK ((discovery = ANY (ARRAY['passive'::text, 'active'::text, 'smart'::text]))),
  constraint reports_kind_check CHECK ((kind = ANY (ARRAY['consultation'::text, 'help'::text, 'complaint'::text, 'whistle'::text, 'suggestion'::text]))),
  constraint reports_naming_check CHECK ((naming = ANY (ARRAY['named'::text, 'anonymous'::text, 'confidential'::text])))
);
CREATE INDEX reports_case ON intake.reports USING btree (region_id, case_id, received_at, id);
CREATE UNIQUE INDEX reports_external ON intake.reports USING btree (region_id, channel, external_id) WHERE (external_id IS NOT NULL);
CREATE INDEX reports_of_staff ON intake.reports USING btree (region_id, by_person, received_at DESC, id DESC) WHERE ((by_person IS NOT NULL) AND (channel = 'department'::text));
CREATE INDEX reports_recent ON intake.reports USING btree (region_id, received_at DESC, id DESC) INCLUDE (case_id, discovery, channel);
CREATE INDEX reports_unanswered ON intake.reports USING btree (region_id, received_at) INCLUDE (case_id) WHERE (answered_at IS NULL);
CREATE INDEX reports_with_contact ON intake.reports USING btree (region_id, received_at) WHERE has_contact;

create table intake.thanks (
  region_id integer not null,
  report_id uuid not null,
  case_id   uuid not null,
  person_id uuid not null,
  text      text not null,
  at        timestamp with time zone not null,
  constraint thanks_pkey PRIMARY KEY (region_id, report_id),
  constraint thanks_region_id_case_id_fkey FOREIGN KEY (region_id, case_id) REFERENCES cases.cases(region_id, id),
  constraint thanks_region_id_person_id_fkey FOREIGN KEY (region_id, person_id) REFERENCES access.people(region_id, id),
  constraint thanks_region_id_report_id_fkey FOREIGN KEY (region_id, report_id) REFERENCES intake.reports(region_id, id),
  constraint thanks_text_check CHECK (((text <> ''::text) AND (char_length(text) <= 300)))
);
CREATE INDEX thanks_person ON intake.thanks USING btree (region_id, person_id, at DESC);

create table intake.triage_examples (
  region_id integer not null,
  matter_id integer not null,
  print     text not null,
  text      text not null,
  source    text not null,
  added_at  timestamp with time zone not null,
  constraint triage_examples_pkey PRIMARY KEY (region_id, matter_id, print),
  constraint triage_examples_region_id_matter_id_fkey FOREIGN KEY (region_id, matter_id) REFERENCES catalogue.matters(region_id, id),
  constraint triage_examples_print_check CHECK ((print ~ '^[0-9a-f]{16}$'::text)),
  constraint triage_examples_source_check CHECK ((source = ANY (ARRAY['shipped'::text, 'file'::text]))),
  constraint triage_examples_text_check CHECK (((text <> ''::text) AND (char_length(text) <= 4000)))
);

create table intake.triage_models (
  region_id integer not null,
  id        uuid not null,
  in_use    boolean not null,
  made_at   timestamp with time zone not null,
  n         integer not null,
  matters   integer not null,
  measured  jsonb not null,
  bytes     bytea not null,
  constraint triage_models_pkey PRIMARY KEY (region_id, id)
);
CREATE UNIQUE INDEX triage_models_in_use ON intake.triage_models USING btree (region_id) WHERE in_use;

create table intake.triage_outcomes (
  region_id   integer not null,
  case_id     uuid not null,
  proposed_id integer,
  matter_id   integer not null,
  automatic   boolean not null,
  reported_at timestamp with time zone not null,
  settled_at  timestamp with time zone not null,
  constraint triage_outcomes_pkey PRIMARY KEY (region_id, case_id),
  constraint triage_outcomes_region_id_case_id_fkey FOREIGN KEY (region_id, case_id) REFERENCES cases.cases(region_id, id)
);
CREATE INDEX triage_outcomes_settled ON intake.triage_outcomes USING btree (region_id, settled_at);

create table intake.triage_switches (
  region_id  integer not null,
  matter_id  integer not null,
  automatic  boolean not null,
  changed_at timestamp with time zone not null,
  constraint triage_switches_pkey PRIMARY KEY (region_id, matter_id),
  constraint triage_switches_region_id_matter_id_fkey FOREIGN KEY (region_id, matter_id) REFERENCES catalogue.matters(region_id, id)
);

create table kit.commands (
  region_id   integer not null,
  id          uuid not null,
  endpoint    text not null,
  body_hash   bytea not null,
  caller      text not null,
  received_at timestamp with time zone not null default clock_timestamp(),
  reply       bytea,
  constraint commands_pkey PRIMARY KEY (region_id, id)
);
CREATE INDEX commands_age ON kit.commands USING btree (region_id, received_at);

create table kit.day_positions (
  region_id  integer not null,
  name       text not null,
  facts_seen bigint not null,
  time_zone  text not null,
  constraint day_positions_pkey PRIMARY KEY (region_id, name)
);

create table kit.day_sums (
  region_id integer not null,
  name      text not null,
  from_at   timestamp with time zone not null,
  to_at     timestamp with time zone not null,
  counted   jsonb not null,
  constraint day_sums_pkey PRIMARY KEY (region_id, name, from_at),
  constraint day_sums_check CHECK ((from_at < to_at))
);

create table kit.facts (
  region_id   integer not null,
  subject     text not null,
  subject_id  text not null,
  n           integer not null,
  id          bigint not null generated always as identity,
  kind        text not null,
  happened_at timestamp with time zone not null,
  recorded_at timestamp with time zone not null default clock_timestamp(),
  actor_kind  text not null,
  person_id   uuid,
  post        text,
  unit_id     integer,
  command_id  uuid,
  data        jsonb not null default '{}'::jsonb,
  constraint facts_pkey PRIMARY KEY (region_id, subject, subject_id, n),
  constraint facts_actor_kind_check CHECK ((actor_kind = ANY (ARRAY['person'::text, 'reporter'::text, 'device'::text, 'system'::text]))),
  constraint facts_n_check CHECK ((n > 0))
);
CREATE INDEX facts_by_person ON kit.facts USING btree (region_id, person_id, id) WHERE (person_id IS NOT NULL);
CREATE INDEX facts_by_post ON kit.facts USING btree (region_id, unit_id, post, id) WHERE (person_id IS NOT NULL);
CREATE INDEX facts_feed ON kit.facts USING btree (region_id, id);
CREATE INDEX facts_hinted ON kit.facts USING btree (region_id, happened_at) WHERE ((kind = ANY (ARRAY['case.closed'::text, 'case.answered'::text, 'case.refused'::text, 'case.upheld'::text])) AND (jsonb_typeof((data -> 'hints'::text)) = 'array'::text) AND ((data -> 'hints'::text) <> '[]'::jsonb));
CREATE INDEX facts_hints ON kit.facts USING btree (region_id, happened_at) INCLUDE (kind, subject_id) WHERE ((kind = ANY (ARRAY['case.closed'::text, 'case.answered'::text, 'case.refused'::text, 'case.upheld'::text])) AND (jsonb_typeof((data -> 'hints'::text)) = 'array'::text));
CREATE INDEX facts_kind ON kit.facts USING btree (region_id, kind, happened_at);
CREATE INDEX facts_stuck ON kit.facts USING btree (region_id, happened_at) INCLUDE (kind, subject, subject_id) WHERE ((kind = ANY (ARRAY['case.suspended'::text, 'case.escalated_to'::text, 'case.gap_found'::text, 'case.rework'::text])) OR ((kind = ANY (ARRAY['case.return_decided'::text, 'case.extension_decided'::text])) AND ((data ->> 'accepted'::text) = 'true'::text)) OR ((kind = 'case.closed'::text) AND ((data ->> 'forced'::text) = 'true'::text)) OR ((kind = 'case.called_back'::text) AND ((data ->> 'solved'::text) = 'false'::text)));

create table kit.jobs (
  region_id    integer not null,
  id           uuid not null,
  kind         text not null,
  state        text not null default 'running'::text,
  done         integer not null default 0,
  total        integer not null default 0,
  message      text not null default ''::text,
  result       jsonb not null default '{}'::jsonb,
  errors       jsonb not null default '[]'::jsonb,
  by_person    uuid,
  started_at   timestamp with time zone not null,
  beat_at      timestamp with time zone not null,
  ended_at     timestamp with time zone,
  cancel_asked boolean not null default false,
  constraint jobs_pkey PRIMARY KEY (region_id, id),
  constraint jobs_state_check CHECK ((state = ANY (ARRAY['running'::text, 'done'::text, 'failed'::text, 'cancelled'::text])))
);
CREATE INDEX jobs_files ON kit.jobs USING btree (region_id, by_person, started_at) WHERE (kind = 'cases.file'::text);
CREATE INDEX jobs_files_by_age ON kit.jobs USING btree (region_id, started_at) WHERE (kind = 'cases.file'::text);

create table kit.pieces (
  region_id integer not null,
  upload_id uuid not null,
  n         integer not null,
  bytes     bytea not null,
  constraint pieces_pkey PRIMARY KEY (region_id, upload_id, n),
  constraint pieces_region_id_upload_id_fkey FOREIGN KEY (region_id, upload_id) REFERENCES kit.uploads(region_id, id) ON DELETE CASCADE,
  constraint pieces_n_check CHECK ((n >= 0))
);

create table kit.revisions (
  region_id integer not null,
  name      text not null,
  revision  integer not null default 1,
  constraint revisions_pkey PRIMARY KEY (region_id, name)
);

create table kit.seals (
  region_id integer not null,
  n         integer not null,
  first_id  bigint not null,
  last_id   bigint not null,
  facts     integer not null,
  digest    bytea not null,
  listing   bytea not null,
  sealed_at timestamp with time zone not null,
  head      bytea not null,
  constraint seals_pkey PRIMARY KEY (region_id, n),
  constraint seals_check CHECK ((last_id >= first_id)),
  constraint seals_facts_check CHECK ((facts > 0)),
  constraint seals_n_check CHECK ((n > 0))
);

create table kit.uploads (
  region_id integer not null,
  id        uuid not null,
  door      bytea not null,
  place     bytea not null,
  begun_at  timestamp with time zone not null,
  whole_at  timestamp with time zone,
  constraint uploads_pkey PRIMARY KEY (region_id, id)
);
CREATE INDEX uploads_age ON kit.uploads USING btree (region_id, begun_at);
CREATE INDEX uploads_begun ON kit.uploads USING btree (region_id, place) WHERE (whole_at IS NULL);

create table neighbours.entries (
  region_id    integer not null,
  id           uuid not null,
  address_hash bytea not null,
  kind         text not null,
  points       integer not null,
  report_id    uuid,
  why          text not null default ''::text,
  what         text not null default ''::text,
  person_id    uuid,
  unit_id      integer,
  at           timestamp with time zone not null,
  constraint entries_pkey PRIMARY KEY (region_id, id),
  constraint entries_region_id_fkey FOREIGN KEY (region_id) REFERENCES areas.regions(id),
  constraint entries_region_id_report_id_fkey FOREIGN KEY (region_id, report_id) REFERENCES intake.reports(region_id, id),
  constraint about_a_report CHECK (((kind = 'redeemed'::text) = (report_id IS NULL))),
  constraint entries_kind_check CHECK ((kind = ANY (ARRAY['earned'::text, 'nothing'::text, 'taken_back'::text, 'redeemed'::text]))),
  constraint points_by_kind CHECK ((((kind = 'earned'::text) AND (points > 0)) OR ((kind = 'nothing'::text) AND (points = 0)) OR ((kind = ANY (ARRAY['taken_back'::text, 'redeemed'::text])) AND (points < 0))))
);
CREATE INDEX entries_address ON neighbours.entries USING btree (region_id, address_hash, at DESC, id DESC);
CREATE UNIQUE INDEX entries_back_once ON neighbours.entries USING btree (region_id, report_id) WHERE (kind = 'taken_back'::text);
CREATE UNIQUE INDEX entries_once ON neighbours.entries USING btree (region_id, report_id) WHERE (kind = ANY (ARRAY['earned'::text, 'nothing'::text]));
CREATE INDEX entries_recent ON neighbours.entries USING btree (region_id, at DESC, id DESC);

create table neighbours.rules (
  region_id    integer not null,
  version      integer not null,
  is_on        boolean not null,
  award        integer not null,
  most_a_day   integer not null,
  most_a_month integer not null,
  least        integer not null,
  exchange_zh  text not null,
  exchange_en  text not null default ''::text,
  at           timestamp with time zone not null,
  constraint rules_pkey PRIMARY KEY (region_id, version),
  constraint rules_region_id_fkey FOREIGN KEY (region_id) REFERENCES areas.regions(id),
  constraint rules_award_check CHECK (((award >= 1) AND (award <= 100))),
  constraint rules_check CHECK ((most_a_day >= award)),
  constraint rules_check1 CHECK ((most_a_month >= most_a_day)),
  constraint rules_least_check CHECK (("least" >= 1))
);

create table neighbours.tickets (
  region_id    integer not null,
  code_hash    bytea not null,
  address_hash bytea not null,
  points       integer not null,
  until        timestamp with time zone not null,
  constraint tickets_pkey PRIMARY KEY (region_id, code_hash),
  constraint tickets_region_id_fkey FOREIGN KEY (region_id) REFERENCES areas.regions(id),
  constraint tickets_points_check CHECK ((points > 0))
);
CREATE INDEX tickets_address ON neighbours.tickets USING btree (region_id, address_hash);

create table notify.bells (
  region_id    integer not null,
  phone_id     uuid not null,
  person_id    uuid not null,
  session_hash bytea not null,
  address      bytea not null,
  lang         text not null,
  since        timestamp with time zone not null,
  constraint bells_pkey PRIMARY KEY (region_id, phone_id),
  constraint bells_region_id_fkey FOREIGN KEY (region_id) REFERENCES areas.regions(id),
  constraint bells_lang_check CHECK ((lang = ANY (ARRAY['zh'::text, 'en'::text])))
);
CREATE INDEX bells_of ON notify.bells USING btree (region_id, person_id);
create policy own_region on notify.bells using ((region_id = ( SELECT (NULLIF(current_setting('gridloop.region'::text, true), ''::text))::integer AS "nullif"))) with check ((region_id = ( SELECT (NULLIF(current_setting('gridloop.region'::text, true), ''::text))::integer AS "nullif")));

create table notify.choices (
  region_id    integer not null,
  address_hash bytea not null,
  news         text not null,
  at           timestamp with time zone not null,
  constraint choices_pkey PRIMARY KEY (region_id, address_hash),
  constraint choices_region_id_fkey FOREIGN KEY (region_id) REFERENCES areas.regions(id),
  constraint choices_news_check CHECK ((news = ANY (ARRAY['each'::text, 'answer'::text, 'none'::text])))
);

create table notify.codes (
  region_id    integer not null,
  id           uuid not null,
  address_hash bytea not null,
  code_hash    bytea not null,
  made_at      timestamp with time zone not null,
  until        timestamp with time zone not null,
  tries        integer not null default 0,
  used_at      timestamp with time zone,
  constraint codes_pkey PRIMARY KEY (region_id, id),
  constraint codes_region_id_fkey FOREIGN KEY (region_id) REFERENCES areas.regions(id)
);
CREATE INDEX codes_address ON notify.codes USING btree (region_id, address_hash, made_at DESC);

create table notify.followers (
  region_id    integer not null,
  id           uuid not null,
  area_id      integer not null,
  way          text not null,
  address      bytea not null,
  address_hash bytea not null,
  lang         text not null,
  since        timestamp with time zone not null,
  topics_off   text[] not null default '{}'::text[],
  constraint followers_region_id_address_hash_area_id_key UNIQUE (region_id, address_hash, area_id),
  constraint followers_pkey PRIMARY KEY (region_id, id),
  constraint followers_region_id_area_id_fkey FOREIGN KEY (region_id, area_id) REFERENCES areas.areas(region_id, id),
  constraint followers_region_id_fkey FOREIGN KEY (region_id) REFERENCES areas.regions(id),
  constraint followers_lang_check CHECK ((lang = ANY (ARRAY['zh'::text, 'en'::text]))),
  constraint followers_way_check CHECK ((way = ANY (ARRAY['sms'::text, 'email'::text])))
);
CREATE INDEX followers_area ON notify.followers USING btree (region_id, area_id, id);
create policy own_region on notify.followers using ((region_id = ( SELECT (NULLIF(current_setting('gridloop.region'::text, true), ''::text))::integer AS "nullif"))) with check ((region_id = ( SELECT (NULLIF(current_setting('gridloop.region'::text, true), ''::text))::integer AS "nullif")));

create table notify.grid_news (
  region_id    integer not null,
  publicity_id uuid not null,
  area_path    ltree not null,
  title        text not null,
  words        text not null,
  due_at       timestamp with time zone not null,
  told_to      uuid,
  topic        text not null default 'other'::text,
  constraint grid_news_pkey PRIMARY KEY (region_id, publicity_id),
  constraint grid_news_region_id_fkey FOREIGN KEY (region_id) REFERENCES areas.regions(id)
);

create table notify.messages (
  region_id    integer not null,
  id           uuid not null,
  report_id    uuid,
  kind         text not null,
  way          text not null,
  address      bytea not null,
  address_hash bytea not null,
  words        bytea not null,
  state        text not null default 'waiting'::text,
  made_at      timestamp with time zone not null,
  due_at       timestamp with time zone not null,
  tries        integer not null default 0,
  sent_at      timestamp with time zone,
  fault        text not null default ''::text,
  constraint messages_pkey PRIMARY KEY (region_id, id),
  constraint messages_region_id_fkey FOREIGN KEY (region_id) REFERENCES areas.regions(id),
  constraint messages_region_id_report_id_fkey FOREIGN KEY (region_id, report_id) REFERENCES intake.reports(region_id, id),
  constraint messages_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'sent'::text, 'failed'::text]))),
  constraint messages_way_check CHECK ((way = ANY (ARRAY['sms'::text, 'email'::text, 'account'::text]))),
  constraint sent_when CHECK (((state = 'sent'::text) = (sent_at IS NOT NULL)))
);
CREATE INDEX messages_address ON notify.messages USING btree (region_id, address_hash, made_at DESC);
CREATE INDEX messages_due ON notify.messages USING btree (region_id, due_at) WHERE (state = 'waiting'::text);
CREATE INDEX messages_old ON notify.messages USING btree (region_id, made_at);
create policy own_region on notify.messages using ((region_id = ( SELECT (NULLIF(current_setting('gridloop.region'::text, true), ''::text))::integer AS "nullif"))) with check ((region_id = ( SELECT (NULLIF(current_setting('gridloop.region'::text, true), ''::text))::integer AS "nullif")));

create table notify.news (
  region_id integer not null,
  case_id   uuid not null,
  n         bigint not null,
  kind      text not null,
  data      jsonb not null default '{}'::jsonb,
  at        timestamp with time zone not null,
  due_at    timestamp with time zone not null,
  told_to   uuid,
  constraint news_pkey PRIMARY KEY (region_id, case_id, n),
  constraint news_region_id_case_id_fkey FOREIGN KEY (region_id, case_id) REFERENCES cases.cases(region_id, id),
  constraint news_region_id_fkey FOREIGN KEY (region_id) REFERENCES areas.regions(id)
);
CREATE INDEX news_due ON notify.news USING btree (region_id, due_at);

create table notify.rings (
  region_id integer not null,
  phone_id  uuid not null,
  case_id   uuid not null,
  kind      text not null,
  due_at    timestamp with time zone not null,
  tries     integer not null default 0,
  constraint rings_pkey PRIMARY KEY (region_id, phone_id, case_id),
  constraint rings_region_id_phone_id_fkey FOREIGN KEY (region_id, phone_id) REFERENCES notify.bells(region_id, phone_id) ON DELETE CASCADE,
  constraint rings_kind_check CHECK ((kind = ANY (ARRAY['confirm'::text, 'check'::text]))),
  constraint rings_tries_check CHECK ((tries >= 0))
);
CREATE INDEX rings_due ON notify.rings USING btree (region_id, due_at);

create table notify.visits (
  region_id    integer not null,
  token_hash   bytea not null,
  way          text not null,
  address_hash bytea not null,
  masked       text not null,
  until        timestamp with time zone not null,
  constraint visits_pkey PRIMARY KEY (region_id, token_hash),
  constraint visits_region_id_fkey FOREIGN KEY (region_id) REFERENCES areas.regions(id),
  constraint visits_way_check CHECK ((way = ANY (ARRAY['sms'::text, 'email'::text])))
);

create table patrol.checkpoints (
  region_id  integer not null,
  id         uuid not null,
  area_id    integer not null,
  area_path  ltree not null,
  name       text not null,
  location   point not null,
  code       text not null,
  every      text not null,
  made_by    uuid not null,
  made_at    timestamp with time zone not null,
  retired_at timestamp with time zone,
  constraint checkpoints_region_id_code_key UNIQUE (region_id, code),
  constraint checkpoints_pkey PRIMARY KEY (region_id, id),
  constraint checkpoints_region_id_fkey FOREIGN KEY (region_id) REFERENCES areas.regions(id),
  constraint checkpoints_every_check CHECK ((every = ANY (ARRAY['day'::text, 'week'::text])))
);
CREATE INDEX checkpoints_area ON patrol.checkpoints USING gist (area_path) WHERE (retired_at IS NULL);

create table patrol.leaves (
  region_id  integer not null,
  id         uuid not null,
  person_id  uuid not null,
  unit_id    integer not null,
  deputy_id  uuid not null,
  from_on    date not null,
  to_on      date not null,
  reason     text not null,
  asked_at   timestamp with time zone not null,
  accepted   boolean,
  decision   text,
  decided_by uuid,
  decided_at timestamp with time zone,
  constraint leaves_pkey PRIMARY KEY (region_id, id),
  constraint leaves_region_id_fkey FOREIGN KEY (region_id) REFERENCES areas.regions(id),
  constraint a_leave_has_an_end CHECK (((to_on >= from_on) AND ((to_on - from_on) <= 90))),
  constraint decided_with_words CHECK ((((decided_at IS NULL) = (accepted IS NULL)) AND ((decided_at IS NULL) = (decided_by IS NULL)) AND ((decided_at IS NULL) = (decision IS NULL)))),
  constraint nobody_deputises_for_herself CHECK ((deputy_id <> person_id)),
  constraint nobody_grants_her_own_leave CHECK ((decided_by <> person_id))
);
CREATE INDEX leaves_person ON patrol.leaves USING btree (region_id, person_id, asked_at DESC);
CREATE INDEX leaves_unit ON patrol.leaves USING btree (region_id, unit_id, asked_at) WHERE (decided_at IS NULL);

create table patrol.objections (
  region_id  integer not null,
  id         uuid not null,
  person_id  uuid not null,
  unit_id    integer not null,
  month      text not null,
  kept       integer not null,
  due        integer not null,
  reason     text not null,
  asked_at   timestamp with time zone not null,
  upheld     boolean,
  decision   text,
  decided_by uuid,
  decided_at timestamp with time zone,
  constraint objections_pkey PRIMARY KEY (region_id, id),
  constraint objections_region_id_fkey FOREIGN KEY (region_id) REFERENCES areas.regions(id),
  constraint answered_with_words CHECK ((((decided_at IS NULL) = (upheld IS NULL)) AND ((decided_at IS NULL) = (decided_by IS NULL)) AND ((decided_at IS NULL) = (decision IS NULL)))),
  constraint nobody_decides_her_own_objection CHECK ((decided_by <> person_id)),
  constraint objections_month_check CHECK ((month ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'::text))
);
CREATE INDEX objections_person ON patrol.objections USING btree (region_id, person_id, asked_at DESC);
CREATE INDEX objections_unit ON patrol.objections USING btree (region_id, unit_id, asked_at) WHERE (decided_at IS NULL);

create table patrol.phones (
  region_id     integer not null,
  id            uuid not null,
  person_id     uuid not null,
  name          text not null,
  known_at      timestamp with time zone not null,
  seen_at       timestamp with time zone not null,
  wipe_asked_at timestamp with time zone,
  wiped_at      timestamp with time zone,
  lost          integer,
  constraint phones_pkey PRIMARY KEY (region_id, id),
  constraint phones_region_id_fkey FOREIGN KEY (region_id) REFERENCES areas.regions(id),
  constraint phones_lost_check CHECK ((lost >= 0)),
  constraint wiped_tells_what_was_lost CHECK (((wiped_at IS NULL) = (lost IS NULL))),
  constraint wiped_when_asked CHECK (((wiped_at IS NULL) OR (wipe_asked_at IS NOT NULL)))
);
CREATE INDEX phones_person ON patrol.phones USING btree (region_id, person_id);

create table patrol.positions (
  region_id  integer not null,
  shift_id   uuid not null,
  at         timestamp with time zone not null,
  location   point not null,
  accuracy_m integer not null,
  constraint positions_pkey PRIMARY KEY (region_id, shift_id, at),
  constraint positions_region_id_shift_id_fkey FOREIGN KEY (region_id, shift_id) REFERENCES patrol.shifts(region_id, id),
  constraint positions_accuracy_m_check CHECK ((accuracy_m >= 0))
);
CREATE INDEX positions_old ON patrol.positions USING btree (region_id, at);

create table patrol.publicity (
  region_id integer not null,
  id        uuid not null,
  area_id   integer not null,
  area_path ltree not null,
  unit_id   integer not null,
  title     text not null,
  words     text not null,
  until_on  date not null,
  told      integer not null default 0,
  made_by   uuid not null,
  made_at   timestamp with time zone not null,
  ended_at  timestamp with time zone,
  topic     text not null default 'other'::text,
  constraint publicity_pkey PRIMARY KEY (region_id, id),
  constraint publicity_region_id_fkey FOREIGN KEY (region_id) REFERENCES areas.regions(id),
  constraint publicity_title_check CHECK ((title <> ''::text)),
  constraint publicity_told_check CHECK ((told >= 0)),
  constraint publicity_topic_check CHECK ((topic = ANY (ARRAY['fraud'::text, 'safety'::text, 'weather'::text, 'services'::text, 'works'::text, 'events'::text, 'other'::text]))),
  constraint publicity_words_check CHECK ((words <> ''::text))
);
CREATE INDEX publicity_area ON patrol.publicity USING gist (area_path) WHERE (ended_at IS NULL);

create table patrol.publicity_photos (
  region_id    integer not null,
  id           uuid not null,
  publicity_id uuid not null,
  person_id    uuid not null,
  sha256       bytea not null,
  received_at  timestamp with time zone not null,
  constraint publicity_photos_pkey PRIMARY KEY (region_id, id),
  constraint publicity_photos_region_id_publicity_id_fkey FOREIGN KEY (region_id, publicity_id) REFERENCES patrol.publicity(region_id, id)
);
CREATE INDEX publicity_photos_of ON patrol.publicity_photos USING btree (region_id, publicity_id);

create table patrol.publicity_rounds (
  region_id    integer not null,
  id           uuid not null,
  publicity_id uuid not null,
  person_id    uuid not null,
  reached      integer not null,
  remark       text not null default ''::text,
  happened_at  timestamp with time zone not null,
  recorded_at  timestamp with time zone not null,
  constraint publicity_rounds_pkey PRIMARY KEY (region_id, id),
  constraint publicity_rounds_region_id_publicity_id_fkey FOREIGN KEY (region_id, publicity_id) REFERENCES patrol.publicity(region_id, id),
  constraint publicity_rounds_reached_check CHECK (((reached >= 1) AND (reached <= 10000)))
);
CREATE INDEX publicity_rounds_of ON patrol.publicity_rounds USING btree (region_id, publicity_id);

create table patrol.shifts (
  region_id      integer not null,
  id             uuid not null,
  person_id      uuid not null,
  unit_id        integer not null,
  began_at       timestamp with time zone not null,
  began_known_at timestamp with time zone not null,
  ended_at       timestamp with time zone,
  ended_known_at timestamp with time zone,
  ended_by       text,
  constraint shifts_pkey PRIMARY KEY (region_id, id),
  constraint shifts_region_id_fkey FOREIGN KEY (region_id) REFERENCES areas.regions(id),
  constraint a_shift_ends_after_it_began CHECK ((ended_at >= began_at)),
  constraint ended_says_by_whom CHECK ((((ended_at IS NULL) = (ended_by IS NULL)) AND ((ended_at IS NULL) = (ended_known_at IS NULL)))),
  constraint shifts_ended_by_check CHECK ((ended_by = ANY (ARRAY['person'::text, 'house'::text])))
);
CREATE UNIQUE INDEX shifts_one_open ON patrol.shifts USING btree (region_id, person_id) WHERE (ended_at IS NULL);
CREATE INDEX shifts_open ON patrol.shifts USING btree (region_id, began_at) WHERE (ended_at IS NULL);
CREATE INDEX shifts_person ON patrol.shifts USING btree (region_id, person_id, began_at DESC);

create table patrol.stamps (
  region_id     integer not null,
  id            uuid not null,
  checkpoint_id uuid not null,
  person_id     uuid not null,
  shift_id      uuid not null,
  how           text not null,
  metres        integer,
  fine          boolean not null,
  remark        text not null default ''::text,
  happened_at   timestamp with time zone not null,
  recorded_at   timestamp with time zone not null,
  constraint stamps_pkey PRIMARY KEY (region_id, id),
  constraint stamps_region_id_checkpoint_id_fkey FOREIGN KEY (region_id, checkpoint_id) REFERENCES patrol.checkpoints(region_id, id),
  constraint stamps_region_id_shift_id_fkey FOREIGN KEY (region_id, shift_id) REFERENCES patrol.shifts(region_id, id),
  constraint stamps_how_check CHECK ((how = ANY (ARRAY['code'::text, 'position'::text])))
);
CREATE INDEX stamps_checkpoint ON patrol.stamps USING btree (region_id, checkpoint_id, happened_at DESC);
CREATE INDEX stamps_person ON patrol.stamps USING btree (region_id, person_id, happened_at);

create table patrol.visits (
  region_id   integer not null,
  id          uuid not null,
  person_id   uuid not null,
  unit_id     integer not null,
  area_id     integer,
  purpose     text not null,
  words       bytea not null,
  happened_at timestamp with time zone not null,
  recorded_at timestamp with time zone not null,
  constraint visits_pkey PRIMARY KEY (region_id, id),
  constraint visits_region_id_fkey FOREIGN KEY (region_id) REFERENCES areas.regions(id),
  constraint visits_purpose_check CHECK ((purpose = ANY (ARRAY['information'::text, 'opinion'::text, 'hazard'::text, 'mediation'::text, 'publicity'::text, 'errand'::text, 'care'::text])))
);
CREATE INDEX visits_person ON patrol.visits USING btree (region_id, person_id, happened_at DESC);

create table sensing.alerts (
  region_id   integer not null,
  device_id   uuid not null,
  boot_id     text not null,
  seq         bigint not null,
  happened_at timestamp with time zone not null,
  received_at timestamp with time zone not null,
  body        jsonb not null,
  report_id   uuid,
  constraint alerts_pkey PRIMARY KEY (region_id, device_id, boot_id, seq),
  constraint alerts_region_id_device_id_fkey FOREIGN KEY (region_id, device_id) REFERENCES sensing.devices(region_id, id)
);
CREATE INDEX alerts_by_time ON sensing.alerts USING btree (region_id, device_id, happened_at DESC);

create table sensing.devices (
  region_id    integer not null,
  id           uuid not null,
  code         text not null,
  name         text not null,
  purpose      text not null,
  kind         text not null,
  key_hash     bytea not null,
  location     point,
  matter_id    integer not null,
  condition_id integer,
  disabled_at  timestamp with time zone,
  created_at   timestamp with time zone not null default now(),
  version      integer not null default 1,
  constraint devices_region_id_code_key UNIQUE (region_id, code),
  constraint devices_pkey PRIMARY KEY (region_id, id),
  constraint devices_region_id_fkey FOREIGN KEY (region_id) REFERENCES areas.regions(id),
  constraint devices_region_id_matter_id_fkey FOREIGN KEY (region_id, matter_id) REFERENCES catalogue.matters(region_id, id)
);
CREATE UNIQUE INDEX devices_key ON sensing.devices USING btree (key_hash);
