create or replace view weekly_spend as
select
    week_convention,
    week_start,
    week_end,
    status,
    days_covered,
    openness,
    token_count,
    covered_token_count,
    covered_share,
    list_low,
    list_high
from mart.weekly_spend;

comment on view weekly_spend is
'One row an iso week and openness: what its tokens cost at list prices, as a range, and the share of tokens it speaks for. Caching and discounts make the true figure lower still.';
comment on column weekly_spend.week_convention is
'Always iso (Monday to Sunday).';
comment on column weekly_spend.week_start is 'First day of the period (UTC).';
comment on column weekly_spend.week_end is 'Last day of the period (UTC).';
comment on column weekly_spend.status is
'final, final_with_gaps (the source has nothing for a day) or partial (running, or a day never read).';
comment on column weekly_spend.days_covered is 'Days of the period that have rows. Unit: days.';
comment on column weekly_spend.openness is
'open_weights, proprietary, stealth, router or unclassified, by the verdict valid on that day.';
comment on column weekly_spend.token_count is 'Tokens of the class''s named rows in the period. Unit: tokens.';
comment on column weekly_spend.covered_token_count is
'Tokens with a list price: that of the newest catalogue copy of the 14 days up to their day that lists the model and variant; a :free row costs 0 on days with such a copy; null where no copy covers the week. Unit: tokens.';
comment on column weekly_spend.covered_share is
'Tokens with a list price over all tokens of the class; null where no price snapshot covers the week. Unit: 0 to 1.';
comment on column weekly_spend.list_low is
'Cost if every covered token were paid at the lower of its model''s prompt and completion prices; null where none is covered. Unit: USD.';
comment on column weekly_spend.list_high is
'Cost if every covered token were paid at the higher of these prices; long-context tiers and charges by request or image are not in it; null where none is covered. Unit: USD.';
