"""Answers made by hand, for tests of what may be believed."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any

from orpipeline.answer import Answer, Endpoint, Request, Source
from orpipeline.openrouter.judge import Rankings, judge

ROOT = "https://openrouter.ai/api/v1"
PATHS: dict[Endpoint, str] = {
    "rankings-daily": "/datasets/rankings-daily",
    "export-csv": "/datasets/exports/rankings-daily/2026-02-05.csv",
    "export-manifest": "/datasets/exports/rankings-daily/latest.manifest.json",
    "models": "/models",
}
FETCHED = datetime(2026, 2, 5, 3, 4, 5, tzinfo=UTC)
META = {"as_of": "2026-02-05T02:00:00.123Z", "version": "v1", "start_date": "2026-02-02", "end_date": "2026-02-04"}
ROWS = [
    ("2026-02-02", "lab/a-20260101", "900"),
    ("2026-02-02", "lab/b:free", "100"),
    ("2026-02-02", "other", "500"),
    ("2026-02-03", "lab/b:free", "700"),
    ("2026-02-03", "other", "50"),
    ("2026-02-04", "lab/a-20260101", "800"),
]
Rows = list[tuple[Any, Any, Any]]
FIRST = date(2026, 2, 2)
HEADER = "date,model_permaslug,rank,total_tokens,share_of_daily_tokens"


def answer(
    body: bytes,
    endpoint: Endpoint = "rankings-daily",
    source: Source = "api",
    params: Mapping[str, str] = MappingProxyType({}),
) -> Answer:
    return Answer(Request(source, endpoint, "GET", ROOT + PATHS[endpoint], params), FETCHED, body)


def payload(rows: list[tuple[Any, Any, Any]] = ROWS, meta: Mapping[str, Any] | None = META) -> dict[str, Any]:
    data = [dict(zip(("date", "model_permaslug", "total_tokens"), row, strict=True)) for row in rows]
    return {"data": data} if meta is None else {"data": data, "meta": dict(meta)}


def ranking(rows: list[tuple[Any, Any, Any]] = ROWS, meta: Mapping[str, Any] | None = META, **params: str) -> Answer:
    return answer(json.dumps(payload(rows, meta)).encode(), params=params)


def csv_body(rows: list[tuple[Any, Any, Any]] = ROWS, header: str = HEADER) -> bytes:
    lines = [header, *(f"{day},{slug},{'' if slug == 'other' else 1},{tokens},0.5" for day, slug, tokens in rows)]
    return "".join(line + "\r\n" for line in lines).encode()


def export(body: bytes | None = None, **said: str) -> Answer:
    body = csv_body() if body is None else body
    params = {
        "retrieved_at": "2026-02-05T01:46:15.433Z",
        "snapshot_date": "2026-02-05",
        "row_count": str(max(body.count(b"\r\n") - 1, 0)),
        "sha256": hashlib.sha256(body).hexdigest(),
        **said,
    }
    return answer(body, "export-csv", "export", params)


def believed(rows: Rows = ROWS, meta: dict[str, Any] | None = META, **params: str) -> Rankings:
    judged = judge(ranking(rows, meta, **params))
    assert isinstance(judged, Rankings)
    return judged


def told(judged: Rankings) -> tuple[object, ...]:
    """All that an answer says, to compare it with another."""
    return judged.series, judged.as_of, judged.is_as_of_fetched, judged.window, judged.rows.rows()


def wide(**changes: Any) -> dict[str, Any]:
    return {**META, "start_date": "2025-01-01", "end_date": "2026-12-31", **changes}
