-- The word "profile" is kept for nothing in this schema: no column may hold what could be one of a person.
alter table access.password_rules rename column profile to rule;
alter table access.password_rules rename constraint password_rules_profile_check to password_rules_rule_check;
