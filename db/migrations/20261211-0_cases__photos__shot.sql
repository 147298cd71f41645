-- 近景 or 远景, as whoever took it said; of a photo nobody said it of, null.
alter table cases.photos add column shot text constraint photos_shot_check check (shot in ('near', 'far'));
