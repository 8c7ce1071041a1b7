-- Ranked models and 'other' of a week do not add up to the tokens of its days.
-- blocking on mart.weekly_rank
with ranked as (
    select
        week_convention,
        variant_policy,
        week_start,
        sum(token_count)::bigint as token_count
    from mart.weekly_rank
    where week_convention <> 'rolling' and variant_policy <> 'exclude_free'
    group by week_convention, variant_policy, week_start
),

expected as (
    select
        periods.week_convention,
        policies.variant_policy,
        periods.week_start,
        periods.token_count - periods.other_token_count as listed_token_count
    from mart.periods
    cross join (values ('merged'), ('as_listed')) as policies (variant_policy)
    where periods.week_convention in ('iso', 'sunday')
)

select
    expected.week_convention,
    expected.variant_policy,
    expected.week_start,
    expected.listed_token_count,
    coalesce(ranked.token_count, 0) as ranked_token_count
from expected
left join ranked
    on
        expected.week_convention = ranked.week_convention
        and expected.variant_policy = ranked.variant_policy
        and expected.week_start = ranked.week_start
where coalesce(ranked.token_count, 0) <> expected.listed_token_count
