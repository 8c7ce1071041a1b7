create or replace view open_top_five_robustness as
with base as (
    select
        week_start,
        week_end,
        status,
        days_covered,
        open_count,
        has_four_or_more
    from mart.open_top_five_sensitivity
    where
        week_convention = 'iso'
        and variant_policy = 'merged'
        and stealth_scenario = 'not_open'
        and strictness = 1
        and time_basis = 'as_then'
),

settings as (
    select
        base.week_start,
        base.has_four_or_more as base_has_four_or_more,
        sensitivity.has_four_or_more,
        sensitivity.open_count,
        sensitivity.margin_at_cut,
        sensitivity.strictness,
        (sensitivity.week_convention <> 'iso')::bigint
        + (sensitivity.variant_policy <> 'merged')::bigint
        + (sensitivity.stealth_scenario <> 'not_open')::bigint
        + (sensitivity.strictness <> 1)::bigint
        + (sensitivity.time_basis <> 'as_then')::bigint as change_count,
        concat_ws(
            ', ',
            case sensitivity.week_convention
                when 'sunday' then 'Sunday-start week of ' || sensitivity.window_start
                when 'rolling' then 'seven days from ' || sensitivity.window_start
            end,
            case sensitivity.variant_policy
                when 'as_listed' then 'variants ranked apart'
                when 'exclude_free' then 'without free variants'
            end,
            case sensitivity.stealth_scenario
                when 'open' then 'stealth models counted as open'
                when 'as_revealed' then 'stealth models as later revealed'
            end,
            case sensitivity.strictness
                when 2 then 'licence at least community'
                when 3 then 'licence at least clause'
                when 4 then 'OSI licences only'
            end,
            case sensitivity.time_basis when 'as_now' then 'by the newest verdicts' end
        ) as change
    from mart.open_top_five_sensitivity as sensitivity
    inner join base on sensitivity.week_start = base.week_start
),

counts as (
    select
        week_start,
        count(*) as setting_count,
        count(*) filter (where has_four_or_more) as four_or_more_count
    from settings
    group by week_start
),

flips as (
    select
        week_start,
        change,
        change_count,
        open_count,
        margin_at_cut
    from settings
    where has_four_or_more <> base_has_four_or_more
    qualify row_number() over (partition by week_start order by change_count, margin_at_cut nulls last, strictness, change) = 1
)

select
    'iso' as week_convention,
    base.week_start,
    base.week_end,
    base.status,
    base.days_covered,
    base.open_count,
    base.has_four_or_more,
    counts.setting_count,
    counts.four_or_more_count,
    flips.change as flipped_by,
    flips.change_count as flipped_by_change_count,
    flips.open_count as flipped_open_count,
    flips.margin_at_cut as flipped_margin_at_cut
from base
inner join counts on base.week_start = counts.week_start
left join flips on base.week_start = flips.week_start;

comment on view open_top_five_robustness is
'One row a closed iso week: how many settings of open_top_five_sensitivity agree with "four or more open in the top five", and the smallest change that flips the plain answer.';
comment on column open_top_five_robustness.week_convention is 'Always iso (Monday to Sunday).';
comment on column open_top_five_robustness.week_start is 'First day of the week (UTC).';
comment on column open_top_five_robustness.week_end is 'Last day of the week (UTC).';
comment on column open_top_five_robustness.status is
'final or final_with_gaps (the source has nothing for a day).';
comment on column open_top_five_robustness.days_covered is 'Days of the week that have rows. Unit: days.';
comment on column open_top_five_robustness.open_count is
'Open models with rank <= 5 in the plain setting: iso, variants merged, stealth models not open, any licence, verdicts of the time. Unit: models.';
comment on column open_top_five_robustness.has_four_or_more is 'True if open_count is 4 or more.';
comment on column open_top_five_robustness.setting_count is
'Settings that could be computed: 576, fewer where a window near the week is partial or not held. Unit: settings.';
comment on column open_top_five_robustness.four_or_more_count is
'Settings with four or more open models in the top five. Unit: settings.';
comment on column open_top_five_robustness.flipped_by is
'The smallest change from the plain setting that flips has_four_or_more: fewest changed choices (another window is one, however far), then the smallest margin, then the mildest licences, then by its words; null if none does.';
comment on column open_top_five_robustness.flipped_by_change_count is
'Choices that differ in flipped_by. Unit: choices.';
comment on column open_top_five_robustness.flipped_open_count is
'Open models with rank <= 5 after that change. Unit: models.';
comment on column open_top_five_robustness.flipped_margin_at_cut is
'How far the fifth is ahead of the sixth after that change: tokens over tokens, minus 1. Unit: ratio.';
