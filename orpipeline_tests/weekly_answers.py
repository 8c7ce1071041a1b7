"""API answers by day and by week made by hand, and a private file that loads them as a run does."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from orpipeline.answer import Answer, Request
from orpipeline.landing import Store
from orpipeline.warehouse.load import load
from orpipeline.warehouse.schema import open_private

URL = "https://openrouter.ai/api/v1/datasets/rankings-daily"
Rows = Sequence[tuple[str, str, int]]


def answer(start: str, end: str, rows: Rows, as_of: str, period: str = "day") -> Answer:
    """One answer of the API over start..end; rows are (date, permaslug, tokens) in the source's order."""
    window = {"start_date": start, "end_date": end}
    keys = ("date", "model_permaslug", "total_tokens")
    data = [dict(zip(keys, (day, slug, str(tokens)), strict=True)) for day, slug, tokens in rows]
    body = {"data": data, "meta": {"as_of": as_of + ":00Z", "version": "v1", **window}}
    params = window if period == "day" else {**window, "period": period}
    when = datetime.fromisoformat(as_of).replace(tzinfo=UTC)
    return Answer(Request("api", "rankings-daily", "GET", URL, params), when, json.dumps(body).encode())


@contextmanager
def loaded(home: Path, *answers: Answer) -> Iterator[duckdb.DuckDBPyConnection]:
    """A private file in `home` with these answers loaded one by one, in this order; none may be refused."""
    store = Store(home / "landing")
    con, _ = open_private(home / "warehouse.duckdb")
    with con:
        for each in answers:
            store.put(each)
            assert load(con, store, print).refused == []
        yield con
