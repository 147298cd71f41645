-- What is to be told is told by topic (反诈、消防、防汛 …), and whoever follows a grid says which topics she does not want. The office learns how
-- many were told, as before, and nobody's choice.
alter table patrol.publicity
  add column topic text not null default 'other' check (topic in ('fraud', 'safety', 'weather', 'services', 'works', 'events', 'other'));
alter table notify.grid_news add column topic text not null default 'other';
alter table notify.followers add column topics_off text[] not null default '{}';
