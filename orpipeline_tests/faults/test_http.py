"""Every fault of warehouse.md, section 8, over a real socket and through the whole command line.

Each group of faults meets one home after another has left it; after the last, an undisturbed run completes the work.
"""

import gzip
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pytest

from orpipeline_tests.faults.runs import Ended
from orpipeline_tests.faults.world import KEY, World, assert_same, contents, environment
from orpipeline_tests.server import OpenRouterServer

DAILY = "/rankings-daily"
BOMB = gzip.compress(b" " * (80 * 2**20))


@dataclass(frozen=True)
class Fault:
    """What the server does to the daily rankings (or to `on`), and what the run must answer."""

    kind: str
    status: int
    says: str
    options: dict[str, Any] = field(default_factory=dict)
    on: str = DAILY
    env: dict[str, str] = field(default_factory=dict)


def edited(change: Callable[[list[dict[str, Any]]], object]) -> dict[str, Any]:
    def edit(payload: dict[str, Any]) -> dict[str, Any]:
        change(payload["data"])
        return payload

    return {"edit": edit}


def thousandfold(data: list[dict[str, Any]]) -> None:
    for row in data:
        row["total_tokens"] += "000"


EXPORT = {"ORPIPELINE_SOURCE": "export"}
GROUPS: dict[str, dict[str, Fault]] = {
    "faults that may pass": {
        "429": Fault("status", 4, "429", {"status": 429, "retry_after": 7}),
        "503": Fault("status", 4, "503"),
        "dropped": Fault("drop", 4, "broken connection"),
        "short": Fault("short", 4, "No usable answer"),
        "cut_chunks": Fault("cut", 4, "broken connection"),
        "html": Fault("html", 4, "an HTML page instead of data"),
        "broken_gzip": Fault("gzip", 4, "broken connection or answer", {"damaged": True}),
        "redirect": Fault("redirect", 4, "redirects are not followed", {"to": "https://example.org/"}),
    },
    "wrong answers": {
        "wrong_key": Fault("status", 2, "does not accept the key", {"status": 401, "message": f"User {KEY} not found"}),
        "no_key": Fault("status", 2, "OPENROUTER_API_KEY", env={"OPENROUTER_API_KEY": ""}),
        "400": Fault("status", 2, "Date range is odd", {"status": 400, "message": "Date range is odd"}),
        "bomb": Fault("gzip", 5, "more than 64 MiB", {"body": BOMB}),
        "truncated": Fault("truncated", 5, "not whole JSON"),
        "no_rows": Fault("edit", 5, "no row at all", edited(lambda data: data.clear())),
        "negative": Fault("edit", 5, "negative", edited(lambda data: data[0].update(total_tokens="-1"))),
        "thousandfold": Fault("edit", 5, "unit error", edited(thousandfold)),
        "export_sha": Fault("body", 5, "sha256", {"body": b"date\r\n"}, on=".csv", env=EXPORT),
    },
}


def play(world: World, group: str) -> dict[str, Ended]:
    """All faults of a group on one home, with a server of its own; then the run that mends everything."""
    home, ended = world.copy(group.replace(" ", "-")), {}
    with OpenRouterServer(world.server.rows, world.server.catalogue, key=KEY, today=world.today) as server:
        server.source.as_of = world.server.source.as_of
        for name, fault in GROUPS[group].items():
            server.fail_next(fault.kind, times=9, on=fault.on, **fault.options)
            before = {path.name for path in (home / "landing").glob("*.gz")}
            ended[name] = world.run(home, env={**environment(server), **fault.env})
            server.forgive()
            assert (home / "orpipeline.duckdb").read_bytes() == (world.old_home / "orpipeline.duckdb").read_bytes()
            assert before <= {path.name for path in (home / "landing").glob("*.gz")}
    world.assert_completes(home)
    world.assert_key_is_nowhere(home)
    return ended


STORIES: dict[str, Callable[[World], Any]] = {group: partial(play, group=group) for group in GROUPS}


@pytest.mark.parametrize(("group", "name"), [(group, name) for group, faults in GROUPS.items() for name in faults])
def test_a_fault_is_one_plain_message_and_an_exit_status(
    started: dict[str, Future[dict[str, Ended]]], group: str, name: str
) -> None:
    ended, fault = started[group].result()[name], GROUPS[group][name]
    assert ended.status == fault.status, ended.err
    assert fault.says in ended.said[-1]
    assert len(ended.said[-1]) < 600
    assert "Traceback" not in ended.err + ended.out
    assert KEY not in ended.err + ended.out


def test_slow_answers_and_a_source_that_says_not_now_once_end_well(world: World) -> None:
    home = world.copy("slow")
    with OpenRouterServer(world.server.rows, world.server.catalogue, key=KEY, today=world.today) as server:
        server.source.as_of = world.server.source.as_of
        server.fail_next("status", status=429, retry_after=1, on=DAILY)
        # The catalogue alone fails for good: everything else is published all the same, and the exit status says so.
        server.fail_next("drop", times=9, on="/models")
        server.fail_next("slow", seconds=0.5, pieces=9, times=9)
        ended = world.run(home, env={**environment(server), "ORPIPELINE_RETRY_SECONDS": "4"})
    assert ended.status == 4
    assert "waiting" in ended.err
    assert "up to date and published, but not the catalogue" in ended.said[-1]
    assert "closed weeks had four or more open models" in ended.out
    assert_same(contents(home), world.new)
