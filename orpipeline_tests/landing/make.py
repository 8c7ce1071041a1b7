"""A store in a temporary folder and answers to put into it."""

import json
from datetime import UTC, datetime

from orpipeline.answer import Answer, Request
from orpipeline.landing import Store

NOON = datetime(2026, 2, 1, 12, tzinfo=UTC)
REQUEST = Request("api", "rankings-daily", "GET", "https://openrouter.ai/api/v1/x", {"start_date": "2026-01-01"})


def answer(body: bytes = b"{}") -> Answer:
    return Answer(REQUEST, NOON, body)


def files(store: Store) -> set[str]:
    root = store.root
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


def reason(store: Store, sha: str) -> dict[str, str]:
    """Why an answer is set aside, who did it and when, as it stands beside it."""
    said: dict[str, str] = json.loads((store.root / "rejected" / f"{sha}.why.json").read_text())
    return said
