create or replace view number_one_runs as
select
    model,
    model_name,
    first_week,
    last_week,
    week_count,
    margin_min
from mart.number_one_runs;

comment on view number_one_runs is
'One row a spell at rank 1: a model and the consecutive closed iso weeks it led, variants merged. A tie at rank 1 gives each model a spell; a week not held ends a spell.';
comment on column number_one_runs.model is 'Permaslug without its variant; ''other'' is not a model.';
comment on column number_one_runs.model_name is
'Display name, from the registry, else the catalogue, else the permaslug.';
comment on column number_one_runs.first_week is 'First week of the spell (its Monday).';
comment on column number_one_runs.last_week is 'Last week of the spell so far (its Monday).';
comment on column number_one_runs.week_count is 'Weeks in the spell. Unit: weeks.';
comment on column number_one_runs.margin_min is
'Smallest lead over the runner-up in any week of the spell: tokens over tokens, minus 1; 0 in a tie. Unit: ratio.';
