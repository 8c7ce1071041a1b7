create or replace view open_top_five_runs as
with numbered as (
    select
        week_start,
        week_start - (7 * row_number() over (order by week_start))::integer as run
    from weeks_with_four_open_in_top_five
),

newest as (
    select max(week_start) as week_start
    from open_in_top_n
    where
        week_convention = 'iso'
        and variant_policy = 'merged'
        and n = 5
        and status in ('final', 'final_with_gaps')
)

select
    min(numbered.week_start) as first_week,
    max(numbered.week_start) as last_week,
    count(*) as week_count,
    max(numbered.week_start) = any_value(newest.week_start) as is_current
from numbered
cross join newest
group by numbered.run;

comment on view open_top_five_runs is
'One row a run of consecutive closed iso weeks with four or more open models in the top five; a week not held ends a run.';
comment on column open_top_five_runs.first_week is 'First week of the run (its Monday, UTC).';
comment on column open_top_five_runs.last_week is 'Last week of the run (its Monday, UTC).';
comment on column open_top_five_runs.week_count is 'Weeks in the run. Unit: weeks.';
comment on column open_top_five_runs.is_current is 'True if the run reaches the newest closed week held.';
