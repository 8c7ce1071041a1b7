"""A client of a loopback server, with a key that must never be seen and a clock that stands still."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from orpipeline.answer import Window
from orpipeline.openrouter.client import Client
from orpipeline.settings import Settings

KEY = "sk-or-v1-do-not-show-me"
NOW = datetime(2026, 2, 10, 9, 0, tzinfo=UTC)
ROWS = {date(2026, 2, 1) + timedelta(days=n): [("lab/a", 900 + n), ("lab/b:free", 80), ("other", 7)] for n in range(9)}
CATALOGUE = [{"id": "lab/a", "canonical_slug": "lab/a", "name": "A"}]
WEEK = Window(date(2026, 2, 2), date(2026, 2, 8))


def make(home: Path, url: str, key: str | None = KEY, now: datetime = NOW, **options: Any) -> Client:
    settings = Settings(home, base_url=url, retry_seconds=0, api_key=key)
    return Client(settings, clock=lambda: now, **options)
