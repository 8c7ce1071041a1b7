"""What is retried, for how long, and what is said of it. The clock and the sleep are the test's."""

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from orpipeline.answer import Window
from orpipeline.errors import AnswerRefused, ConfigurationError, SourceUnreachable
from orpipeline.openrouter import wire
from orpipeline.openrouter.client import Client
from orpipeline.openrouter.judge import judge
from orpipeline.openrouter.patience import persist
from orpipeline.openrouter.wire import NotNow
from orpipeline.settings import Settings
from orpipeline_tests.server import OpenRouterServer

NOW = datetime(2026, 2, 10, 9, 0, tzinfo=UTC)
DAY = Window(date(2026, 2, 9), date(2026, 2, 9))


class World:
    """A server, a client, and a time that passes only by sleeping."""

    def __init__(self, server: OpenRouterServer, home: Path) -> None:
        self.server, self.home = server, home
        self.now, self.slept, self.said = NOW, [], []  # type: datetime, list[float], list[str]

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += timedelta(seconds=seconds)

    def client(self, retry_seconds: float = 300, url: str | None = None, **options: Any) -> Client:
        settings = Settings(self.home, base_url=url or self.server.url, retry_seconds=retry_seconds, api_key="test-key")
        return Client(settings, clock=lambda: self.now, sleep=self.sleep, on_wait=self.said.append, **options)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with OpenRouterServer({DAY.start: [("lab/a", 5), ("other", 1)]}) as server:
        yield World(server, tmp_path)


PASSING: list[tuple[str, dict[str, Any]]] = [
    ("status", {"status": 429}),
    ("status", {"status": 408}),
    ("status", {"status": 425}),
    ("status", {"status": 500}),
    ("status", {"status": 503}),
    ("status", {"status": 529}),
    ("html", {"status": 200}),
    ("html", {"status": 403}),
    ("html", {"status": 521}),
    ("body", {"body": b" <html>", "content_type": "application/json"}),
    ("short", {}),
    ("cut", {}),
    ("drop", {}),
    ("gzip", {"damaged": True}),
]


@pytest.mark.parametrize(("kind", "options"), PASSING)
def test_passing_trouble_is_retried_until_it_passes(world: World, kind: str, options: dict[str, Any]) -> None:
    world.server.fail_next(kind, times=2, **options)
    with world.client() as client:
        assert judge(client.rankings(DAY))
    assert len(world.server.requests) == 3
    assert len(world.slept) == 2
    assert 1 <= world.slept[0] <= 2 <= world.slept[1] <= 3, "exponential, with jitter"


@pytest.mark.parametrize(("kind", "options"), PASSING)
def test_trouble_that_does_not_pass_ends_with_a_plain_sentence(
    world: World, kind: str, options: dict[str, Any]
) -> None:
    world.server.fail_next(kind, times=50, **options)
    with world.client() as client, pytest.raises(SourceUnreachable) as error:
        client.rankings(DAY)
    assert 240 < sum(world.slept) <= 300, "the whole budget is used and not overdrawn"
    assert max(world.slept) <= 61, "a minute and its jitter at most"
    assert any(seconds % 1 for seconds in world.slept), "without jitter all would come back at once"
    assert "rankings-daily (2026-02-09, 2026-02-09)" in str(error.value)
    assert "What was fetched before is kept; run the same command again" in str(error.value)
    assert f"in {len(world.server.requests)} tries" in str(error.value)


def test_without_a_retry_budget_there_is_one_try(world: World) -> None:
    world.server.fail_next("status", status=429, retry_after=0)
    with (
        world.client(retry_seconds=0) as client,
        pytest.raises(SourceUnreachable, match=r"in 1 try: the last gave 429"),
    ):
        client.rankings(DAY)
    assert (len(world.server.requests), world.slept) == (1, [])


def test_slow_tries_use_up_the_time_too() -> None:
    tries = []

    def slow() -> bytes:
        tries.append("once")
        time.sleep(1.05)
        raise NotNow("503")

    # The next wait, a second at least, would end after two.
    with pytest.raises(SourceUnreachable, match="in 1 try"):
        persist(slow, "the rankings", 2.0, lambda _: None, lambda _: None)
    assert tries == ["once"]


def test_the_thirty_first_request_of_a_minute_waits_and_says_so(world: World) -> None:
    world.server.fail_next("status", status=503)
    with world.client() as client:
        for _ in range(29):  # the first in two tries, which both count
            client.rankings(DAY)
        assert (len(world.server.requests), len(world.slept)) == (30, 1)
        client.rankings(DAY)
    assert len(world.slept) == 2
    assert 50 < sum(world.slept) <= 61
    assert world.said[1].startswith("30 requests a minute are the limit; waiting ")


