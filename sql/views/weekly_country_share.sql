create or replace view weekly_country_share as
select
    week_convention,
    week_start,
    week_end,
    status,
    days_covered,
    rank,
    lab_country,
    token_count,
    share_low,
    share_point,
    share_high
from mart.weekly_country_share;

comment on view weekly_country_share is
'One row a convention (iso, sunday), week and country: its tokens, share with bounds, and rank. Variants merged, each day by the verdict of that day. Stealth models, routers, unclassified models, labs of unknown home and ''other'' belong to no country; they make the difference between the bounds.';
comment on column weekly_country_share.week_convention is
'iso (Monday to Sunday) or sunday (Sunday to Saturday).';
comment on column weekly_country_share.week_start is 'First day of the period (UTC).';
comment on column weekly_country_share.week_end is 'Last day of the period (UTC).';
comment on column weekly_country_share.status is
'final, final_with_gaps (the source has nothing for a day) or partial (running, or a day never read).';
comment on column weekly_country_share.days_covered is 'Days of the period that have rows. Unit: days.';
comment on column weekly_country_share.rank is
'SQL rank() over the tokens of each country, descending; equal tokens share a rank.';
comment on column weekly_country_share.lab_country is 'ISO 3166-1 alpha-2 code of the home of the labs.';
comment on column weekly_country_share.token_count is
'Tokens of models known to be of this country in the period. Unit: tokens.';
comment on column weekly_country_share.share_low is
'The country''s tokens over all tokens: nothing unknown is of it. Unit: 0 to 1.';
comment on column weekly_country_share.share_point is
'The country''s tokens over the tokens whose country is known. Unit: 0 to 1.';
comment on column weekly_country_share.share_high is
'All tokens but those of other known countries, over all tokens: everything unknown is of it. Unit: 0 to 1.';
