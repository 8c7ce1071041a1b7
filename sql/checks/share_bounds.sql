-- An open share is outside its bounds, or the classes of a week do not add up to its tokens.
-- blocking on mart.weekly_openness
select
    week_convention,
    variant_policy,
    week_start,
    open_share_low,
    open_share_high
from mart.weekly_openness
where
    open_share_low < 0
    or open_share_low > open_share_high
    or open_share_high > 1
    or token_count <> open_token_count + proprietary_token_count + stealth_token_count
    + router_token_count + unclassified_token_count + other_token_count
