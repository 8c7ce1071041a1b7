"""What a person must decide about models: those without a verdict, and verdicts that look doubtful or old."""

from dataclasses import dataclass
from datetime import date

import duckdb

MAX_UNCLASSIFIED_SHARE = 0.01
STEALTH_DAYS = 30
CHECK_DAYS = 180

# "Now" is the newest as_of, never the wall clock (warehouse.md, section 3).
_NOW = "(select as_of::date from mart.build)"
_CURRENT = f"coalesce(valid_from <= {_NOW}, true) and coalesce(valid_to >= {_NOW}, true)"
_USED = """
    select model, min(day) as first_day, max(day) as last_day, sum(token_count)::bigint as token_count
    from core.daily_usage where permaslug <> 'other' group by model
"""


@dataclass(frozen=True)
class Unclassified:
    """A ranked model that is not in the registry; the hint is the catalogue's repository of weights."""

    model: str
    first_day: date
    last_day: date
    token_count: int
    catalogue_hint: str | None


@dataclass(frozen=True)
class Contradiction:
    """A model that is proprietary by the registry and has a repository of weights in the newest catalogue."""

    model: str
    hugging_face_id: str
    snapshot_day: date


@dataclass(frozen=True)
class StillHidden:
    """A stealth model first listed more than 30 days ago that nobody has revealed."""

    model: str
    first_day: date
    last_day: date
    token_count: int


@dataclass(frozen=True)
class OldVerdict:
    """A model whose standing verdict was checked more than 180 days ago; `token_count` is null if it was never ranked."""

    model: str
    checked_on: date
    token_count: int | None


@dataclass(frozen=True)
class IncompleteWeek:
    """A closed iso week with more than 1 % of its tokens unclassified."""

    week_start: date
    unclassified_token_count: int
    token_count: int


@dataclass(frozen=True)
class Findings:
    """Everything that waits for a person, heaviest first; weeks in the order of time."""

    unclassified: list[Unclassified]
    contradictions: list[Contradiction]
    still_hidden: list[StillHidden]
    old_verdicts: list[OldVerdict]
    incomplete_weeks: list[IncompleteWeek]

    @property
    def is_incomplete(self) -> bool:
        """True if unclassified models weigh enough to bend a week's shares: `orpipeline registry check` exits with 3."""
        return bool(self.incomplete_weeks)


def upkeep(con: duckdb.DuckDBPyConnection) -> Findings:
    """Findings of an open warehouse, private or published; it is only read."""
    return Findings(
        [Unclassified(*row) for row in con.sql(_UNCLASSIFIED).fetchall()],
        [Contradiction(*row) for row in con.sql(_CONTRADICTIONS).fetchall()],
        [StillHidden(*row) for row in con.sql(_STILL_HIDDEN).fetchall()],
        [OldVerdict(*row) for row in con.sql(_OLD_VERDICTS).fetchall()],
        [IncompleteWeek(*row) for row in con.sql(_INCOMPLETE_WEEKS).fetchall()],
    )


# Only the fixed texts above stand in the queries.
_UNCLASSIFIED = f"""
with used as ({_USED}),
hints as (
    select model, max(weights_repo) as catalogue_hint from core.models
    where openness_basis <> 'registry' group by model
)
select model, first_day, last_day, token_count, catalogue_hint
from used inner join hints using (model)
order by token_count desc, model
"""  # noqa: S608

_CONTRADICTIONS = f"""
with used as ({_USED}),
newest as (
    select canonical_slug as model, min(hugging_face_id) as hugging_face_id, max(snapshot_day) as snapshot_day
    from raw.catalogue
    where snapshot_day = (select max(snapshot_day) from raw.catalogue) and hugging_face_id is not null
    group by canonical_slug
)
select newest.model, newest.hugging_face_id, newest.snapshot_day
from newest inner join core.models as verdict using (model) left join used using (model)
where verdict.openness = 'proprietary' and verdict.openness_basis = 'registry' and {_CURRENT}
order by used.token_count desc nulls last, newest.model
"""  # noqa: S608

_STILL_HIDDEN = f"""
with used as ({_USED})
select used.model, used.first_day, used.last_day, used.token_count
from used inner join core.models as verdict using (model)
where verdict.openness = 'stealth' and verdict.revealed_as is null and {_CURRENT}
    and used.first_day < {_NOW} - {STEALTH_DAYS}
order by used.token_count desc, used.model
"""  # noqa: S608

_OLD_VERDICTS = f"""
with used as ({_USED})
select verdict.model, verdict.checked_on, used.token_count
from core.models as verdict left join used using (model)
where verdict.checked_on < {_NOW} - {CHECK_DAYS} and {_CURRENT}
order by used.token_count desc nulls last, verdict.model
"""  # noqa: S608

_INCOMPLETE_WEEKS = f"""
select week_start, unclassified_token_count, token_count
from mart.weekly_openness
where week_convention = 'iso' and variant_policy = 'merged' and status in ('final', 'final_with_gaps')
    and unclassified_token_count > {MAX_UNCLASSIFIED_SHARE} * token_count
order by week_start
"""  # noqa: S608
