create or replace view weekly_reconciliation as
with answers as (
    select
        as_of,
        unnest(generate_series(window_start, window_end, interval 7 day))::date as week_start
    from raw.answers
    where series = 'week'
),

weeks as (
    select
        week_start,
        max(as_of) as api_as_of
    from answers
    group by week_start
),

buckets as (
    select
        day as week_start,
        permaslug as model,
        token_count as api_token_count
    from core.versions
    where series = 'week' and superseded_as_of is null and token_count is not null
),

floors as (
    -- fewer rows than the source publishes, and no 'other': nothing was left out of the bucket
    select
        week_start,
        case
            when count(*) filter (where model <> 'other') >= 50 or bool_or(model = 'other')
                then min(api_token_count) filter (where model <> 'other')
            else 0
        end as bucket_floor
    from buckets
    group by week_start
),

settled as (
    -- a day that just closed still grows a little; one closed for 25 hours has not been seen to move
    select
        date_trunc('week', day)::date as week_start,
        bool_and(as_of >= day + interval 1 day + interval 25 hour) as is_settled
    from core.days
    where status = 'present'
    group by date_trunc('week', day)
),

restated as (
    select
        permaslug as model,
        date_trunc('week', day)::date as week_start,
        max(as_of) as restated_as_of
    from core.versions
    where series = 'day' and previous_as_of is not null
    group by date_trunc('week', day), permaslug
),

ours as (
    select
        week_start,
        model,
        token_count,
        token_count_high,
        days_listed
    from mart.weekly_rank
    where
        week_convention = 'iso' and variant_policy = 'as_listed'
        and week_start in (select floors.week_start from floors)
),

names as (
    select
        week_start,
        model
    from ours
    union
    select
        week_start,
        model
    from buckets
    where model <> 'other'
),

compared as (
    select
        periods.week_convention,
        periods.week_start,
        periods.week_end,
        periods.status,
        periods.days_covered,
        names.model,
        buckets.api_token_count,
        floors.bucket_floor,
        weeks.api_as_of,
        coalesce(ours.token_count, 0) as token_count,
        coalesce(ours.token_count_high, periods.floor_token_count) as token_count_high,
        coalesce(ours.days_listed, 0) as days_listed,
        settled.is_settled
        and weeks.api_as_of >= periods.week_end + interval 1 day + interval 25 hour as is_settled,
        coalesce(restated.restated_as_of > weeks.api_as_of, false) as is_restated_since
    from names
    inner join mart.periods on names.week_start = periods.week_start and periods.week_convention = 'iso'
    inner join weeks on names.week_start = weeks.week_start
    inner join floors on names.week_start = floors.week_start
    inner join settled on names.week_start = settled.week_start
    left join ours on names.week_start = ours.week_start and names.model = ours.model
    left join buckets on names.week_start = buckets.week_start and names.model = buckets.model
    left join restated on names.week_start = restated.week_start and names.model = restated.model
),

judged as (
    select
        *,
        api_token_count - token_count as difference,
        case
            when api_token_count = token_count then 'equal'
            when status <> 'final' then 'week_not_final'
            when api_token_count is null and token_count <= bucket_floor then 'below_bucket'
            when
                days_listed < days_covered and api_token_count between token_count and token_count_high
                then 'unlisted_days'
            when not is_settled then 'not_settled'
            when is_restated_since then 'restated_since'
            else 'unexplained'
        end as finding
    from compared
)

select
    week_convention,
    week_start,
    week_end,
    status,
    days_covered,
    model,
    token_count,
    token_count_high,
    api_token_count,
    difference,
    days_listed,
    finding,
    api_as_of,
    finding <> 'unexplained' as is_explained
from judged;

comment on view weekly_reconciliation is
'One row an iso week that the API was asked for by week, and permaslug: our sum of days beside the API''s own weekly figure. Empty without a key. ''other'' is left out.';
comment on column weekly_reconciliation.week_convention is 'Always iso (Monday to Sunday), as the API''s weeks are.';
comment on column weekly_reconciliation.week_start is 'First day of the period (UTC).';
comment on column weekly_reconciliation.week_end is 'Last day of the period (UTC).';
comment on column weekly_reconciliation.status is
'final, final_with_gaps (the source has nothing for a day) or partial (running, or a day never read).';
comment on column weekly_reconciliation.days_covered is 'Days of the period that have rows. Unit: days.';
comment on column weekly_reconciliation.model is
'The permaslug, as with variant_policy ''as_listed'': the API''s weeks rank each variant apart.';
comment on column weekly_reconciliation.token_count is
'Sum of the listed days: a lower bound where days_listed is below days_covered. Unit: tokens.';
comment on column weekly_reconciliation.token_count_high is
'Upper bound: the sum plus, for each day not listed, the tokens of that day''s 50th row. Unit: tokens.';
comment on column weekly_reconciliation.api_token_count is
'The API''s own figure for the week; null where the permaslug is below the top 50 of the week. Unit: tokens.';
comment on column weekly_reconciliation.difference is 'api_token_count minus token_count. Unit: tokens.';
comment on column weekly_reconciliation.days_listed is
'Days of the period on which the permaslug was listed. Unit: days.';
comment on column weekly_reconciliation.finding is
'equal; or why not: unlisted_days (within bounds), below_bucket (below the top 50), week_not_final (partial, or with gaps), not_settled (read within 25 h of a day), restated_since (a day changed later), unexplained.';
comment on column weekly_reconciliation.api_as_of is
'When OpenRouter made the newest answer that covers the week as a week (UTC).';
comment on column weekly_reconciliation.is_explained is 'False where the finding is unexplained.';
