-- Asked for at every alert: what else did this device say within half an hour?
create index alerts_by_time on sensing.alerts (region_id, device_id, happened_at desc);
