create or replace view citation as
select
    answers.source,
    'CC BY 4.0' as licence,
    'Source: OpenRouter (openrouter.ai/rankings), as of ' || strftime(max(answers.as_of), '%Y-%m-%dT%H:%M:%SZ')
    || '. Licensed under CC BY 4.0.' as text,
    max(answers.as_of) as as_of,
    min(answers.window_start) as first_day,
    max(answers.window_end) as last_day,
    count(*) as answer_count,
    any_value(build.code_version) as code_version
from raw.answers
cross join mart.build
where answers.series = 'day'
group by answers.source;

comment on view citation is
'One row a source: the line to print beside every figure, and what the source gave.';
comment on column citation.source is 'api, export or recorded.';
comment on column citation.licence is 'Licence of the data.';
comment on column citation.text is 'The citation that the licence asks for.';
comment on column citation.as_of is 'Newest as_of of the source''s answers of daily figures (UTC).';
comment on column citation.first_day is 'First day its answers of daily figures cover.';
comment on column citation.last_day is 'Last day they cover.';
comment on column citation.answer_count is 'Answers of daily figures accepted. Unit: answers.';
comment on column citation.code_version is 'Version of orpipeline that made this file.';
