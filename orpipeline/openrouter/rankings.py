"""The two forms a ranking comes in: the API's JSON and the keyless export's CSV."""

import csv
import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from operator import attrgetter, itemgetter
from typing import Annotated, Any, Literal, NotRequired

import msgspec
import polars as pl
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter
from typing_extensions import TypedDict  # typing's own is refused by pydantic before Python 3.12

from orpipeline.answer import Answer, Request, Window
from orpipeline.openrouter.rows import TEXT, RuleBroken, check_rows, shown, span
from orpipeline.openrouter.weeks import whole_weeks
from orpipeline.openrouter.windows import EXPORT_DAYS

CLOCK_SLACK = timedelta(days=1)


@dataclass(frozen=True, eq=False)
class Rankings:
    """A judged ranking: `rows` are day, permaslug and token_count (exact integers), in the source's order.

    `as_of` (UTC) is the source's own time of the figures; without one it is the time of fetching, `is_as_of_fetched`.
    `window` is what the answer covers: a day of it without rows is a day the source has nothing for.
    """

    series: str
    as_of: datetime
    is_as_of_fetched: bool
    window: Window
    rows: pl.DataFrame


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


class _Row(msgspec.Struct, gc=False):
    date: str
    model_permaslug: str
    total_tokens: str


class _Body(msgspec.Struct):
    data: list[_Row]
    meta: msgspec.Raw = msgspec.Raw(b"null")


class ExportParams(BaseModel):
    """What the manifest said of the CSV, carried by its request, so that the file can be judged alone."""

    retrieved_at: AwareDatetime
    snapshot_date: date
    row_count: Annotated[int, Field(ge=0)]
    sha256: str


BODY = TypeAdapter(Body)
_BODY = msgspec.json.Decoder(_Body)
META = TypeAdapter[Meta | None](Meta | None)


def read_api(answer: Answer) -> Rankings:
    """Judge a JSON answer; `RuleBroken` or pydantic's `ValidationError` if it may not be believed."""
    text, meta = parse(answer.body)
    window = Window(meta.start_date, meta.end_date) if meta else None
    judged = _rankings(answer, text, window, meta.as_of if meta else None)
    if meta or judged.series.startswith("day"):  # a bucket of weeks may begin before the window
        _check_asked(answer.request, judged.window)
    return judged


def _check_asked(request: Request, window: Window) -> None:
    """An answer speaks of every day of its window, so one of days that nobody asked for would erase what is held."""
    start, end = (request.params.get(name) for name in ("start_date", "end_date"))
    if (start and window.start < date.fromisoformat(start)) or (end and window.end > date.fromisoformat(end)):
        raise RuleBroken(f"it says it covers {window.start}..{window.end}, but {start}..{end} was asked for")


def parse(body: bytes) -> tuple[pl.DataFrame, Meta | None]:
    """The rows as columns of text, and the meta; pydantic's `ValidationError` for a body that is not `Body`.

    msgspec reads a year of 2,000 models in a third of the time pydantic takes, and in 200 MB less. What is not as it should
    be is left to pydantic, because it says what and where.
    """
    try:
        found = _BODY.decode(body)
        return _text(found.data, attrgetter), META.validate_json(bytes(found.meta))
    except (msgspec.MsgspecError, RecursionError, ValueError):
        return parse_strictly(body)


def parse_strictly(body: bytes) -> tuple[pl.DataFrame, Meta | None]:
    """The same, held to the contract row by row."""
    whole = BODY.validate_json(body)
    return _text(whole["data"], itemgetter), whole.get("meta")


def read_export(answer: Answer) -> Rankings:
    """Judge the export's CSV against what its manifest said; errors as in `read_api`."""
    said = ExportParams.model_validate(dict(answer.request.params))
    found = hashlib.sha256(answer.body).hexdigest()
    if found != said.sha256:
        raise RuleBroken(f"its sha256 is {found}, but the manifest says {shown(said.sha256)}")
    text = _parse_csv(answer.body)
    if text.height != said.row_count:
        raise RuleBroken(f"it holds {text.height} rows, but the manifest says {said.row_count}")
    day = timedelta(days=1)
    allowed = Window(said.snapshot_date - EXPORT_DAYS * day, said.snapshot_date - day)
    judged = _rankings(answer, text, allowed, said.retrieved_at)
    # Days before the first row are not claimed to be empty: a shorter export says nothing of them.
    return replace(judged, window=span(judged.rows))


def _rankings(answer: Answer, text: pl.DataFrame, window: Window | None, as_of: datetime | None) -> Rankings:
    series = answer.request.series
    period = series.partition("&")[0]
    rows, window = check_rows(text, period, window)
    when = (as_of or answer.fetched_at).astimezone(UTC)
    # The newest as_of decides what is true, so one from the future would outlast every true answer after it.
    if when > answer.fetched_at + CLOCK_SLACK:
        raise RuleBroken(
            f"its as_of {when:%Y-%m-%d %H:%M} lies more than a day after it was fetched "
            f"({answer.fetched_at:%Y-%m-%d %H:%M} UTC): the source's time or this machine's clock is wrong"
        )
    judged = Rankings(series, when, as_of is None, window, rows)
    return _whole_weeks(judged) if period == "week" else judged


def _whole_weeks(judged: Rankings) -> Rankings:
    """The weeks that lie wholly inside the window: the source cuts the first and last bucket at it and marks neither.

    The window shrinks with them, so that the answer claims nothing about a week of which it saw a part.
    """
    window = whole_weeks(judged.window)
    return replace(judged, window=window, rows=judged.rows.filter(pl.col("day").is_between(*window)))


def _text(data: list[Any], getter: Callable[[str], Callable[[Any], str]]) -> pl.DataFrame:
    return pl.DataFrame({name: list(map(getter(name), data)) for name in TEXT}, TEXT)


def _parse_csv(body: bytes) -> pl.DataFrame:
    try:
        lines = list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise RuleBroken(f"it is not CSV in UTF-8 ({error})") from error
    header = lines[0] if lines else []
    missing = [name for name in TEXT if name not in header]
    if missing:
        raise RuleBroken(f"its header lacks {', '.join(missing)} (it reads '{shown(','.join(header))}')")
    for row, line in enumerate(lines[1:], start=1):
        if len(line) != len(header):
            raise RuleBroken(
                f"row {row} ({shown(','.join(line))}): {len(line)} cells, but the header names {len(header)}"
            )
    return pl.DataFrame({name: [line[header.index(name)] for line in lines[1:]] for name in TEXT}, TEXT)
