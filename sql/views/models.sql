create or replace view models as
with used as (
    select
        models.model,
        models.valid_from,
        min(usage.day) as first_day,
        max(usage.day) as last_day,
        sum(usage.token_count)::bigint as token_count
    from core.models
    inner join core.daily_usage as usage
        on
            models.model = usage.model
            and usage.day >= coalesce(models.valid_from, '0001-01-01'::date)
            and usage.day <= coalesce(models.valid_to, '9999-12-31'::date)
    group by models.model, models.valid_from
)

select
    models.model,
    models.model_name,
    models.lab,
    models.lab_country,
    models.openness,
    models.openness_basis,
    models.licence,
    models.licence_tier,
    models.weights_repo,
    models.valid_from,
    models.valid_to,
    models.revealed_as,
    models.revealed_on,
    models.evidence_url,
    models.evidence_kind,
    models.confidence,
    models.checked_on,
    models.note,
    used.first_day,
    used.last_day,
    coalesce(used.token_count, 0) as token_count
from core.models
left join used
    on models.model = used.model and models.valid_from is not distinct from used.valid_from;

comment on view models is
'One row a model and validity period of its verdict, for every registered and every ranked model, with its evidence.';
comment on column models.model is 'Permaslug without its variant; ''other'' is not a model.';
comment on column models.model_name is 'Display name, from the registry, else the catalogue, else the permaslug.';
comment on column models.lab is 'Who made the model, from the registry; ''undisclosed'' for stealth models, null if not known.';
comment on column models.lab_country is 'ISO 3166-1 alpha-2 code of the lab''s home; null if not known.';
comment on column models.openness is
'open_weights, proprietary, stealth, router or unclassified, by the verdict of this period.';
comment on column models.openness_basis is 'registry, catalogue_hint or none.';
comment on column models.licence is 'SPDX id where one fits, else the licence''s own name.';
comment on column models.licence_tier is
'osi, clause, community, non_commercial or closed; null where none applies.';
comment on column models.weights_repo is 'Hugging Face repository of the weights.';
comment on column models.valid_from is 'First day on which the verdict holds; null = always.';
comment on column models.valid_to is 'Last day on which the verdict holds; null = still.';
comment on column models.revealed_as is 'For a stealth model: the model it turned out to be.';
comment on column models.revealed_on is 'The day the reveal was public, where known.';
comment on column models.evidence_url is 'Public address that carries the verdict.';
comment on column models.evidence_kind is 'huggingface, catalogue (also of every catalogue_hint), vendor, press, models.dev or absence.';
comment on column models.confidence is 'high, medium or low.';
comment on column models.checked_on is 'Date of the check.';
comment on column models.note is 'Reason, conflict or caveat.';
comment on column models.first_day is 'First day of the period on which the model was listed; null if never.';
comment on column models.last_day is 'Last day of the period on which the model was listed; null if never.';
comment on column models.token_count is 'Tokens of the listed days of the period, all variants. Unit: tokens.';
