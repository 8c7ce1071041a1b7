create or replace view weekly_concentration as
with sums as (
    select
        week_convention,
        week_start,
        any_value(week_end) as week_end,
        any_value(status) as status,
        any_value(days_covered) as days_covered,
        count(*) as listed_models,
        sum(token_count)::bigint as listed_token_count,
        -- No larger than the square of the week's tokens, which are a bigint, so a hugeint always holds it.
        sum(token_count::hugeint * token_count) as squares,
        sum(token_count) filter (where rank <= 1) as top1,
        sum(token_count) filter (where rank <= 5) as top5,
        sum(token_count) filter (where rank <= 10) as top10
    from mart.weekly_rank
    where week_convention in ('iso', 'sunday') and variant_policy = 'merged'
    group by week_convention, week_start
)

select
    week_convention,
    week_start,
    week_end,
    status,
    days_covered,
    listed_models,
    listed_token_count,
    squares / nullif(listed_token_count::double * listed_token_count, 0) as hhi,
    top1 / nullif(listed_token_count, 0) as top1_share,
    top5 / nullif(listed_token_count, 0) as top5_share,
    top10 / nullif(listed_token_count, 0) as top10_share,
    listed_token_count::double * listed_token_count / nullif(squares, 0) as effective_models
from sums;

comment on view weekly_concentration is
'One row a convention (iso, sunday) and week: how few models hold the tokens. Every share is of the tokens of listed models, variants merged; ''other'', whose models are not known, is left out.';
comment on column weekly_concentration.week_convention is
'iso (Monday to Sunday) or sunday (Sunday to Saturday).';
comment on column weekly_concentration.week_start is 'First day of the period (UTC).';
comment on column weekly_concentration.week_end is 'Last day of the period (UTC).';
comment on column weekly_concentration.status is
'final, final_with_gaps (the source has nothing for a day) or partial (running, or a day never read).';
comment on column weekly_concentration.days_covered is 'Days of the period that have rows. Unit: days.';
comment on column weekly_concentration.listed_models is 'Models listed on at least one day of the week. Unit: models.';
comment on column weekly_concentration.listed_token_count is
'Tokens of the listed models in the week: the denominator. Unit: tokens.';
comment on column weekly_concentration.hhi is
'Herfindahl-Hirschman index: the sum of the squared shares of the listed models; 1 if one model has all. Unit: 0 to 1.';
comment on column weekly_concentration.top1_share is
'Tokens of the models with rank 1 over those of all listed models; a tie counts whole. Unit: 0 to 1.';
comment on column weekly_concentration.top5_share is
'Tokens of the models with rank <= 5 over those of all listed models. Unit: 0 to 1.';
comment on column weekly_concentration.top10_share is
'Tokens of the models with rank <= 10 over those of all listed models. Unit: 0 to 1.';
comment on column weekly_concentration.effective_models is
'1 / hhi: how many models of equal size would be as concentrated. Unit: models.';
