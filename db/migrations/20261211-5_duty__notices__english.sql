-- What an office tells may be told in English, too; '' where it wrote none, and then the Chinese is shown and said to be Chinese.
alter table duty.notices
  add column title_en text not null default '' check (length(title_en) <= 120),
  add column words_en text not null default '' check (length(words_en) <= 4000);
-- The public list, with what is over, whose addresses stay.
create index notices_public on duty.notices (region_id, published_at desc, id desc) where withdrawn_at is null and public;
