-- Long work started from a screen: an import, a subdivision. It shows progress, tells every error by row, can be cancelled.
create table kit.jobs (
  region_id  int  not null,
  id         uuid not null,
  kind       text not null,
  state      text not null default 'running' check (state in ('running', 'done', 'failed', 'cancelled')),
  done       int  not null default 0,
  total      int  not null default 0,
  message    text not null default '',
  result     jsonb not null default '{}',
  errors     jsonb not null default '[]',
  by_person  uuid,
  started_at timestamptz not null,
  beat_at    timestamptz not null,               -- a job whose process died is told from one that is slow
  ended_at   timestamptz,
  cancel_asked boolean not null default false,
  primary key (region_id, id)
);
