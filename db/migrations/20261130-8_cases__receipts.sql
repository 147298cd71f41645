-- 送达 · 已读: when an order of a case reached the people it was given to, and who of them opened it first. Beside the facts, not among
-- them: to have been read changes nothing of a case, and must not make somebody's open form stale.
create table cases.receipts (
  region_id    int         not null,
  case_id      uuid        not null,
  n            int         not null,   -- the fact that is the order
  delivered_at timestamptz not null,
  read_at      timestamptz,
  read_by      uuid,
  primary key (region_id, case_id, n),
  foreign key (region_id, case_id) references cases.cases (region_id, id),
  constraint read_says_by_whom check ((read_at is null) = (read_by is null)),
  constraint read_after_delivery check (read_at >= delivered_at)
);