def test_every_wait_is_announced(world: World) -> None:
    world.server.fail_next("status", status=429, message="Rate limit exceeded", retry_after=12)
    with world.client() as client:
        client.rankings(DAY)
    assert world.said == ["The source gave 429 (Rate limit exceeded); waiting 12 s (retry 1)"]


@pytest.mark.parametrize("retry_after", ["40", "Tue, 10 Feb 2026 09:00:40 GMT", "Tue, 10 Feb 2026 09:00:40 -0000"])
def test_retry_after_is_honoured_as_seconds_and_as_a_date(world: World, retry_after: str) -> None:
    world.server.fail_next("status", status=503, retry_after=retry_after)
    with world.client() as client:
        client.rankings(DAY)
    assert world.slept == [40]


@pytest.mark.parametrize("retry_after", ["soon", "nan", "inf", "-5", "0", "0.01", "", "Tue, 10 Feb 2020 09:00:40 GMT"])
def test_a_retry_after_that_makes_no_sense_falls_back_to_the_own_back_off(world: World, retry_after: str) -> None:
    world.server.fail_next("status", status=429, retry_after=retry_after)
    with world.client() as client:
        client.rankings(DAY)
    assert 1 <= world.slept[0] <= 2


def test_a_longer_wish_than_the_budget_is_not_waited_for_but_told(world: World) -> None:
    world.server.fail_next("status", status=429, retry_after=3600)
    with world.client() as client, pytest.raises(SourceUnreachable, match="again in 3600 s"):
        client.rankings(DAY)
    assert world.slept == []


@pytest.mark.parametrize("status", [400, 402, 403, 404, 418])
def test_other_refusals_are_shown_and_never_retried(world: World, status: int) -> None:
    world.server.fail_next("status", status=status, message="No such thing.")
    with (
        world.client() as client,
        pytest.raises(ConfigurationError, match=rf"{status}: No such thing\b.*kept\. .*OPENROUTER_BASE_URL"),
    ):
        client.rankings(DAY)
    assert len(world.server.requests) == 1


@pytest.mark.parametrize(("kind", "options"), [("truncated", {}), ("body", {"body": b""}), ("body", {"body": b"[]"})])
def test_a_complete_answer_is_handed_on_however_bad_it_is(world: World, kind: str, options: dict[str, Any]) -> None:
    world.server.fail_next(kind, **options)
    with world.client() as client:
        answer = client.rankings(DAY)
    with pytest.raises(AnswerRefused):
        judge(answer)


def test_no_server_at_all_is_retried_and_told(world: World) -> None:
    with world.client(5, url="http://127.0.0.1:9") as client, pytest.raises(SourceUnreachable, match="ConnectError"):
        client.rankings(DAY)
    assert world.slept


def test_time_outs_and_slow_drips_are_retried(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[httpx.Request] = []

    def respond(request: httpx.Request) -> httpx.Response:
        calls.append(request)
        if len(calls) == 1:
            raise httpx.ReadTimeout("slow", request=request)
        return httpx.Response(200, json={"data": []})

    with world.client(transport=httpx.MockTransport(respond)) as client:
        assert client.rankings(DAY).body
    assert world.said[0].startswith("The source gave no answer in time (ReadTimeout)")
    monkeypatch.setattr(wire, "MAX_READ_SECONDS", 0.05)
    world.server.fail_next("slow", seconds=0.2)
    with world.client() as client:
        client.rankings(DAY)
    assert "still coming" in world.said[1]


def test_fewer_bytes_than_promised_are_noticed_whatever_the_transport(world: World) -> None:
    bodies = [b"{}", b"{} "]
    transport = httpx.MockTransport(
        lambda _: httpx.Response(200, headers={"content-length": "3"}, content=iter([bodies.pop(0)]))
    )
    with world.client(transport=transport) as client:
        assert client.rankings(DAY).body == b"{} "
    assert world.said[0].startswith("The source gave 2 of 3 bytes")


def test_a_slow_but_whole_answer_is_waited_for(world: World) -> None:
    world.server.fail_next("slow", seconds=0.2, pieces=5)
    with world.client() as client:
        assert judge(client.rankings(DAY))
    assert world.slept == []


def test_both_halves_of_the_export_are_retried_apart(world: World) -> None:
    world.server.fail_next("html", on="manifest")
    world.server.fail_next("short", on=".csv")
    with world.client() as client:
        list(client.export())
    assert [seen.path.rsplit("/", 1)[1] for seen in world.server.requests] == [
        "latest.manifest.json",
        "latest.manifest.json",
        "2026-02-10.csv",
        "2026-02-10.csv",
    ]
