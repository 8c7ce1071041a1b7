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
)

select
    ranked.week_convention,
    ranked.variant_policy,
    ranked.week_start,
    ranked.token_count as ranked_token_count,
    periods.token_count - periods.other_token_count as listed_token_count
from ranked
inner join mart.periods
    on ranked.week_convention = periods.week_convention and ranked.week_start = periods.week_start
where ranked.token_count <> periods.token_count - periods.other_token_count
