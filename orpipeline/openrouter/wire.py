"""One try at one URL: read within bounds, then say what the answer is worth. Nothing here ever shows a header."""

import json
import math
import ssl
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache

import httpx

from orpipeline.errors import AnswerRefused, ConfigurationError, SourceUnreachable

MIB = 2**20
MAX_BYTES = 64 * MIB  # a full year of the top 50 is 2 MB
MAX_ERROR_BYTES = MIB // 16
MAX_READ_SECONDS = 300.0  # a source that drips byte by byte never runs into the read timeout
TIMEOUT = httpx.Timeout(60.0, connect=10.0)
NOT_NOW = frozenset({408, 425, 429})
_SHORTEST_KEY = 16  # a mirror may want some word for a key that is in every answer
NEEDS_KEY = (
    "Make a key at https://openrouter.ai/settings/keys and set OPENROUTER_API_KEY; `--source export` needs none and "
    "gives the last 30 days."
)


@cache
def trusted() -> ssl.SSLContext:
    """The certificates that httpx trusts (SSL_CERT_FILE as usual), read once a process: each time takes 35 ms."""
    return httpx.create_ssl_context()


class NotNow(Exception):
    """The source gave no usable answer this time, and may give one later; `retry_after` is its own wish in seconds."""

    def __init__(self, what: str, retry_after: float | None = None) -> None:
        super().__init__(what)
        self.retry_after = retry_after


def read_once(http: httpx.Client, url: str, params: Mapping[str, str], key: str | None, now: datetime) -> bytes:
    """The decompressed body of a whole 200 answer.

    `NotNow` for what may pass (429, 5xx, time-outs, broken or short answers, an HTML page), `ConfigurationError` with
    the server's own message for 401 and other 4xx, `SourceUnreachable` for a redirect, `AnswerRefused` for over 64 MiB and
    for an answer that holds the key, because every answer is kept as it came.
    """
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    try:
        with http.stream("GET", url, params=params, headers=headers) as response:
            body = _read(response)
    except httpx.TimeoutException as error:
        raise NotNow(f"no answer in time ({type(error).__name__})") from None
    except (httpx.TransportError, httpx.DecodingError) as error:
        raise NotNow(f"a broken connection or answer ({type(error).__name__}: {_safe(str(error), key)})") from None
    _check_status(response, body, key, now)
    _check_whole(response, body)
    if key and len(key) >= _SHORTEST_KEY and key.encode() in body:
        raise AnswerRefused(f"{_path(response)} answered with the key itself in its body, and nothing of it was kept.")
    return body


def _read(response: httpx.Response) -> bytes:
    limit = MAX_BYTES if response.status_code == httpx.codes.OK else MAX_ERROR_BYTES
    started, body = time.monotonic(), bytearray()
    for chunk in response.iter_bytes():
        body += chunk
        if len(body) > limit:
            return _too_big(response, body, limit)
        if time.monotonic() - started > MAX_READ_SECONDS:
            raise NotNow(f"an answer that was still coming after {MAX_READ_SECONDS:.0f} s")
    return bytes(body)


def _too_big(response: httpx.Response, body: bytearray, limit: int) -> bytes:
    if response.status_code == httpx.codes.OK:
        raise AnswerRefused(
            f"{_path(response)} answered with more than {limit // MIB} MiB, and nothing of it was kept. "
            "Ask for fewer days with `orpipeline backfill START END`."
        )
    return bytes(body[:limit])


def _check_status(response: httpx.Response, body: bytes, key: str | None, now: datetime) -> None:
    status = response.status_code
    if status == httpx.codes.OK:
        return
    said = _message(response, body, key)
    # Cloudflare's guard answers a burst with 403 and a page; a real 403 of the API is JSON.
    if status in NOT_NOW or status >= 500 or (status == 403 and _is_page(response, body)):
        raise NotNow(f"{status} ({said})", _retry_after(response.headers.get("retry-after", ""), now))
    if status == 401 and key:
        raise ConfigurationError(f"OpenRouter does not accept the key in OPENROUTER_API_KEY ({said}). {NEEDS_KEY}")
    if 400 <= status < 500:
        said = said.rstrip(".")
        raise ConfigurationError(
            f"The source refused {_path(response)} with {status}: {said}. What was fetched before is kept. If it goes on so, "
            "check OPENROUTER_BASE_URL and look for a newer orpipeline."
        )
    raise SourceUnreachable(
        f"{_path(response)} answered {status}, which leads elsewhere or holds no data; redirects are not followed. "
        "Check OPENROUTER_BASE_URL, and look for a newer orpipeline."
    )


def _check_whole(response: httpx.Response, body: bytes) -> None:
    promised = response.headers.get("content-length", "")
    came = response.num_bytes_downloaded or len(body)  # a transport that hands over whole bodies counts no bytes
    if promised.isdecimal() and came != int(promised):
        raise NotNow(f"{came} of {promised} bytes")
    if _is_page(response, body):
        raise NotNow("an HTML page instead of data")


def _is_page(response: httpx.Response, body: bytes) -> bool:
    return "text/html" in response.headers.get("content-type", "") or body.lstrip()[:1] == b"<"


def _message(response: httpx.Response, body: bytes, key: str | None) -> str:
    """The server's own words without the key: the error envelope's message, else the reason phrase."""
    try:
        said = str(json.loads(body)["error"]["message"])
    except (ValueError, KeyError, TypeError, RecursionError):
        said = response.reason_phrase or "no message"
    return _safe(said, key)[:300]


def _safe(text: str, key: str | None) -> str:
    return text.replace(key, "***") if key else text


def _path(response: httpx.Response) -> str:
    return response.request.url.copy_with(query=None).path


def _retry_after(text: str, now: datetime) -> float | None:
    """Seconds to wait, from a number or an HTTP date; None when there is none or it makes no sense."""
    try:
        seconds = float(text)
    except ValueError:
        seconds = _seconds_until(text, now)
    return max(seconds, 0.0) if math.isfinite(seconds) else None


def _seconds_until(text: str, now: datetime) -> float:
    try:
        when = parsedate_to_datetime(text)
        return (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp() - now.timestamp()
    except (ValueError, OverflowError):
        return math.nan
