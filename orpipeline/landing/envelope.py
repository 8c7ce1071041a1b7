"""The form of a landed answer: one JSON object, gzipped, that holds the question, the time and the body as it came."""

import base64
import gzip
import hashlib
import json
import zlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import msgspec

from orpipeline.answer import Answer, Endpoint, Request, Source
from orpipeline.errors import OrpipelineError

_COMPRESSION = 6  # a third of the time of 9, for files that are 7 % larger


class _Envelope(msgspec.Struct):
    """What a landed file holds. Its name answers for what was asked and for the body; the rest is held to its type."""

    format: Literal[1]
    source: Source
    endpoint: Endpoint
    method: str
    url: str
    params: dict[str, str]
    fetched_at: str
    body_sha256: str
    body_encoding: Literal["utf-8", "base64"]
    body: str


_ENVELOPE = msgspec.json.Decoder(_Envelope)


class LandingDamaged(OrpipelineError):
    """A landed file is missing, cannot be read, or does not hold what its name says; nothing of it was loaded."""

    exit_status = 5


def encode(answer: Answer) -> bytes:
    """The envelope's bytes; the same answer gives the same bytes (no time stamp in the gzip header)."""
    try:
        encoding, body = "utf-8", answer.body.decode()
    except UnicodeDecodeError:
        encoding, body = "base64", base64.b64encode(answer.body).decode()
    request = answer.request
    envelope = {
        "format": 1,
        "source": request.source,
        "endpoint": request.endpoint,
        "method": request.method,
        "url": request.url,
        "params": dict(request.params),
        "fetched_at": answer.fetched_at.astimezone(UTC).isoformat(),
        "body_sha256": hashlib.sha256(answer.body).hexdigest(),
        "body_encoding": encoding,
        "body": body,
    }
    return gzip.compress(json.dumps(envelope, ensure_ascii=False).encode(), _COMPRESSION, mtime=0)


def decode(packed: bytes, path: Path, sha: str) -> Answer:
    """The answer in an envelope; `LandingDamaged` when it cannot be read or is not the answer named `sha`.

    `path` is only for the message.
    """
    try:
        envelope = _ENVELOPE.decode(gzip.decompress(packed))
        answer = _unpack(envelope)
        is_whole = hashlib.sha256(answer.body).hexdigest() == envelope.body_sha256 and answer.sha256 == sha
    except (
        OSError,
        EOFError,
        zlib.error,
        ValueError,
        ArithmeticError,
        RecursionError,
        msgspec.MsgspecError,  # in 0.20 no ValueError
    ) as error:
        raise damaged(path, f"cannot be read ({type(error).__name__}: {error})") from error
    if not is_whole:
        raise damaged(path, "does not hold the answer its name stands for (its checksum differs)")
    return answer


def damaged(path: Path, what: str) -> LandingDamaged:
    """The error for a landed file, saying which and what a person can do."""
    return LandingDamaged(
        f"The landed answer {path} {what}; it is set aside in {path.parent / 'rejected'}. Put a good copy back from a backup "
        "and run `orpipeline rebuild`, or fetch its days again with `orpipeline backfill`."
    )


def _unpack(envelope: _Envelope) -> Answer:
    told = (envelope.source, envelope.endpoint, envelope.method, envelope.url, envelope.params)
    is_text = envelope.body_encoding == "utf-8"
    body = envelope.body.encode() if is_text else base64.b64decode(envelope.body, validate=True)
    return Answer(Request(*told), datetime.fromisoformat(envelope.fetched_at).astimezone(UTC), body)
