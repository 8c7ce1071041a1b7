create or replace view unclassified_models as
with hints as (
    select
        model,
        any_value(model_name) as model_name,
        max(weights_repo) as catalogue_hint
    from core.models
    where openness_basis <> 'registry'
    group by model
),

with_variants as (
    select distinct model from core.daily_usage
    where variant is not null
),

-- One row a model and day. Most models have no variant, and nothing to be summed up.
listed as (
    select
        model,
        day,
        token_count
    from core.daily_usage
    where model in (select hints.model from hints) and model not in (select with_variants.model from with_variants)
    union all
    select
        model,
        day,
        sum(token_count)::bigint as token_count
    from core.daily_usage
    where model in (select hints.model from hints) and model in (select with_variants.model from with_variants)
    group by model, day
),

shares as (
    select
        listed.*,
        -- One division of integers: sums of shares differ in the last digit from run to run, and best_day with them.
        listed.token_count / nullif(days.token_count, 0) as share_of_all
    from listed
    inner join core.days on listed.day = days.day
),

lives as (
    select
        model,
        min(day) as first_day,
        max(day) as last_day,
        sum(token_count)::bigint as token_count,
        arg_max(day, (coalesce(share_of_all, 0), '9999-12-31'::date - day)) as best_day,
        max(share_of_all) as best_day_share_of_all
    from shares
    group by model
)

select
    lives.model,
    hints.model_name,
    lives.first_day,
    lives.last_day,
    lives.token_count,
    lives.best_day,
    lives.best_day_share_of_all,
    hints.catalogue_hint
from lives
inner join hints on lives.model = hints.model;

comment on view unclassified_models is
'One row a ranked model that the registry does not know: what a person must decide.';
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
