"""Asks the source: the right questions, within its limits, patiently, and never with the key in sight."""

import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Literal, Self
from urllib.parse import urlsplit

import httpx

from orpipeline.answer import Answer, Request, Window, api_path
from orpipeline.errors import ConfigurationError
from orpipeline.openrouter.budget import Budget
from orpipeline.openrouter.catalogue import read_manifest
from orpipeline.openrouter.patience import persist
from orpipeline.openrouter.windows import last_completed_day
from orpipeline.openrouter.wire import NEEDS_KEY, TIMEOUT, read_once, trusted
from orpipeline.settings import Settings

Period = Literal["day", "week"]
RANKINGS = "/api/v1/datasets/rankings-daily"
MANIFEST = "/api/v1/datasets/exports/rankings-daily/latest.manifest.json"
MODELS = "/api/v1/models"
LOOPBACK = ("all://127.0.0.1", "all://localhost", "all://[::1]")
BUDGET_FILE = "requests.sqlite"


class Client:
    """The three things this project asks OpenRouter. A context manager; hands back answers unjudged.

    Passing trouble (429, 5xx, time-outs, broken or short answers, HTML pages) is retried with exponential back-off
    and jitter, honouring `Retry-After`, for `settings.retry_seconds` a request; then `SourceUnreachable`. `on_wait`
    is told of every wait in one line. At most 30 tries a minute and 500 a day are made for one `settings.home`.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        transport: httpx.BaseTransport | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        sleep: Callable[[float], None] = time.sleep,
        on_wait: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._settings, self._clock, self._sleep, self._on_wait = settings, clock, sleep, on_wait
        self._base = _checked_base(settings.base_url)
        self._budget = Budget(settings.home / BUDGET_FILE, clock, sleep, on_wait)
        self._http = httpx.Client(
            transport=transport,
            verify=trusted(),
            timeout=TIMEOUT,
            headers={"User-Agent": f"orpipeline/{version('orpipeline')}"},
            # A proxy of the environment is used as usual, but never for this machine itself.
            mounts=dict.fromkeys(LOOPBACK) if transport is None else None,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()
        self._budget.close()

    def rankings(self, window: Window, period: Period = "day") -> Answer:
        """The ranking of a window of at most 366 days, by day or ISO week. Needs a key.

        The running day is never asked for: the end is lowered to the last completed day. `ConfigurationError` for a
        missing or wrong key, a window without a completed day, or one the source refuses.
        """
        key = self._key()
        newest = last_completed_day(self._clock())
        end = min(window.end, newest)
        if window.start > end:
            raise ConfigurationError(
                f"There is no completed day from {window.start} to {window.end}: the newest is {newest} (UTC). "
                "Ask for a range that starts earlier and ends after its start."
            )
        params = {"start_date": window.start.isoformat(), "end_date": end.isoformat()}
        asked = params if period == "day" else {**params, "period": period}
        return self._get(Request("api", "rankings-daily", "GET", self._base + RANKINGS, asked), asked, key)

    def catalogue(self) -> Answer:
        """Today's models of every modality. Sends no key.

        `request.params` hold the day, which is not sent and which the body does not say: the same list on another day is
        another fact.
        """
        params = {"output_modalities": "all"}
        said = {**params, "snapshot_day": self._clock().astimezone(UTC).date().isoformat()}
        return self._get(Request(self._settings.resolved_source, "models", "GET", self._base + MODELS, said), params)

    def export(self) -> Iterator[Answer]:
        """The newest keyless export: its manifest, then the CSV that this names. Sends no key.

        Judge the manifest before taking the CSV, which is asked for only then. The CSV's `request.params` are what the
        manifest says of it (retrieved_at, snapshot_date, row_count, sha256); they are not sent, but make it possible to
        judge the file alone.
        """
        manifest = self._get(Request("export", "export-manifest", "GET", self._base + MANIFEST), {})
        yield manifest
        said = read_manifest(manifest)
        params = {
            "retrieved_at": said.as_of.astimezone(UTC).isoformat(),
            "snapshot_date": said.snapshot_date.isoformat(),
            "row_count": str(said.row_count),
            "sha256": said.csv_sha256,
        }
        url = self._base + api_path(said.csv_url)
        yield self._get(Request("export", "export-csv", "GET", url, params), {})

    def _key(self) -> str:
        key = self._settings.api_key
        if not key:
            raise ConfigurationError(f"The source `api` needs a key, and OPENROUTER_API_KEY is not set. {NEEDS_KEY}")
        if not (key.isascii() and key.isprintable() and " " not in key):
            raise ConfigurationError(f"OPENROUTER_API_KEY holds a character that no key has. {NEEDS_KEY}")
        return key

    def _get(self, request: Request, params: Mapping[str, str], key: str | None = None) -> Answer:
        def attempt() -> bytes:
            self._budget.take()
            return read_once(self._http, request.url, params, key, self._clock())

        asked = request.url + (f" ({', '.join(params.values())})" if params else "")
        body = persist(attempt, asked, self._settings.retry_seconds, self._sleep, self._on_wait)
        return Answer(request, self._clock().astimezone(UTC), body)


def _checked_base(base: str) -> str:
    try:
        parts = urlsplit(base)
        is_plain = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0 and "@" not in parts.netloc
    except ValueError:
        is_plain = False
    if not is_plain or set("?#") & set(base):
        raise ConfigurationError(
            "OPENROUTER_BASE_URL must be an http or https address without user name, password or query, such as "
            "https://openrouter.ai."
        )
    return base.rstrip("/")
