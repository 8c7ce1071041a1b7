"""Landing into `raw` and `core.versions`: the same accepted answers give the same facts, in any order, however often."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from importlib.resources import files

import duckdb
import polars as pl

from orpipeline.answer import Answer, Window
from orpipeline.contracts import raw
from orpipeline.errors import AnswerRefused
from orpipeline.landing import LandingDamaged, Store
from orpipeline.openrouter.judge import Catalogue, Manifest, Rankings, judge
from orpipeline.warehouse.arrow import lent
from orpipeline.warehouse.connection import transaction
from orpipeline.warehouse.plausible import refuse_unit_error

_VERSIONS_SQL = files("orpipeline.warehouse").joinpath("versions.sql")
_USD_PER_TRILLION = Decimal(10) ** 12


@dataclass
class LoadReport:
    """What one load did: answers loaded and forgotten, days whose versions were made anew, sentences on refusals."""

    loaded: int = 0
    forgotten: int = 0
    recomputed_days: int = 0
    refused: list[str] = field(default_factory=list)


def load(con: duckdb.DuckDBPyConnection, store: Store, say: Callable[[str], None]) -> LoadReport:
    """Bring `raw` and `core.versions` in line with landing, in one transaction.

    New answers are judged and loaded; those set aside or deleted since are forgotten; the versions of every day either
    touches are made anew from all accepted answers that cover it (warehouse.md, rule 4). A damaged or refused answer goes
    to landing/rejected/ and is named in the report, after all others are loaded. `LandingDamaged` when no answer of those
    loaded before is there any more.
    """
    report = LoadReport()
    held = {row[0] for row in con.sql("select answer_sha from raw.answers").fetchall()}
    accepted = store.shas()
    new = [sha for sha in accepted if sha not in held]
    gone = sorted(held.difference(accepted))
    if held and len(gone) == len(held):
        _refuse_emptied_landing(store, gone)
    with transaction(con):
        con.execute("create or replace temp table affected (series varchar, day date)")
        for sha in gone:
            _forget(con, sha)
        # What comes is held against what is left, not against what was set aside for being wrong.
        if gone:
            _make_versions(con)
        for number, sha in enumerate(new, start=1):
            _load_one(con, store, sha, report, is_first_load=not held)
            if number % 100 == 0:
                say(f"{number} of {len(new)} answers loaded")
        report.forgotten = len(gone)
        report.recomputed_days = _make_versions(con)
        con.execute("drop table temp.affected")
    return report


def _refuse_emptied_landing(store: Store, gone: list[str]) -> None:
    """A disk that is not mounted must not take the whole history with it; answers set aside are told apart."""
    if not set(gone) <= set(store.rejected()):
        raise LandingDamaged(
            f"Of the {len(gone)} answers in the warehouse none is in {store.root} any more. Put them back from a backup, or "
            "make the warehouse anew from what is there with `orpipeline rebuild`."
        )


def _load_one(
    con: duckdb.DuckDBPyConnection, store: Store, sha: str, report: LoadReport, *, is_first_load: bool
) -> None:
    try:
        answer = store.get(sha)
        judged = judge(answer)
        if isinstance(judged, Rankings) and not is_first_load:
            refuse_unit_error(con, judged)
    except (AnswerRefused, LandingDamaged) as error:
        store.reject(sha, str(error), by="rule")
        report.refused.append(str(error))
        return
    _insert_answer(con, sha, answer, judged)
    if isinstance(judged, Rankings):
        _insert_rankings(con, sha, judged)
    elif isinstance(judged, Catalogue):
        _insert_catalogue(con, sha, judged)
    report.loaded += 1


def _insert_answer(
    con: duckdb.DuckDBPyConnection, sha: str, answer: Answer, judged: Rankings | Catalogue | Manifest
) -> None:
    window: Window | tuple[None, None] = judged.window if isinstance(judged, Rankings) else (None, None)
    request = answer.request
    text = f"{request.method} {request.url} " + "&".join(f"{k}={v}" for k, v in sorted(request.params.items()))
    con.execute(
        f"insert into {raw.ANSWERS.full_name} values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
        [
            sha,
            request.source,
            request.endpoint,
            request.series,
            text.strip(),
            *window,
            naive_utc(judged.as_of),
            isinstance(judged, Rankings) and judged.is_as_of_fetched,
            naive_utc(answer.fetched_at),
            _row_count(judged),
        ],
    )
    if isinstance(judged, Rankings):
        _mark_affected(con, judged.series, judged.window)


def _row_count(judged: Rankings | Catalogue | Manifest) -> int:
    if isinstance(judged, Rankings):
        return judged.rows.height
    return len(judged.models) if isinstance(judged, Catalogue) else 0


def _insert_rankings(con: duckdb.DuckDBPyConnection, sha: str, judged: Rankings) -> None:
    _insert(con, "insert into raw.rankings by name select ? as answer_sha, * from incoming", sha, judged.rows)


def _insert_catalogue(con: duckdb.DuckDBPyConnection, sha: str, judged: Catalogue) -> None:
    price = pl.Int64()
    rows = [
        (m.id, m.canonical_slug, m.name, m.hugging_face_id, _price(m.prompt_price), _price(m.completion_price))
        for m in judged.models
    ]
    names = (
        "id",
        "canonical_slug",
        "name",
        "hugging_face_id",
        "prompt_usd_per_trillion",
        "completion_usd_per_trillion",
    )
    types = (pl.String(), pl.String(), pl.String(), pl.String(), price, price)
    frame = pl.DataFrame(rows, schema=dict(zip(names, types, strict=True)), orient="row")
    frame = frame.with_columns(snapshot_day=pl.lit(judged.as_of.astimezone(UTC).date()))
    _insert(con, "insert into raw.catalogue by name select ? as answer_sha, * from incoming", sha, frame)


def _price(usd_per_token: Decimal | None) -> int | None:
    """USD per 10^12 tokens; below zero means "no price" in the catalogue (routers carry -1)."""
    if usd_per_token is None or usd_per_token < 0:
        return None
    return round(usd_per_token * _USD_PER_TRILLION)


def _insert(con: duckdb.DuckDBPyConnection, sql: str, sha: str, frame: pl.DataFrame) -> None:
    with lent(con, "incoming", frame):
        con.execute(sql, [sha])


def _forget(con: duckdb.DuckDBPyConnection, sha: str) -> None:
    windows = con.execute("select series, window_start, window_end from raw.answers where answer_sha = ?", [sha])
    for series, start, end in windows.fetchall():
        if start is not None:
            _mark_affected(con, series, Window(start, end))
    for table in (raw.ANSWERS, raw.RANKINGS, raw.CATALOGUE):
        con.execute(f"delete from {table.full_name} where answer_sha = ?", [sha])  # noqa: S608


def _mark_affected(con: duckdb.DuckDBPyConnection, series: str, window: Window) -> None:
    con.execute(
        "insert into affected select ?, unnest(generate_series(?::date, ?::date, interval 1 day))::date",
        [series, window.start, window.end],
    )


def _make_versions(con: duckdb.DuckDBPyConnection) -> int:
    con.execute("create or replace temp table affected as select distinct * from affected")
    con.execute("delete from core.versions where (series, day) in (select series, day from affected)")
    con.execute(_VERSIONS_SQL.read_text())
    return int(con.sql("select count(*) from affected where series = 'day'").fetchall()[0][0])


def naive_utc(moment: datetime) -> datetime:
    """A UTC timestamp without its zone, as every TIMESTAMP of the warehouse is (rule 8)."""
    return moment.astimezone(UTC).replace(tzinfo=None)


def refusal_of(refused: Iterable[str]) -> str:
    """One message for all refusals of a load: the first sentence, and how many more there are."""
    sentences = list(refused)
    more = f" ({len(sentences) - 1} more answers were refused.)" if len(sentences) > 1 else ""
    return sentences[0] + more
