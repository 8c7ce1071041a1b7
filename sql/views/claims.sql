create or replace view claims as
select
    claim_id,
    source,
    url,
    published_on,
    statement,
    predicate,
    verdict,
    settings_true,
    settings_false,
    settings_unknown,
    margin,
    margin_means,
    flipped_by,
    evidence,
    as_of
from mart.claims;

comment on view claims is
'One row a claim of the ledger: the verdict over all its settings, how close it is and what flips it.';
comment on column claims.claim_id is 'The claim''s id in claims.yaml or the user''s own file.';
comment on column claims.source is 'Who said it.';
comment on column claims.url is 'Where it was said.';
comment on column claims.published_on is 'Day it was published.';
comment on column claims.statement is 'The claim in one sentence of ours.';
comment on column claims.predicate is 'The claim as typed data (JSON), with its period.';
comment on column claims.verdict is
'supported (true in every setting), refuted (false in every one), fragile (true in some, false in others), undecidable (else) or out_of_scope.';
comment on column claims.settings_true is 'Settings in which it holds. Unit: settings.';
comment on column claims.settings_false is 'Settings in which it does not hold. Unit: settings.';
comment on column claims.settings_unknown is 'Settings that the data do not decide. Unit: settings.';
comment on column claims.margin is
'Smallest distance to the other outcome among the settings that decide; null if undecidable or not measurable.';
comment on column claims.margin_means is 'What the margin is a distance of.';
comment on column claims.flipped_by is 'The smallest change of setting that flips a fragile claim.';
comment on column claims.evidence is
'The setting that speaks for the verdict and the rows behind it, in words.';
comment on column claims.as_of is 'Newest as_of of the warehouse when the verdict was found (UTC).';
