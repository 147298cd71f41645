-- The list of one purpose (协办, 吹哨, 直达, 决议) by what is due first reads a page, not all that is open.
create index tasks_open_by_purpose on cases.tasks (region_id, purpose, coalesce(due_at, 'infinity'), id) where is_open;
