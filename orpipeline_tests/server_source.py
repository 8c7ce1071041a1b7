"""What OpenRouter's three endpoints answer, as facts of the Data API (period buckets, windows, errors, the export)."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

FIRST_DAY = date(2025, 1, 1)
DAY = timedelta(days=1)
EXPORTS = "/api/v1/datasets/exports/rankings-daily/"
Row = tuple[date, str, int]


@dataclass
class Reply:
    status: int
    body: bytes
    content_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Source:
    rows: dict[date, list[tuple[str, int]]]
    catalogue: list[dict[str, Any]]
    key: str
    as_of: datetime
    today: date

    def reply(self, url: str, path: str, query: Mapping[str, str], headers: Mapping[str, str]) -> Reply:
        if path == "/api/v1/datasets/rankings-daily":
            return self._rankings(query, headers.get("authorization", ""))
        if path == "/api/v1/models":
            return _json({"data": self.catalogue, "total_count": len(self.catalogue), "links": {"next": None}})
        if path == EXPORTS + "latest.manifest.json":
            return _json(self.manifest(url))
        if path == f"{EXPORTS}{self.today}.csv":
            return Reply(200, self.csv(), "text/csv; charset=utf-8")
        return _error(404, "Not Found")

    def manifest(self, url: str) -> dict[str, Any]:
        csv = self.csv()
        sha = hashlib.sha256(csv).hexdigest()
        # As the real one: it names the official host, wherever it is served from.
        file = {"url": f"https://openrouter.ai{EXPORTS}{self.today}.csv", "bytes": len(csv), "sha256": sha}
        return {
            "dataset": "rankings-daily",
            "schema_version": "v1",
            "snapshot_date": self.today.isoformat(),
            "retrieved_at": _stamp(self.as_of),
            "row_count": csv.count(b"\r\n") - 1,
            "license": {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"},
            "files": {"csv": {**file, "encoding_format": "text/csv"}},
        }

    def csv(self) -> bytes:
        lines = ["date,model_permaslug,rank,total_tokens,share_of_daily_tokens"]
        for day, ranked in _buckets(self.rows, "day", self.today - 30 * DAY, self.today - DAY).items():
            total = sum(tokens for _, tokens in ranked) or 1
            for rank, (slug, tokens) in enumerate(ranked, start=1):
                lines.append(f"{day},{slug},{'' if slug == 'other' else rank},{tokens},{tokens / total}")
        return "".join(line + "\r\n" for line in lines).encode()

    def _rankings(self, query: Mapping[str, str], authorization: str) -> Reply:
        if authorization != f"Bearer {self.key}":
            return _error(401, "User not found." if authorization else "No cookie auth credentials found")
        try:
            end = date.fromisoformat(query.get("end_date", str(self.today - DAY)))
            start = date.fromisoformat(query.get("start_date", str(end - 29 * DAY)))
        except ValueError:
            return _error(400, "Invalid request parameters")
        if end < FIRST_DAY:
            return _error(400, f"Data is only available from {FIRST_DAY} onward; end_date must be on or after that.")
        start, end = max(start, FIRST_DAY), min(end, self.today - DAY)
        if start > end:
            return _error(400, "start_date must be on or before end_date.")
        if (days := (end - start).days + 1) > 366:
            return _error(400, f"Date range cannot exceed 366 days (requested {days}).")
        return self._ranked(query.get("period", "day"), start, end)

    def _ranked(self, period: str, start: date, end: date) -> Reply:
        buckets = _buckets(self.rows, period, start, end)
        data = [
            {"date": str(day), "model_permaslug": slug, "total_tokens": str(tokens)}
            for day, ranked in buckets.items()
            for slug, tokens in ranked
        ]
        window = {"start_date": str(start), "end_date": str(end)}
        return _json({"data": data, "meta": {"as_of": _stamp(self.as_of), "version": "v1", **window}})


def _buckets(
    rows: dict[date, list[tuple[str, int]]], period: str, start: date, end: date
) -> dict[date, list[tuple[str, int]]]:
    sums: dict[date, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for day in sorted(day for day in rows if start <= day <= end):
        for slug, tokens in rows[day]:
            sums[_bucket(day, period)][slug] += tokens
    return {day: _top(models) for day, models in sums.items()}


def _bucket(day: date, period: str) -> date:
    if period == "week":
        return day - day.weekday() * DAY
    return day.replace(day=1) if period == "month" else day


def _top(models: dict[str, int]) -> list[tuple[str, int]]:
    """The top 50 by tokens then name, and `other` last: what it was plus all that fell out; absent when nothing."""
    other = models.pop("other", 0)
    named = sorted((item for item in models.items() if item[1]), key=lambda item: (-item[1], item[0]))
    other += sum(tokens for _, tokens in named[50:])
    return named[:50] + ([("other", other)] if other else [])


def _stamp(when: datetime) -> str:
    return when.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _json(payload: Any) -> Reply:
    return Reply(200, json.dumps(payload, separators=(",", ":")).encode())


def _error(status: int, message: str) -> Reply:
    return Reply(status, json.dumps({"error": {"code": status, "message": message}}).encode())
