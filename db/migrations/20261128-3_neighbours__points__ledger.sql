-- 积分: thanks for useful reports that can be exchanged at a counter. Off until a district publishes its rule.
create schema neighbours;

-- Each version of the published rule stays: an entry is judged by the one that was in force.
create table neighbours.rules (
  region_id   int not null references areas.regions (id),
  version     int not null,
  is_on       boolean not null,
  award       int not null check (award between 1 and 100),        -- for one useful report
  most_a_day  int not null check (most_a_day >= award),
  most_a_month int not null check (most_a_month >= most_a_day),
  least       int not null check (least >= 1),                     -- below it nothing is exchanged
  exchange_zh text not null,                                       -- what for, and at which counters
  exchange_en text not null default '',
  at          timestamptz not null,
  primary key (region_id, version)
);

-- Only added to: what was wrong is taken back by another entry. Whose it is stands here as a keyed hash and nowhere else.
create table neighbours.entries (
  region_id    int   not null references areas.regions (id),
  id           uuid  not null,
  address_hash bytea not null,
  kind         text  not null check (kind in ('earned', 'nothing', 'taken_back', 'redeemed')),
  points       int   not null,
  report_id    uuid,
  why          text  not null default '',        -- of 'nothing': which line of the rule; of 'taken_back': the reason
  what         text  not null default '',        -- of 'redeemed': what was given for it
  person_id    uuid,
  unit_id      int,
  at           timestamptz not null,
  primary key (region_id, id),
  foreign key (region_id, report_id) references intake.reports (region_id, id),
  constraint points_by_kind check (
    (kind = 'earned' and points > 0) or (kind = 'nothing' and points = 0) or (kind in ('taken_back', 'redeemed') and points < 0)),
  constraint about_a_report check ((kind = 'redeemed') = (report_id is null))
);
create unique index entries_once on neighbours.entries (region_id, report_id) where kind in ('earned', 'nothing');
create unique index entries_back_once on neighbours.entries (region_id, report_id) where kind = 'taken_back';
create index entries_address on neighbours.entries (region_id, address_hash, at desc, id desc);
create index entries_recent on neighbours.entries (region_id, at desc, id desc);

-- 兑换码: made by her on her own page, good for a day and once.
create table neighbours.tickets (
  region_id    int   not null references areas.regions (id),
  code_hash    bytea not null,
  address_hash bytea not null,
  points       int   not null check (points > 0),
  until        timestamptz not null,
  primary key (region_id, code_hash)
);
create index tickets_address on neighbours.tickets (region_id, address_hash);
