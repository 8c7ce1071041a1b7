"""The verdict on every model: models.csv, its columns and what must hold in it (docs/registry.md gives the reasons)."""

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Literal, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator
from pydantic_core import ErrorDetails

from orpipeline.registry.words import Country, Day, Slug, WebAddress, in_words, read_text, refuse

Openness = Literal["open_weights", "proprietary", "stealth", "router"]
LicenceTier = Literal["osi", "clause", "community", "non_commercial", "closed"]
EvidenceKind = Literal["huggingface", "catalogue", "vendor", "press", "models.dev", "absence"]
Confidence = Literal["high", "medium", "low"]

OPEN_TIERS = "osi, clause, community, non_commercial"
MODELS_PATH = Path(__file__).with_name("models.csv")


class ModelVerdict(BaseModel):
    """One row: what holds for `base_slug` from `valid_from` to `valid_to` (UTC days, both included, None = unbounded).

    The fields are the file's columns in its order; an empty cell is None. `revealed_as` is another row's `base_slug`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    base_slug: Slug
    model_name: str
    lab: str
    lab_country: Country | None = None
    openness: Openness
    licence: str | None = None
    licence_tier: LicenceTier | None = None
    weights_repo: str | None = None
    valid_from: Day | None = None
    valid_to: Day | None = None
    revealed_as: Slug | None = None
    revealed_on: Day | None = None
    evidence_url: WebAddress | None = None
    evidence_kind: EvidenceKind
    confidence: Confidence
    checked_on: Day
    note: str | None = None

    @model_validator(mode="after")
    def _rules(self) -> Self:
        broken = [*self._wrong_tier(), *self._wrong_evidence(), *self._wrong_reveal(), *self._wrong_dates()]
        if broken:
            raise ValueError("; ".join(broken))
        return self

    def _wrong_tier(self) -> Iterator[str]:
        tier = self.licence_tier or "empty"
        if self.openness == "open_weights":
            if tier in {"closed", "empty"}:
                yield f"licence_tier is {tier}, but an open_weights row has one of {OPEN_TIERS}"
        elif tier != (needed := "closed" if self.openness == "proprietary" else "empty"):
            yield f"licence_tier is {tier}, but must be {needed} on a {self.openness} row"

    def _wrong_evidence(self) -> Iterator[str]:
        is_open = self.openness == "open_weights"
        if not self.evidence_url and not (is_open and self.weights_repo):
            yield "evidence_url is empty: give the address that carries the verdict (or an open row's weights_repo)"
        if self.confidence == "low":
            return
        if self.evidence_kind == "absence":
            yield f"confidence is {self.confidence}, but evidence_kind absence allows only low"
        if is_open and not self.licence:
            yield f"confidence is {self.confidence}, but an open row without a licence allows only low"

    def _wrong_reveal(self) -> Iterator[str]:
        if self.openness != "stealth" and self.revealed_as:
            yield "revealed_as is given, but only a stealth row is revealed"
        if self.revealed_on and not self.revealed_as:
            yield "revealed_on is given, but revealed_as is empty"
        if self.openness == "stealth" and self.lab != "undisclosed":
            yield f"lab is '{self.lab}', but a stealth row says undisclosed; its maker is that of revealed_as"

    def _wrong_dates(self) -> Iterator[str]:
        if self.valid_from and self.valid_to and self.valid_from > self.valid_to:
            yield f"valid_to {self.valid_to} is before valid_from {self.valid_from}"


COLUMNS = list(ModelVerdict.model_fields)


class _Line(NamedTuple):
    number: int
    verdict: ModelVerdict

    def says(self, problem: str) -> str:
        return f"line {self.number}, {self.verdict.base_slug}: {problem}"


def load_models(path: Path | None = None) -> list[ModelVerdict]:
    """The reviewed verdicts in the file's order; without `path` those shipped with the package.

    Every slug's periods cover all time once. `ConfigurationError` lists up to ten problems with line, slug and column;
    the rules between rows are looked at once every row is sound by itself.
    """
    path = path or MODELS_PATH
    lines, problems = _read(path)
    refuse(path, problems)
    refuse(path, [*_unfitting_periods(lines), *_unknown_reveals(lines)])
    return [line.verdict for line in lines]


def _read(path: Path) -> tuple[list[_Line], list[str]]:
    # StringIO, because splitlines() would also split at rarer line ends inside a quoted note.
    reader = csv.reader(io.StringIO(read_text(path), newline=""), strict=True)
    lines: list[_Line] = []
    problems: list[str] = []
    try:
        refuse(path, _wrong_columns(next(reader, [])))
        for cells in reader:
            try:
                lines.append(_Line(reader.line_num, _verdict(cells)))
            except ValidationError as error:
                problems += [_problem(reader.line_num, cells, e) for e in error.errors()]
    except csv.Error as error:
        problems.append(f"line {reader.line_num}: not CSV ({error})")
    return lines, problems


def _wrong_columns(header: list[str]) -> list[str]:
    if header == COLUMNS:
        return []
    return [f"line 1: the columns are '{','.join(header)}', but must be '{','.join(COLUMNS)}'"]


def _verdict(cells: list[str]) -> ModelVerdict:
    row: dict[str, str | None] = dict.fromkeys(COLUMNS)
    row |= {column: cell.strip() or None for column, cell in zip(COLUMNS, cells, strict=False)}
    if len(cells) > len(COLUMNS):  # an unquoted comma; under a name of no column the model refuses it
        row[f"cell {len(COLUMNS) + 1}"] = cells[len(COLUMNS)]
    return ModelVerdict.model_validate(row)


def _problem(number: int, cells: list[str], error: ErrorDetails) -> str:
    place = [str(part) for part in error["loc"]]
    return f"line {number}, {cells[0] if cells else 'empty'}: {' '.join([*place, in_words(error)])}"


def _unfitting_periods(lines: Iterable[_Line]) -> Iterator[str]:
    """A day without a verdict or with two would lose or double its tokens in the join."""
    by_slug: defaultdict[str, list[_Line]] = defaultdict(list)
    for line in lines:
        by_slug[line.verdict.base_slug].append(line)
    for of_slug in by_slug.values():
        # Among rows without a start the one that ends stands first; only one of them can be right.
        ordered = sorted(
            of_slug, key=lambda line: (str(line.verdict.valid_from or ""), str(line.verdict.valid_to or "9"))
        )
        if ordered[0].verdict.valid_from:
            yield ordered[0].says("valid_from must be empty on a model's first row, for the days before it")
        if ordered[-1].verdict.valid_to:
            yield ordered[-1].says("valid_to must be empty on a model's last row, for the days after it")
        for before, after in pairwise(ordered):
            yield from _unfitting_pair(before, after)


def _unfitting_pair(before: _Line, after: _Line) -> Iterator[str]:
    end, start = before.verdict.valid_to, after.verdict.valid_from
    if end is None or start is None or start <= end:
        yield after.says(f"valid_from overlaps the period of line {before.number}; close that one with valid_to")
    elif start - end > timedelta(days=1):
        yield after.says(f"valid_from {start} leaves a gap after valid_to {end} of line {before.number}")


def _unknown_reveals(lines: Iterable[_Line]) -> Iterator[str]:
    slugs = {line.verdict.base_slug for line in lines}
    for line in lines:
        if line.verdict.revealed_as and line.verdict.revealed_as not in slugs - {line.verdict.base_slug}:
            yield line.says(f"revealed_as is '{line.verdict.revealed_as}', but the table has no such other model")
