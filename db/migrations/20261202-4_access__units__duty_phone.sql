-- 值班电话: the number at which somebody of the unit answers; for the address book on a phone without network. An office's, never a person's.
alter table access.units add column duty_phone text not null default '';
