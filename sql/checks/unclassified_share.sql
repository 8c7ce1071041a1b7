-- More than 1 % of a closed week's tokens belong to models that nobody has classified; see orpipeline registry check.
-- warning on mart.weekly_openness
select
    week_start,
    unclassified_token_count,
    token_count
from mart.weekly_openness
where
    week_convention = 'iso'
    and variant_policy = 'merged'
    and status in ('final', 'final_with_gaps')
    and unclassified_token_count > 0.01 * token_count
