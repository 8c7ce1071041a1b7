create or replace view weeks_with_four_open_in_top_five as
with members as (
    select
        top.week_start,
        string_agg(top.model, ', ' order by top.rank, top.model) filter (where top.openness = 'open_weights') as open_models,
        string_agg(top.model, ', ' order by top.rank, top.model) filter (where top.openness <> 'open_weights') as other_models,
        string_agg(top.model, ', ' order by top.rank, top.model) filter (
            where top.openness = 'open_weights' and begun.openness not in ('open_weights', 'unclassified')
        ) as opened_in_week
    from weekly_top5 as top
    left join core.models as begun
        on
            top.base_model = begun.model
            and top.week_start >= coalesce(begun.valid_from, '0001-01-01'::date)
            and top.week_start <= coalesce(begun.valid_to, '9999-12-31'::date)
    group by top.week_start
)

select
    counts.week_convention,
    counts.week_start,
    counts.week_end,
    counts.status,
    counts.days_covered,
    counts.open_count,
    members.open_models,
    members.other_models,
    members.opened_in_week,
    counts.margin_at_cut,
    counts.week_start = min(counts.week_start) over () as is_first
from open_in_top_n as counts
inner join members on counts.week_start = members.week_start
where
    counts.week_convention = 'iso'
    and counts.variant_policy = 'merged'
    and counts.status in ('final', 'final_with_gaps')
    and counts.n = 5
    and counts.open_count >= 4;

comment on view weeks_with_four_open_in_top_five is
'Closed iso weeks, variants merged, with four or more open models in the top five.';
comment on column weeks_with_four_open_in_top_five.week_convention is
'Always iso (Monday to Sunday).';
comment on column weeks_with_four_open_in_top_five.week_start is 'First day of the period (UTC).';
comment on column weeks_with_four_open_in_top_five.week_end is 'Last day of the period (UTC).';
comment on column weeks_with_four_open_in_top_five.status is
'final or final_with_gaps (the source has nothing for a day): closed weeks only.';
comment on column weeks_with_four_open_in_top_five.days_covered is 'Days of the period that have rows. Unit: days.';
comment on column weeks_with_four_open_in_top_five.open_count is
'Models with open weights and rank <= 5. Unit: models.';
comment on column weeks_with_four_open_in_top_five.open_models is
'The open ones of the top five, by rank, separated by commas.';
comment on column weeks_with_four_open_in_top_five.other_models is
'The others of the top five, by rank, separated by commas; null if all are open.';
comment on column weeks_with_four_open_in_top_five.opened_in_week is
'The open ones known not to be open on the week''s first day, by rank, separated by commas; null if there is none. A rank counts as open by the verdict of the last covered day.';
comment on column weeks_with_four_open_in_top_five.margin_at_cut is
'How far the last model inside is ahead of the first one outside: tokens over tokens, minus 1. Unit: ratio.';
comment on column weeks_with_four_open_in_top_five.is_first is
'True for the first such week that the warehouse holds; earlier weeks may not be held.';
