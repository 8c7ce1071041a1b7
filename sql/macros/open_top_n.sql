create or replace macro open_top_n(n, k) as table
with weeks as (
    select
        week_start,
        any_value(week_end) as week_end,
        any_value(status) as status,
        count(*) filter (where openness = 'open_weights') as open_count,
        string_agg(model, ', ' order by rank, model) filter (where openness = 'open_weights') as open_models,
        string_agg(model, ', ' order by rank, model) filter (where openness <> 'open_weights') as other_models,
        arg_max_null(margin_to_next, (rank, model)) as margin_at_cut
    from mart.weekly_rank
    where
        week_convention = 'iso'
        and variant_policy = 'merged'
        and status in ('final', 'final_with_gaps')
        and rank <= n
    group by week_start
)

select *
from weeks
where open_count >= k
order by week_start;

comment on macro table open_top_n is
    'Closed iso weeks with at least k open models in the top n: select * from open_top_n(5, 4).';
