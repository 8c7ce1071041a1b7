create or replace view unclassified_models as
with hints as (
    select
        model,
        max(weights_repo) as catalogue_hint
    from core.models
    where openness_basis <> 'registry'
    group by model
),

daily as (
    select
        usage.model,
        usage.day,
        any_value(usage.model_name) as model_name,
        sum(usage.token_count)::bigint as token_count,
        -- One division of integers: sums of shares differ in the last digit from run to run, and best_day with them.
        sum(usage.token_count) / nullif(any_value(days.token_count), 0) as share_of_all
    from core.daily_usage as usage
    inner join core.days on usage.day = days.day
    where usage.model in (select hints.model from hints)
    group by usage.model, usage.day
)

select
    daily.model,
    any_value(daily.model_name) as model_name,
    min(daily.day) as first_day,
    max(daily.day) as last_day,
    sum(daily.token_count)::bigint as token_count,
    arg_max(daily.day, (coalesce(daily.share_of_all, 0), '9999-12-31'::date - daily.day)) as best_day,
    max(daily.share_of_all) as best_day_share_of_all,
    any_value(hints.catalogue_hint) as catalogue_hint
from daily
inner join hints on daily.model = hints.model
group by daily.model;

comment on view unclassified_models is
'One row a ranked model that the registry does not know: what a person must decide, the most used first to look at.';
comment on column unclassified_models.model is 'Permaslug without its variant; ''other'' is not a model.';
comment on column unclassified_models.model_name is
'Display name, from the registry, else the catalogue, else the permaslug.';
comment on column unclassified_models.first_day is 'First day listed.';
comment on column unclassified_models.last_day is 'Last day listed.';
comment on column unclassified_models.token_count is 'Tokens of all listed days. Unit: tokens.';
comment on column unclassified_models.best_day is 'Day of its highest share, the first of equal ones.';
comment on column unclassified_models.best_day_share_of_all is 'Its share of all tokens on that day. Unit: 0 to 1.';
comment on column unclassified_models.catalogue_hint is
'Repository of weights that the catalogue names: a hint, not a verdict; null if none.';
