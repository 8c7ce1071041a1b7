create or replace view weekly_lab_share as
select
    week_convention,
    week_start,
    week_end,
    status,
    days_covered,
    rank,
    lab,
    token_count,
    share_low,
    share_point,
    share_high
from mart.weekly_lab_share;

comment on view weekly_lab_share is
'One row a convention (iso, sunday), week and lab: its tokens, share with bounds, and rank. Variants merged, each day by the verdict of that day. Stealth models, routers, unclassified models and ''other'' belong to no lab; they make the difference between the bounds.';
comment on column weekly_lab_share.week_convention is
'iso (Monday to Sunday) or sunday (Sunday to Saturday).';
comment on column weekly_lab_share.week_start is 'First day of the period (UTC).';
comment on column weekly_lab_share.week_end is 'Last day of the period (UTC).';
comment on column weekly_lab_share.status is
'final, final_with_gaps (the source has nothing for a day) or partial (running, or a day never read).';
comment on column weekly_lab_share.days_covered is 'Days of the period that have rows. Unit: days.';
comment on column weekly_lab_share.rank is
'SQL rank() over the tokens of each lab, descending; equal tokens share a rank.';
comment on column weekly_lab_share.lab is 'Who made the models, from the registry.';
comment on column weekly_lab_share.token_count is
'Tokens of models known to be of this lab in the period. Unit: tokens.';
comment on column weekly_lab_share.share_low is
'The lab''s tokens over all tokens: nothing unknown is of it. Unit: 0 to 1.';
comment on column weekly_lab_share.share_point is 'The lab''s tokens over the tokens whose lab is known. Unit: 0 to 1.';
comment on column weekly_lab_share.share_high is
'All tokens but those of other known labs, over all tokens: everything unknown is of it. Unit: 0 to 1.';
