-- Names are read far more often than written: no list of pending entries that every search would have to go through.
alter index areas.gazetteer_grams set (fastupdate = off);
