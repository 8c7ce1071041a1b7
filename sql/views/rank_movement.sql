create or replace view rank_movement as
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
    token_count,
    previous_rank,
    movement,
    entry,
    weeks_on_chart,
    peak_rank,
    peak_week,
    weeks_at_peak,
    weeks_in_top5,
    weeks_at_number_one
from mart.rank_movement;

comment on view rank_movement is
'One row a closed iso week and model on the chart (weekly top 50, variants merged): movement, debut, re-entry, peak so far.';
comment on column rank_movement.week_convention is
'Always iso (Monday to Sunday).';
comment on column rank_movement.week_start is 'First day of the period (UTC).';
comment on column rank_movement.week_end is 'Last day of the period (UTC).';
comment on column rank_movement.status is
'final or final_with_gaps (the source has nothing for a day): closed weeks only.';
comment on column rank_movement.days_covered is 'Days of the period that have rows. Unit: days.';
comment on column rank_movement.rank is 'SQL rank() over tokens descending; equal tokens share a rank.';
comment on column rank_movement.model is 'Permaslug without its variant; ''other'' is not a model.';
comment on column rank_movement.model_name is
'Display name, from the registry, else the catalogue, else the permaslug.';
comment on column rank_movement.lab is 'Who made the model, from the registry; ''undisclosed'' for stealth models, null if not known.';
comment on column rank_movement.openness is 'Verdict valid on the week''s last covered day.';
comment on column rank_movement.token_count is
'Prompt and completion tokens, as counted by the providers. Unit: tokens.';
comment on column rank_movement.previous_rank is 'Rank in the week before; null if not on that chart.';
comment on column rank_movement.movement is 'Places won since the week before; negative = lost. Unit: places.';
comment on column rank_movement.entry is
'debut (first time in the weeks held; history before them is not known) or re-entry; null for a model that stayed, in the first week held and after a missing week.';
comment on column rank_movement.weeks_on_chart is 'Weeks on the chart so far, this one included. Unit: weeks.';
comment on column rank_movement.peak_rank is 'Best rank so far.';
comment on column rank_movement.peak_week is 'First week at the peak so far (its Monday).';
comment on column rank_movement.weeks_at_peak is 'Weeks at the peak so far. Unit: weeks.';
comment on column rank_movement.weeks_in_top5 is 'Weeks with rank <= 5 so far. Unit: weeks.';
comment on column rank_movement.weeks_at_number_one is 'Weeks at rank 1 so far. Unit: weeks.';
