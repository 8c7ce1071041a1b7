"""What the source was asked and what it said: what travels from the client to the landing store to the loader."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

Source = Literal["api", "export", "recorded"]
Endpoint = Literal["rankings-daily", "export-manifest", "export-csv", "models"]

# A mirror or a test server may stand under another host and path; what follows is the same everywhere.
API_ROOT = "/api/"
# The row that sums up every model below the published fifty.
OTHER = "other"
FIRST_DAY = date(2025, 1, 1)  # the source moves an earlier start here without a word
SAMPLED_FILTERS = frozenset({"category", "language_type"})


class Window(NamedTuple):
    """Days in UTC, both ends included."""

    start: date
    end: date


@dataclass(frozen=True)
class Request:
    """One question to the source. `url` holds neither query nor secret.

    `params` are what was asked, and what the body alone does not say, though it was not sent: a CSV's manifest, a
    catalogue's day. They are part of a fact's identity.
    """

    source: Source
    endpoint: Endpoint
    method: str
    url: str
    params: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def series(self) -> str:
        """The series this request reads: `day`, `week`, `day&modality=text`, `catalogue`, `manifest`.

        Period and filters, without the dates: answers of different series are never mixed, because the body does not
        echo them. An absent period means `day`, or `week` with a sampled filter (the API's own defaults).
        """
        if self.endpoint != "rankings-daily":
            return {"export-csv": "day", "models": "catalogue", "export-manifest": "manifest"}[self.endpoint]
        filters = {k: v for k, v in self.params.items() if k not in {"start_date", "end_date", "period"}}
        period = self.params.get("period") or ("week" if SAMPLED_FILTERS & filters.keys() else "day")
        return "&".join([period, *(f"{k}={v}" for k, v in sorted(filters.items()))])

    @property
    def identity(self) -> str:
        """Canonical JSON of method, path from `/api/` on, and params: the same through any mirror and any source."""
        parts = {"method": self.method, "path": api_path(self.url), "params": dict(self.params)}
        return json.dumps(parts, sort_keys=True, separators=(",", ":"))


def api_path(url: str) -> str:
    """The path of an address from `/api/` on."""
    path = urlsplit(url).path
    return path[max(path.find(API_ROOT), 0) :]


@dataclass(frozen=True)
class Answer:
    """A complete 200 answer: `body` is what came, byte for byte once decompressed; `fetched_at` is aware, in UTC."""

    request: Request
    fetched_at: datetime
    body: bytes = field(repr=False)

    @cached_property
    def sha256(self) -> str:
        """64 hex digits over request identity, a line feed and the body: this answer's name everywhere.

        The body alone would not do, because it does not say what was asked. The time of fetching is left out, so
        that the same answer to the same question has one name.
        """
        digest = hashlib.sha256(self.request.identity.encode() + b"\n")
        digest.update(self.body)  # not put together first: a body may be 80 MB
        return digest.hexdigest()
