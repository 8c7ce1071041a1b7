create or replace view daily_usage as
select
    day,
    permaslug,
    model,
    variant,
    model_name,
    lab,
    lab_country,
    openness,
    licence_tier,
    token_count,
    rank,
    share_of_all,
    as_of
from core.daily_usage;

comment on view daily_usage is
'One row a day and permaslug, newest version, classified; ''other'' is kept, without rank and without verdict (openness is null). Source: OpenRouter rankings-daily.';
comment on column daily_usage.day is 'Day (UTC).';
comment on column daily_usage.permaslug is
'Name as published: namespace/slug[:variant], or ''other'' for all below the day''s top 50.';
comment on column daily_usage.model is 'Permaslug without its variant; ''other'' is not a model.';
comment on column daily_usage.variant is
'What follows the colon of the permaslug, e.g. free; null for the base model.';
comment on column daily_usage.model_name is
'Display name, from the registry, else the catalogue, else the permaslug.';
comment on column daily_usage.lab is 'Who made the model, from the registry; ''undisclosed'' for stealth models, null if not known.';
comment on column daily_usage.lab_country is 'ISO 3166-1 alpha-2 code of the lab''s home; null if not known.';
comment on column daily_usage.openness is
'open_weights, proprietary, stealth, router or unclassified, by the verdict valid on that day.';
comment on column daily_usage.licence_tier is
'osi, clause, community, non_commercial or closed, on that day; null where none applies.';
comment on column daily_usage.token_count is
'Prompt and completion tokens, as counted by the providers. Unit: tokens.';
comment on column daily_usage.rank is 'SQL rank() of the day''s named rows by tokens; null for ''other''.';
comment on column daily_usage.share_of_all is 'Tokens over all tokens of the day, ''other'' included. Unit: 0 to 1.';
comment on column daily_usage.as_of is 'When OpenRouter made the newest answer that covers this fact (UTC).';
