"""A real warehouse on a temporary folder: answers in the API's form, landed and loaded as a run does it."""

import hashlib
import json
import shutil
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

import duckdb
import polars as pl

from orpipeline.answer import Answer, Request, Source
from orpipeline.landing import Store
from orpipeline.settings import Settings
from orpipeline.warehouse.load import LoadReport, load
from orpipeline.warehouse.private import Warehouse, open_warehouse

URL = "https://openrouter.ai/api/v1/datasets/rankings-daily"
Rows = Mapping[str, Mapping[str, int]]


def nothing(_: str) -> None:
    """What is said here is not listened to."""


def ranking(
    rows: Rows, as_of: str, window: tuple[str, str] | None = None, source: Source = "api", **params: str
) -> Answer:
    """An answer of the daily ranking; `{day: {permaslug: tokens}}`, `other` last; the window is that of the rows."""
    start, end = window or (min(rows), max(rows))
    data = [
        {"date": day, "model_permaslug": slug, "total_tokens": str(count)}
        for day in sorted(rows)
        for slug, count in sorted(rows[day].items(), key=lambda row: (row[0] == "other", -row[1], row[0]))
    ]
    meta = {"as_of": f"{as_of}Z", "version": "v1", "start_date": start, "end_date": end}
    asked = {"start_date": start, "end_date": end, **params}
    body = json.dumps({"data": data, "meta": meta}).encode()
    return Answer(Request(source, "rankings-daily", "GET", URL, asked), moment(as_of), body)


def export(rows: Rows, as_of: str, snapshot: str) -> Answer:
    """The same figures as the keyless export gives them: a CSV, and in its request what the manifest said."""
    lines = ["date,model_permaslug,rank,total_tokens,share_of_daily_tokens"]
    for day in sorted(rows):
        listed = sorted(rows[day].items(), key=lambda row: (row[0] == "other", -row[1], row[0]))
        lines += [
            f"{day},{slug},{'' if slug == 'other' else n},{count},0.1" for n, (slug, count) in enumerate(listed, 1)
        ]
    body = "".join(line + "\r\n" for line in lines).encode()
    said = {
        "retrieved_at": f"{as_of}Z",
        "snapshot_date": snapshot,
        "row_count": str(len(lines) - 1),
        "sha256": hashlib.sha256(body).hexdigest(),
    }
    url = "https://openrouter.ai/api/v1/datasets/exports/rankings-daily/x.csv"
    return Answer(Request("export", "export-csv", "GET", url, said), moment(as_of), body)


def catalogue(models: list[dict[str, Any]], fetched_at: str) -> Answer:
    """An answer of `/models`."""
    said = {"output_modalities": "all", "snapshot_day": fetched_at[:10]}
    request = Request("api", "models", "GET", "https://openrouter.ai/api/v1/models", said)
    return Answer(request, moment(fetched_at), json.dumps({"data": models}).encode())


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


class House(AbstractContextManager["House"]):
    """An open warehouse and its landing. `land` keeps answers, `load` brings the warehouse in line with them."""

    def __init__(self, home: Path, say: Callable[[str], None] = nothing) -> None:
        self.settings = Settings(home=home)
        self.store = Store(self.settings.landing)
        self._held = open_warehouse(self.settings, say)
        self.open: Warehouse

    def __enter__(self) -> Self:
        self.open = self._held.__enter__()
        return self

    def __exit__(self, *error: Any) -> None:
        self._held.__exit__(*error)

    @property
    def con(self) -> duckdb.DuckDBPyConnection:
        return self.open.con

    def land(self, rows: Rows, as_of: str, window: tuple[str, str] | None = None, source: Source = "api") -> str:
        return self.put(ranking(rows, as_of, window, source))

    def put(self, *answers: Answer) -> str:
        """Land answers; the sha of the last one."""
        return [self.store.put(answer) for answer in answers][-1]

    def load(self) -> LoadReport:
        return load(self.con, self.store, nothing)

    def empty(self) -> None:
        """Forget everything, landing too: a second empty warehouse for a tenth of its price."""
        for table in ("raw.answers", "raw.rankings", "raw.catalogue", "core.versions"):
            self.con.execute(f"delete from {table}")
        shutil.rmtree(self.settings.landing, ignore_errors=True)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """A query's rows, dates and times as text."""
        frame: pl.DataFrame = self.con.sql(sql).pl()
        return frame.with_columns(pl.col(pl.Date, pl.Datetime).cast(pl.String)).rows()

    def versions(self) -> pl.DataFrame:
        """All of core.versions."""
        frame: pl.DataFrame = self.con.sql("select * from core.versions order by all").pl()
        return frame
