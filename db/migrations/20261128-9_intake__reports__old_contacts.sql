-- The sweep that lets contacts go a year after their case looks at those that are left, oldest first.
create index reports_with_contact on intake.reports (region_id, received_at) where has_contact;
