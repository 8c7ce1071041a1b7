-- The warehouse holds no daily figure at all.
-- blocking on core.daily_usage
select 'no rows' as core_daily_usage
where not exists (select 1 from core.daily_usage)
