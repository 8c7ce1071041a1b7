create or replace view weekly_top5 as
select
    week_convention,
    week_start,
    week_end,
    status,
    days_covered,
    variant_policy,
    rank,
    model,
    base_model,
    model_name,
    lab,
    lab_country,
    openness,
    openness_now,
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
    and status in ('final', 'final_with_gaps')
    and rank <= 5;

comment on view weekly_top5 is
'The top five of each closed iso week, variants merged; a tie at rank 5 makes it more than five rows.';
comment on column weekly_top5.week_convention is
'Always iso (Monday to Sunday).';
comment on column weekly_top5.week_start is 'First day of the period (UTC).';
comment on column weekly_top5.week_end is 'Last day of the period (UTC).';
comment on column weekly_top5.status is
'final or final_with_gaps (the source has nothing for a day): closed weeks only.';
comment on column weekly_top5.days_covered is 'Days of the period that have rows. Unit: days.';
comment on column weekly_top5.variant_policy is
'Always merged: variants such as :free are counted with their model.';
comment on column weekly_top5.rank is 'SQL rank() over tokens descending; equal tokens share a rank.';
comment on column weekly_top5.model is
'Permaslug without its variant; with variant_policy ''as_listed'' the permaslug itself.';
comment on column weekly_top5.base_model is
'Permaslug without its variant, whatever the variant policy; in the view models it has one row a validity period, so join on the day too.';
comment on column weekly_top5.model_name is
'Display name, from the registry, else the catalogue, else the permaslug.';
comment on column weekly_top5.lab is 'Who made the model, from the registry; ''undisclosed'' for stealth models, null if not known.';
comment on column weekly_top5.lab_country is 'ISO 3166-1 alpha-2 code of the lab''s home; null if not known.';
comment on column weekly_top5.openness is 'Verdict valid on the period''s last covered day: whom a rank counts as open; for tokens of a class, which follow each day''s verdict, see weekly_openness.';
comment on column weekly_top5.openness_now is 'Verdict valid at the newest as_of of the daily figures.';
comment on column weekly_top5.licence_tier is 'Licence tier on the period''s last covered day.';
comment on column weekly_top5.token_count is
'Sum of the listed days: a lower bound where days_listed is below days_covered. Unit: tokens.';
comment on column weekly_top5.token_count_high is
'The sum plus, for each day with rows on which it is not listed, the tokens of that day''s smallest row (0 where nothing was left out): an upper bound, but for days without rows and for variants that were not listed beside a listed one. Unit: tokens.';
comment on column weekly_top5.share_of_all is
'Tokens over all tokens of the period that the policy counts, ''other'' included. Unit: 0 to 1.';
comment on column weekly_top5.share_of_listed is 'Tokens over those of the named rows that the policy counts. Unit: 0 to 1.';
comment on column weekly_top5.margin_to_next is
'Tokens over the tokens of the next row, minus 1; 0 if the next row has as many, null on the last row; equal tokens are in the order of their names. Unit: ratio.';
comment on column weekly_top5.days_listed is 'Days of the period on which the model was listed. Unit: days.';
