create or replace macro daily_usage_as_of(ts) as table
with asked as (
    select
        -- A time with a zone is turned to UTC; a cast would turn it to the reader's own zone.
        case
            when typeof(ts) = 'TIMESTAMP WITH TIME ZONE' then timezone('UTC', ts::timestamptz)
            else ts::timestamp
        end as moment
),

known as (
    select
        day,
        permaslug,
        split_part(permaslug, ':', 1) as model,
        token_count,
        as_of
    from core.versions, asked
    where
        series = 'day'
        and as_of <= asked.moment
        and (superseded_as_of is null or superseded_as_of > asked.moment)
        and token_count is not null
)

select
    known.day,
    known.permaslug,
    known.model,
    coalesce(models.model_name, known.permaslug) as model_name,
    models.openness,
    models.licence_tier,
    known.token_count,
    case
        when known.permaslug <> 'other'
            then rank() over (partition by known.day, known.permaslug = 'other' order by known.token_count desc)
    end as rank,
    known.token_count / nullif(sum(known.token_count) over (partition by known.day), 0) as share_of_all,
    known.as_of
from known
left join core.models
    on
        known.model = models.model
        and known.day >= coalesce(models.valid_from, '0001-01-01'::date)
        and known.day <= coalesce(models.valid_to, '9999-12-31'::date);

comment on macro table daily_usage_as_of is
    'The daily figures as they were known at ts (UTC); as_of is that of the first answer that said so: select * from daily_usage_as_of(''2026-09-30 02:00'')';
