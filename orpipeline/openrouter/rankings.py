"""The two forms a ranking comes in: the API's JSON and the keyless export's CSV."""

import csv
import hashlib
import io
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Literal, NotRequired

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter
from pydantic_core import from_json, to_json
from typing_extensions import TypedDict  # typing's own is refused by pydantic before Python 3.12

from orpipeline.answer import Answer, Window
from orpipeline.openrouter.rows import Columns, RuleBroken, check_rows, shown
from orpipeline.openrouter.weeks import whole_weeks

EXPORT_DAYS = 30  # the export is a rolling window that ends the day before its snapshot_date
CLOCK_SLACK = timedelta(days=1)
COLUMNS = ("date", "model_permaslug", "total_tokens")


@dataclass(frozen=True)
class Rankings:
    """A judged ranking as parallel columns in the source's order; token counts are exact integers.

    `as_of` (UTC) is the source's own time of the figures; without one it is the time of fetching, `is_as_of_fetched`.
    `window` is what the answer covers: a day of it without rows is a day the source has nothing for.
    """

    series: str
    as_of: datetime
    is_as_of_fetched: bool
    window: Window
    days: list[date]
    permaslugs: list[str]
    token_counts: list[int]


class Row(TypedDict):
    """One row as the API sends it; further fields may come at any time and are ignored."""

    date: str
    model_permaslug: str
    total_tokens: str


class Meta(BaseModel):
    """The resolved window and the time of the figures; it echoes neither period nor filters."""

    model_config = ConfigDict(strict=True)

    version: Literal["v1"]
    as_of: AwareDatetime
    start_date: date
    end_date: date


class Body(TypedDict):
    """The whole JSON answer. Values repeat little, so only keys are worth pydantic's string cache."""

    __pydantic_config__ = ConfigDict(cache_strings="keys")  # type: ignore[misc]

    data: list[Row]
    meta: NotRequired[Meta | None]


class ExportParams(BaseModel):
    """What the manifest said of the CSV, carried by its request, so that the file can be judged alone."""

    retrieved_at: AwareDatetime
    snapshot_date: date
    row_count: Annotated[int, Field(ge=0)]
    sha256: str


BODY = TypeAdapter(Body)
META = TypeAdapter[Meta | None](Meta | None)


def read_api(answer: Answer) -> Rankings:
    """Judge a JSON answer; `RuleBroken` or pydantic's `ValidationError` if it may not be believed."""
    columns, meta = parse(answer.body)
    window = Window(meta.start_date, meta.end_date) if meta else None
    return _rankings(answer, columns, window, meta.as_of if meta else None)


def parse(body: bytes) -> tuple[Columns, Meta | None]:
    """The rows as columns, and the meta; pydantic's `ValidationError` for a body that is not `Body`.

    Types are looked at column by column: row by row pydantic takes half as long again and, for a year of 2,000 models,
    130 MB more, of which little comes back. What is not as it should be is left to it, because it says what and where.
    """
    try:
        found = from_json(body, cache_strings="keys")
        columns = _columns(found["data"])
        meta = META.validate_json(to_json(found.get("meta")))
    except (ValueError, TypeError, KeyError, AttributeError):
        return parse_strictly(body)
    is_text = all(set(map(type, column)) == {str} for column in (columns.days, columns.slugs, columns.tokens))
    return (columns, meta) if is_text else parse_strictly(body)


def parse_strictly(body: bytes) -> tuple[Columns, Meta | None]:
    """The same, held to the contract row by row."""
    whole = BODY.validate_json(body)
    return _columns(whole["data"]), whole.get("meta")


def read_export(answer: Answer) -> Rankings:
    """Judge the export's CSV against what its manifest said; errors as in `read_api`."""
    said = ExportParams.model_validate(dict(answer.request.params))
    found = hashlib.sha256(answer.body).hexdigest()
    if found != said.sha256:
        raise RuleBroken(f"its sha256 is {found}, but the manifest says {shown(said.sha256)}")
    columns = _parse_csv(answer.body)
    if len(columns.days) != said.row_count:
        raise RuleBroken(f"it holds {len(columns.days)} rows, but the manifest says {said.row_count}")
    day = timedelta(days=1)
    allowed = Window(said.snapshot_date - EXPORT_DAYS * day, said.snapshot_date - day)
    judged = _rankings(answer, columns, allowed, said.retrieved_at)
    # Days before the first row are not claimed to be empty: a shorter export says nothing of them.
    return replace(judged, window=Window(min(judged.days), max(judged.days)))


def _rankings(answer: Answer, columns: Columns, window: Window | None, as_of: datetime | None) -> Rankings:
    series = answer.request.series
    period = series.partition("&")[0]
    days, counts, window = check_rows(columns, period, window)
    when = (as_of or answer.fetched_at).astimezone(UTC)
    # The newest as_of decides what is true, so one from the future would outlast every true answer after it.
    if when > answer.fetched_at + CLOCK_SLACK:
        raise RuleBroken(
            f"its as_of {when:%Y-%m-%d %H:%M} lies more than a day after it was fetched "
            f"({answer.fetched_at:%Y-%m-%d %H:%M} UTC): the source's time or this machine's clock is wrong"
        )
    judged = Rankings(series, when, as_of is None, window, days, columns.slugs, counts)
    return _whole_weeks(judged) if period == "week" else judged


def _whole_weeks(judged: Rankings) -> Rankings:
    """The weeks that lie wholly inside the window: the source cuts the first and last bucket at it and marks neither.

    The window shrinks with them, so that the answer claims nothing about a week of which it saw a part.
    """
    window = whole_weeks(judged.window)
    kept = [row for row, day in enumerate(judged.days) if window.start <= day <= window.end]
    return replace(
        judged,
        window=window,
        days=[judged.days[row] for row in kept],
        permaslugs=[judged.permaslugs[row] for row in kept],
        token_counts=[judged.token_counts[row] for row in kept],
    )


def _columns(data: list[Row]) -> Columns:
    return Columns(
        [row["date"] for row in data],
        [row["model_permaslug"] for row in data],
        [row["total_tokens"] for row in data],
    )


def _parse_csv(body: bytes) -> Columns:
    try:
        lines = list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise RuleBroken(f"it is not CSV in UTF-8 ({error})") from error
    header = lines[0] if lines else []
    missing = [name for name in COLUMNS if name not in header]
    if missing:
        raise RuleBroken(f"its header lacks {', '.join(missing)} (it reads '{shown(','.join(header))}')")
    for row, line in enumerate(lines[1:], start=1):
        if len(line) != len(header):
            raise RuleBroken(
                f"row {row} ({shown(','.join(line))}): {len(line)} cells, but the header names {len(header)}"
            )
    return Columns(*([line[header.index(name)] for line in lines[1:]] for name in COLUMNS))
