create or replace macro model_history(slug) as table
select
    week_convention,
    week_start,
    week_end,
    status,
    days_covered,
    rank,
    model,
    model_name,
    lab,
    openness,
    licence_tier,
    token_count,
    token_count_high,
    share_of_all,
    share_of_listed,
    margin_to_next,
    days_listed
from mart.weekly_rank
where
    week_convention = 'iso'
    and variant_policy = 'merged'
    and model = split_part(slug, ':', 1)
order by week_start;

comment on macro table model_history is
    'Every iso week of one model, variants merged, with the openness of then; see status for weeks not closed: select * from model_history(''minimax/minimax-m2.5-20260211'').';
