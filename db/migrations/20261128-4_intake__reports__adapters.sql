-- Reports that come by e-mail, SMS or the official account, answered the same way.
alter table intake.reports drop constraint reports_channel_check;
alter table intake.reports add constraint reports_channel_check check
  (channel in ('web','hotline','counter','department','keeper','device','import','open311','email','sms','account')) not valid;
alter table intake.reports validate constraint reports_channel_check;

-- What an official account calls who writes to it: it means nothing to anybody else, and is sealed all the same.
alter table intake.reporters add column account bytea, add column account_hash bytea;
create index reporters_account on intake.reporters (region_id, account_hash) where account_hash is not null;
alter table notify.messages drop constraint messages_way_check;
alter table notify.messages add constraint messages_way_check check (way in ('sms', 'email', 'account'));

-- What a gateway has handed over: its own id makes a repetition harmless, its signature is good once. No words, no address.
create table connect.inbound (
  region_id    int   not null references areas.regions (id),
  channel      text  not null check (channel in ('email', 'sms', 'account')),
  message_id   text  not null,
  signature    bytea not null,
  words_hash   bytea not null,
  address_hash bytea not null,
  became       text  not null check (became in ('report', 'reply', 'choice')),
  report_id    uuid,                             -- none: a choice
  at           timestamptz not null,
  primary key (region_id, channel, message_id),
  foreign key (region_id, report_id) references intake.reports (region_id, id)
);
create unique index inbound_signature on connect.inbound (region_id, signature);
create index inbound_address on connect.inbound (region_id, address_hash, at);
create index inbound_old on connect.inbound (region_id, at);
