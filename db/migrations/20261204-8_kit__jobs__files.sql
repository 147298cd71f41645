-- Lists that were asked for as files are found by who asked, and by their age when they are deleted.
create index jobs_files on kit.jobs (region_id, by_person, started_at) where kind = 'cases.file';
create index jobs_files_by_age on kit.jobs (region_id, started_at) where kind = 'cases.file';
