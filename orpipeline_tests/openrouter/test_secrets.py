"""The key is seen by the server and by nobody else."""

import logging
from collections.abc import Callable
from pathlib import Path

import pytest

from orpipeline.errors import AnswerRefused, ConfigurationError, SourceUnreachable
from orpipeline.openrouter.client import Client
from orpipeline_tests.openrouter.clients import KEY, WEEK, make
from orpipeline_tests.server import OpenRouterServer


@pytest.mark.parametrize("key", ["sk or", "sk\nor", "sk-\u201cor", "sk\x00"])
def test_a_key_that_cannot_be_sent_is_refused_without_being_shown(tmp_path: Path, key: str) -> None:
    with make(tmp_path, "http://127.0.0.1:9", key=key) as client, pytest.raises(ConfigurationError) as error:
        client.rankings(WEEK)
    assert "a character that no key has" in str(error.value)
    assert key not in str(error.value)


def _wrong_key(client: Client, server: OpenRouterServer) -> None:
    server.source.key = "another"
    client.rankings(WEEK)


def _echo(client: Client, server: OpenRouterServer) -> None:
    server.fail_next("status", status=418, message=f"Bearer {KEY} is no teapot")
    client.rankings(WEEK)


def _echo_passing(client: Client, server: OpenRouterServer) -> None:
    server.fail_next("status", status=503, message=f"{KEY} later")
    client.rankings(WEEK)


def _drop(client: Client, server: OpenRouterServer) -> None:
    server.fail_next("drop")
    client.rankings(WEEK)


def _echo_at_the_cut(client: Client, server: OpenRouterServer) -> None:
    server.fail_next("status", status=418, message="." * 295 + KEY)
    client.rankings(WEEK)


@pytest.mark.parametrize("trouble", [_wrong_key, _echo, _echo_passing, _echo_at_the_cut, _drop])
def test_the_key_is_in_no_message_log_or_repr(
    client: Client,
    server: OpenRouterServer,
    caplog: pytest.LogCaptureFixture,
    trouble: Callable[[Client, OpenRouterServer], None],
) -> None:
    with caplog.at_level(logging.DEBUG), pytest.raises((ConfigurationError, SourceUnreachable)) as error:
        trouble(client, server)
    chain = [error.value, error.value.__cause__, error.value.__context__]
    shown = " ".join([*(f"{e!r} {e}" for e in chain), *(r.getMessage() for r in caplog.records), repr(vars(client))])
    assert "httpcore" in caplog.text, "the HTTP library's own debug log should be in what is searched"
    assert KEY[:5] not in shown
    assert KEY not in str(error.getrepr(style="long", showlocals=False))


def test_an_answer_that_holds_the_key_is_not_kept(client: Client, server: OpenRouterServer) -> None:
    server.source.rows[WEEK.start] = [(f"lab/{KEY}", 5)]
    with pytest.raises(AnswerRefused, match="the key itself in its body, and nothing of it was kept") as error:
        client.rankings(WEEK)
    assert KEY not in str(error.value)


def test_a_word_that_a_mirror_takes_for_a_key_may_be_in_its_answers(server: OpenRouterServer, tmp_path: Path) -> None:
    server.source.key = "free"
    with make(tmp_path, server.url, key="free") as client:
        assert b":free" in client.rankings(WEEK).body


def test_nothing_the_client_writes_holds_the_key(client: Client, tmp_path: Path) -> None:
    client.rankings(WEEK)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files
    assert all(KEY.encode() not in path.read_bytes() for path in files)
