"""The claim ledger's data: claims.yaml and a user's own file of the same shape (warehouse.md, section 7).

A claim fixes what its words fix, the rest varies: the period's convention unless fixed, the variant policy, the stealth
scenario and the time basis; strictness stands in the predicate, because only a claim's words can raise it.
"""

from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Literal, NamedTuple, Self

from pydantic import Discriminator, Field, Tag, ValidationError, model_validator

from orpipeline.registry.nodes import Entry, Place, read_list
from orpipeline.registry.predicates import ClaimsAgree, Part, Predicate, TopNIs, Weekly
from orpipeline.registry.words import Day, WebAddress, in_words, refuse

WeekConvention = Literal["iso", "sunday", "rolling"]

CLAIMS_PATH = Path(__file__).with_name("claims.yaml")


class WeekStart(NamedTuple):
    """One seven-day period: its convention and first day (UTC)."""

    convention: WeekConvention
    week_start: date


class FixedPeriod(Part):
    """The one week that the claim's words name; `week` is its first day."""

    convention: WeekConvention
    week: Day

    @model_validator(mode="after")
    def _starts_right(self) -> Self:
        if _week_of(self.convention, self.week) != self.week:
            first = {"iso": "Monday", "sunday": "Sunday"}[self.convention]
            raise ValueError(
                f"week {self.week} is a {self.week:%A}, but a week of convention {self.convention} starts on {first}"
            )
        return self

    def weeks(self) -> tuple[WeekStart, ...]:
        """The week itself."""
        return (WeekStart(self.convention, self.week),)


class PeriodAround(Part):
    """ "This week" said on a day: every convention's periods that contain the day or ended last before it."""

    around: Day

    def weeks(self) -> tuple[WeekStart, ...]:
        """Two iso weeks, two sunday weeks and eight rolling windows, each by its first day."""
        found: list[WeekStart] = []
        for convention in ("iso", "sunday"):
            start = _week_of(convention, self.around)
            found += [WeekStart(convention, start - timedelta(days=7)), WeekStart(convention, start)]
        return (*found, *(WeekStart("rolling", self.around - timedelta(days=back)) for back in range(7, -1, -1)))


def _week_of(convention: WeekConvention, day: date) -> date:
    if convention == "rolling":
        return day
    return day - timedelta(days=day.weekday() if convention == "iso" else day.isoweekday() % 7)


def _which_period(value: object) -> str:
    return "around" if isinstance(value, PeriodAround) or (isinstance(value, dict) and "around" in value) else "fixed"


Period = Annotated[
    Annotated[FixedPeriod, Tag("fixed")] | Annotated[PeriodAround, Tag("around")], Discriminator(_which_period)
]


class Claim(Part):
    """Who said what when, and the predicate to judge it by. `period` stands on claims about weeks only."""

    id: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$", max_length=40)
    source: str = Field(min_length=1)
    url: WebAddress | None = None
    published_on: Day | None = None
    statement: str = Field(min_length=1, max_length=300)
    period: Period | None = None
    predicate: Predicate

    @model_validator(mode="after")
    def _has_period_where_needed(self) -> Self:
        is_weekly = isinstance(self.predicate, Weekly)
        if is_weekly and self.period is None:
            raise ValueError("period is missing: give around: DAY, or convention and week")
        if self.period is not None and not is_weekly:
            raise ValueError(f"period is given, but a claim of kind {self.predicate.kind} has none")
        return self


def load_claims(path: Path | None = None, extra: Path | None = None) -> list[Claim]:
    """The claims of the shipped file (or `path`), then those of `extra`, the user's own; each in its file's order.

    `ConfigurationError` lists up to ten problems of a file with line, claim and field. An id stands once in both files
    together; `claims_agree` may name claims of either.
    """
    found: dict[str, Claim] = {}
    for file in (path or CLAIMS_PATH, extra):
        if file is not None:
            _add(file, found)
    return list(found.values())


def _add(path: Path, found: dict[str, Claim]) -> None:
    entries, problems = read_list(path)
    own: dict[str, Entry] = {}
    for entry in entries:
        try:
            claim = Claim.model_validate(entry.value)
        except ValidationError as error:
            problems += [_problem(entry, _untagged(e["loc"]), in_words(e)) for e in error.errors()]
            continue
        if claim.id in found:
            problems.append(_problem(entry, ("id",), "is taken by an earlier claim; choose another"))
            continue
        found[claim.id], own[claim.id] = claim, entry
    refuse(path, problems)
    refuse(
        path,
        [_problem(own[name], ("predicate", "claims"), says) for name in own for says in _disagreeable(found, name)],
    )


def _untagged(place: Place) -> Place:
    """Pydantic puts the chosen member of a union into the location, after the field: not a place in the file."""
    return place[:1] + place[2:] if place[:1] in {("period",), ("predicate",)} else place


def _problem(entry: Entry, place: Place, says: str) -> str:
    field = f"{'.'.join(map(str, place))} " if place else ""
    return f"line {entry.line_of(place)}, claim {entry.value.get('id', 'without id')}: {field}{says}"


def _disagreeable(found: dict[str, Claim], name: str) -> list[str]:
    """Why the two claims that a `claims_agree` names cannot be compared."""
    predicate = found[name].predicate
    if not isinstance(predicate, ClaimsAgree):
        return []
    wrong = [i for i in predicate.claims if i not in found or not isinstance(found[i].predicate, TopNIs)]
    return [f"names '{i}', but there is no claim of kind top_n_is with this id" for i in wrong]
