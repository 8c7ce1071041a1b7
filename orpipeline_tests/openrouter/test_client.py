"""What is asked, over a real socket."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import httpx
import pytest

from orpipeline.answer import Window
from orpipeline.errors import AnswerRefused, ConfigurationError, SourceUnreachable
from orpipeline.openrouter.client import Client
from orpipeline.openrouter.judge import Catalogue, Manifest, Rankings, judge
from orpipeline_tests.openrouter.clients import KEY, NOW, WEEK, make
from orpipeline_tests.openrouter.make import told
from orpipeline_tests.server import OpenRouterServer


def test_a_window_is_asked_for_once_with_the_key_and_comes_back_as_it_was(
    client: Client, server: OpenRouterServer
) -> None:
    answer = client.rankings(WEEK)
    assert (answer.request.source, answer.request.series, answer.fetched_at) == ("api", "day", NOW)
    assert dict(answer.request.params) == {"start_date": "2026-02-02", "end_date": "2026-02-08"}
    assert answer.request.url == server.url + "/api/v1/datasets/rankings-daily"
    [seen] = server.requests
    assert (seen.headers["authorization"], seen.query) == (f"Bearer {KEY}", dict(answer.request.params))
    assert seen.headers["user-agent"].startswith("orpipeline/")
    judged = judge(answer)
    assert isinstance(judged, Rankings)
    assert (judged.window, judged.rows.height) == (WEEK, 21)


def test_weeks_are_asked_for_by_period_and_are_another_series(client: Client) -> None:
    answer = client.rankings(WEEK, period="week")
    assert answer.request.params["period"] == "week"
    judged = judge(answer)
    assert isinstance(judged, Rankings)
    assert judged.series == "week"
    day, _, token_count = judged.rows.row(0)
    assert (day, token_count) == (date(2026, 2, 2), sum(range(901, 908)))


def test_the_running_day_is_never_asked_for(client: Client, server: OpenRouterServer) -> None:
    client.rankings(Window(date(2026, 2, 8), date(2026, 3, 1)))
    assert server.requests[0].query["end_date"] == "2026-02-09"
    with pytest.raises(ConfigurationError, match="the newest is 2026-02-09"):
        client.rankings(Window(date(2026, 2, 10), date(2026, 2, 10)))
    with pytest.raises(ConfigurationError, match="no completed day from 2026-02-08 to 2026-02-02"):
        client.rankings(Window(WEEK.end, WEEK.start))
    assert len(server.requests) == 1


def test_the_catalogue_and_the_export_need_no_key_and_send_none(server: OpenRouterServer, tmp_path: Path) -> None:
    for key in (KEY, None):
        with make(tmp_path, server.url, key) as client:
            catalogue, (manifest, csv) = client.catalogue(), client.export()
            assert isinstance(judge(catalogue), Catalogue)
            assert isinstance(judge(manifest), Manifest)
            assert isinstance(judge(csv), Rankings)
    assert all("authorization" not in seen.headers for seen in server.requests)
    assert server.requests[0].query == {"output_modalities": "all"}


def test_the_export_agrees_with_the_api_and_can_be_judged_without_its_manifest(client: Client) -> None:
    _, csv = client.export()
    assert set(csv.request.params) == {"retrieved_at", "snapshot_date", "row_count", "sha256"}
    exported, asked = judge(csv), judge(client.rankings(Window(date(2026, 2, 1), date(2026, 2, 9))))
    assert isinstance(exported, Rankings) and isinstance(asked, Rankings)
    assert told(exported) == told(asked)


def test_the_export_s_file_is_taken_from_the_server_that_was_asked(client: Client, server: OpenRouterServer) -> None:
    _, csv = client.export()
    assert csv.request.url == server.url + "/api/v1/datasets/exports/rankings-daily/2026-02-10.csv"
    assert [seen.query for seen in server.requests] == [{}, {}]


def test_a_mirror_may_stand_under_a_path_and_name_its_own_file_or_the_official_one(tmp_path: Path) -> None:
    asked = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        file = {"url": "https://mirror.example/or/api/v1/x.csv", "sha256": "a" * 64}
        said = {"dataset": "rankings-daily", "schema_version": "v1", "snapshot_date": "2026-02-10", "row_count": 1}
        return httpx.Response(200, json={**said, "retrieved_at": "2026-02-10T02:00:00Z", "files": {"csv": file}})

    transport = httpx.MockTransport(answer)
    with make(tmp_path, "https://mirror.example/or", None, transport=transport) as client:
        list(client.export())
    assert asked[1] == "https://mirror.example/or/api/v1/x.csv"


def test_the_same_catalogue_on_another_day_is_another_answer(server: OpenRouterServer, tmp_path: Path) -> None:
    answers = []
    for day in (10, 10, 11):
        with make(tmp_path, server.url, None, NOW.replace(day=day)) as client:
            answers.append(client.catalogue())
    assert len({answer.body for answer in answers}) == 1
    assert answers[0].sha256 == answers[1].sha256 != answers[2].sha256
    assert [answer.request.params["snapshot_day"] for answer in answers] == ["2026-02-10", "2026-02-10", "2026-02-11"]


def test_without_a_key_the_message_says_how_to_get_one_and_what_needs_none(tmp_path: Path) -> None:
    with (
        make(tmp_path, "http://127.0.0.1:9", key=None) as client,
        pytest.raises(ConfigurationError, match=r"OPENROUTER_API_KEY is not set.*settings/keys.*--source export"),
    ):
        client.rankings(WEEK)


def test_a_wrong_key_is_told_at_once(server: OpenRouterServer, tmp_path: Path) -> None:
    with (
        make(tmp_path, server.url, key="sk-wrong") as client,
        pytest.raises(
            ConfigurationError, match=r"does not accept the key in OPENROUTER_API_KEY .*settings/keys"
        ) as error,
    ):
        client.rankings(WEEK)
    assert "sk-wrong" not in str(error.value)
    assert len(server.requests) == 1


def test_a_400_shows_the_server_s_words_and_is_never_retried(client: Client, server: OpenRouterServer) -> None:
    with pytest.raises(ConfigurationError, match=r"400: Date range cannot exceed 366 days \(requested 396\)"):
        client.rankings(Window(date(2025, 1, 10), date(2026, 2, 9)))
    assert len(server.requests) == 1


def test_redirects_are_not_followed(client: Client, server: OpenRouterServer) -> None:
    server.fail_next("redirect", to=server.url + "/api/v1/models")
    with pytest.raises(SourceUnreachable, match=r"answered 302.*not followed"):
        client.rankings(WEEK)
    assert len(server.requests) == 1


def test_an_answer_over_the_cap_is_given_up_without_reading_it_all(tmp_path: Path) -> None:
    def flood() -> Iterator[bytes]:
        for read in range(10**6):
            assert read < 70, "went on reading"
            yield b"x" * 2**20

    transport = httpx.MockTransport(lambda _: httpx.Response(200, content=flood()))
    with (
        make(tmp_path, "https://openrouter.ai", transport=transport) as client,
        pytest.raises(AnswerRefused, match="more than 64 MiB"),
    ):
        client.rankings(WEEK)


@pytest.mark.parametrize(
    "base",
    [
        "openrouter.ai",
        "ftp://x",
        "http://",
        "https://u:p@x",
        "https://x?a=1",
        "https://x#a",
        "http://[::1",
        "https://x:port",
    ],
)
def test_a_base_url_that_cannot_be_asked_is_explained(tmp_path: Path, base: str) -> None:
    with pytest.raises(ConfigurationError, match="OPENROUTER_BASE_URL must be an http or https address"):
        make(tmp_path, base)


def test_a_base_url_may_end_with_a_slash(server: OpenRouterServer, tmp_path: Path) -> None:
    with make(tmp_path, server.url + "/") as client:
        assert client.rankings(WEEK).request.url == server.url + "/api/v1/datasets/rankings-daily"


def test_a_proxy_of_the_environment_is_not_used_for_this_machine(
    server: OpenRouterServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    with make(tmp_path, server.url) as client:
        assert client.rankings(WEEK).body


def test_a_compressed_answer_is_kept_decompressed(client: Client, server: OpenRouterServer) -> None:
    plain = client.rankings(WEEK)
    server.fail_next("gzip")
    assert client.rankings(WEEK) == plain


def test_the_server_restates_and_buckets_as_the_real_one_does(client: Client, server: OpenRouterServer) -> None:
    server.rows[WEEK.start] = [(f"lab/m{n}", n) for n in range(60)]
    body = json.loads(client.rankings(Window(date(2024, 12, 1), date(2025, 3, 1))).body)
    assert (body["data"], body["meta"]["start_date"]) == ([], "2025-01-01")
    body = json.loads(client.rankings(WEEK).body)
    day = [row for row in body["data"] if row["date"] == "2026-02-02"]
    assert (len(day), day[-1]["model_permaslug"], day[-1]["total_tokens"]) == (51, "other", str(sum(range(10))))
