"""The ways a server, or the wire, goes wrong. Each is a function `(handler, reply, options)` that plays one bad answer.

status     status=503, retry_after=None, message="..."   an error envelope
html       status=200                                    a Cloudflare page
truncated  keep=0.5                                      cut JSON under an honest content-length
short      keep=0.5                                      content-length promises more than comes
drop                                                     the connection closes without an answer
cut        keep=0.5                                      a chunked answer that ends without its last chunk
slow       seconds=0.2, pieces=4                         a whole, chunked answer with pauses
body       body=b"...", content_type=..., status=200     any bytes
edit       edit=lambda payload: payload                  the true JSON answer, changed
redirect   to="https://...", status=302
gzip       damaged=False, body=b"..."                    the true answer, compressed (or broken so); or this, already
"""

import gzip
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from typing import Any

from orpipeline_tests.server_source import Reply

PAGE = b"<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>Checking your browser</body></html>"
Player = Callable[[BaseHTTPRequestHandler, Reply, dict[str, Any]], None]


@dataclass(eq=False)
class Fault:
    kind: str
    on: str
    options: dict[str, Any]


def make_fault(kind: str, on: str, options: dict[str, Any]) -> Fault:
    if kind not in PLAYERS:
        raise ValueError(f"no fault '{kind}'; there are {', '.join(PLAYERS)}")
    return Fault(kind, on, options)


def play(handler: BaseHTTPRequestHandler, reply: Reply, fault: Fault | None) -> None:
    if fault is None:
        _send(handler, reply)
    else:
        PLAYERS[fault.kind](handler, reply, fault.options)


def _send(handler: BaseHTTPRequestHandler, reply: Reply, promised: int | None = None) -> None:
    _head(handler, reply, {"Content-Length": str(len(reply.body) if promised is None else promised)})
    handler.wfile.write(reply.body)


def _head(handler: BaseHTTPRequestHandler, reply: Reply, framing: dict[str, str]) -> None:
    handler.send_response(reply.status)
    for name, value in {"Content-Type": reply.content_type, "Connection": "close", **framing, **reply.headers}.items():
        handler.send_header(name, value)
    handler.end_headers()


def _status(handler: BaseHTTPRequestHandler, _: Reply, options: dict[str, Any]) -> None:
    status = options.get("status", 503)
    message = options.get("message", "Try again later")
    reply = Reply(status, json.dumps({"error": {"code": status, "message": message}}).encode())
    if options.get("retry_after") is not None:
        reply.headers["Retry-After"] = str(options["retry_after"])
    _send(handler, reply)


def _html(handler: BaseHTTPRequestHandler, _: Reply, options: dict[str, Any]) -> None:
    _send(handler, Reply(options.get("status", 200), PAGE, "text/html; charset=UTF-8"))


def _truncated(handler: BaseHTTPRequestHandler, reply: Reply, options: dict[str, Any]) -> None:
    reply.body = _kept(reply, options)
    _send(handler, reply)


def _short(handler: BaseHTTPRequestHandler, reply: Reply, options: dict[str, Any]) -> None:
    whole = len(reply.body)
    reply.body = _kept(reply, options)
    _send(handler, reply, promised=whole)


def _drop(handler: BaseHTTPRequestHandler, _reply: Reply, _options: dict[str, Any]) -> None:
    handler.close_connection = True


def _cut(handler: BaseHTTPRequestHandler, reply: Reply, options: dict[str, Any]) -> None:
    _head(handler, reply, {"Transfer-Encoding": "chunked"})
    _chunk(handler, _kept(reply, options))


def _slow(handler: BaseHTTPRequestHandler, reply: Reply, options: dict[str, Any]) -> None:
    pieces = options.get("pieces", 4)
    size = len(reply.body) // pieces + 1
    _head(handler, reply, {"Transfer-Encoding": "chunked"})
    for start in range(0, len(reply.body), size):
        time.sleep(options.get("seconds", 0.2) / pieces)
        _chunk(handler, reply.body[start : start + size])
    _chunk(handler, b"")


def _body(handler: BaseHTTPRequestHandler, reply: Reply, options: dict[str, Any]) -> None:
    content_type = options.get("content_type", reply.content_type)
    _send(handler, Reply(options.get("status", 200), options["body"], content_type))


def _edit(handler: BaseHTTPRequestHandler, reply: Reply, options: dict[str, Any]) -> None:
    reply.body = json.dumps(options["edit"](json.loads(reply.body))).encode()
    _send(handler, reply)


def _redirect(handler: BaseHTTPRequestHandler, _: Reply, options: dict[str, Any]) -> None:
    _send(handler, Reply(options.get("status", 302), b"", headers={"Location": options["to"]}))


def _gzip(handler: BaseHTTPRequestHandler, reply: Reply, options: dict[str, Any]) -> None:
    packed = options.get("body") or gzip.compress(reply.body)
    reply.body = packed[:20] + b"\x00" * (len(packed) - 20) if options.get("damaged") else packed
    reply.headers["Content-Encoding"] = "gzip"
    _send(handler, reply)


def _kept(reply: Reply, options: dict[str, Any]) -> bytes:
    return reply.body[: int(len(reply.body) * options.get("keep", 0.5))]


def _chunk(handler: BaseHTTPRequestHandler, piece: bytes) -> None:
    handler.wfile.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
    handler.wfile.flush()


PLAYERS: dict[str, Player] = {
    "status": _status,
    "html": _html,
    "truncated": _truncated,
    "short": _short,
    "drop": _drop,
    "cut": _cut,
    "slow": _slow,
    "body": _body,
    "edit": _edit,
    "redirect": _redirect,
    "gzip": _gzip,
}
