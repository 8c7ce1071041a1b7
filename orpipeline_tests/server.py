"""A real HTTP server on loopback that answers as OpenRouter does, and misbehaves on demand.

with OpenRouterServer(rows={date(2026, 1, 5): [("a/x", 10), ("other", 1)]}, catalogue=[...]) as server:
    server.fail_next("status", status=429, retry_after=1, times=2)
    ...  # OPENROUTER_BASE_URL = server.url, OPENROUTER_API_KEY = "test-key"
    assert [r.path for r in server.requests] == [...]
"""

import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

from orpipeline_tests.server_faults import Fault, make_fault, play
from orpipeline_tests.server_source import Reply, Source


@dataclass(frozen=True)
class Seen:
    """One request the server saw; header names in lower case."""

    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]


class OpenRouterServer:
    """Serves rankings-daily (key checked), the export and the catalogue from `rows` and `catalogue`.

    `rows`: day -> [(permaslug, tokens)], of which the top 50 and `other` are shown; change it in place to restate a
    day. `today` (default: the day after the newest row) is the running day, `as_of` (default: 02:00 UTC of it) what
    answers say. `requests` is the log; `fail_next` queues faults; `source` may be changed while it runs.
    """

    def __init__(
        self,
        rows: dict[date, list[tuple[str, int]]],
        catalogue: list[dict[str, Any]] | None = None,
        key: str = "test-key",
        as_of: datetime | None = None,
        today: date | None = None,
    ) -> None:
        today = today or (max(rows) + timedelta(days=1) if rows else datetime.now(UTC).date())
        self.source = Source(rows, catalogue or [], key, as_of or datetime.combine(today, time(2), UTC), today)
        self.requests: list[Seen] = []
        self._faults: list[Fault] = []
        self._lock = threading.Lock()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}"

    @property
    def rows(self) -> dict[date, list[tuple[str, int]]]:
        return self.source.rows

    @property
    def catalogue(self) -> list[dict[str, Any]]:
        return self.source.catalogue

    def fail_next(self, kind: str, times: int = 1, on: str = "", **options: Any) -> None:
        """Queue a fault for the next `times` requests whose path holds `on`; kinds: see `server_faults`."""
        with self._lock:
            self._faults += [make_fault(kind, on, options) for _ in range(times)]

    def forgive(self) -> None:
        """Drop the faults still queued."""
        with self._lock:
            self._faults.clear()

    def answer(self, seen: Seen) -> tuple[Reply, Fault | None]:
        with self._lock:
            self.requests.append(seen)
            fault = next((fault for fault in self._faults if fault.on in seen.path), None)
            if fault:
                self._faults.remove(fault)
        return self.source.reply(self.url, seen.path, seen.query, seen.headers), fault

    def __enter__(self) -> Self:
        threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()


def _handler(server: OpenRouterServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            headers = {name.lower(): value for name, value in self.headers.items()}
            reply, fault = server.answer(Seen(parts.path, dict(parse_qsl(parts.query)), headers))
            self.close_connection = True
            with suppress(BrokenPipeError, ConnectionResetError):  # the client went away, as some tests want
                play(self, reply, fault)

        def log_message(self, *_: object) -> None:
            pass

    return Handler
