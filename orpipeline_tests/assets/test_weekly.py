"""Asking for the API's own weeks: in the real job against a real server, and alone where it goes wrong."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import dagster as dg
import duckdb
import pytest

from orpipeline.answer import Window
from orpipeline.assets.weekly import WEEKS_READ, rankings_weekly
from orpipeline.cli import runner
from orpipeline.definitions import build_defs, make_intake
from orpipeline.openrouter.intake import Intake
from orpipeline.settings import Settings
from orpipeline.warehouse.load import load
from orpipeline.warehouse.private import open_warehouse
from orpipeline_tests.landing.make import reason
from orpipeline_tests.server import OpenRouterServer

TODAY = date(2025, 1, 24)  # a Friday: the weeks of 2025-01-06 and 2025-01-13 are over
NOW = datetime(2025, 1, 24, 2, 30, tzinfo=UTC)
DAYS = [date(2025, 1, 1) + timedelta(days=n) for n in range(23)]
NEWEST_TWO = {"start_date": "2025-01-06", "end_date": "2025-01-19", "period": "week"}


def days_of_sixty_models() -> dict[date, list[tuple[str, int]]]:
    """Sixty models of ever changing size, so that every day and week leaves another ten out."""
    random = Random(7)
    return {day: [(f"lab/m{n:02}", int(1000 * 1.1**n * random.uniform(0.5, 1.5))) for n in range(60)] for day in DAYS}


@pytest.fixture(autouse=True)
def no_telemetry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAGSTER_DISABLE_TELEMETRY", "1")


@pytest.fixture
def server() -> Iterator[OpenRouterServer]:
    with OpenRouterServer(
        days_of_sixty_models(), [{"id": "lab/m59", "canonical_slug": "lab/m59", "name": "M"}]
    ) as running:
        yield running


def intake_of(home: Path, server: OpenRouterServer, key: str | None = "test-key", source: str = "auto") -> Intake:
    settings = Settings(home, source=source, base_url=server.url, retry_seconds=0, api_key=key)  # type: ignore[arg-type]
    intake = make_intake(settings, clock=lambda: NOW)
    intake.read.append(Window(DAYS[0], DAYS[-1]))  # as if the daily rankings had been read just before
    return intake


def test_weeks_of_days_that_nobody_read_are_not_asked_for(tmp_path: Path, server: OpenRouterServer) -> None:
    intake = intake_of(tmp_path, server)
    intake.read.clear()
    result, check = read_weeks(intake)
    assert result.success
    assert check is not None
    assert asked_by_week(server) == []


def asked_by_week(server: OpenRouterServer) -> list[dict[str, str]]:
    return [dict(seen.query) for seen in server.requests if seen.query.get("period") == "week"]


def read_weeks(intake: Intake) -> tuple[dg.ExecuteInProcessResult, dg.AssetCheckEvaluation | None]:
    with open_warehouse(intake.settings, print) as warehouse:
        resources = {"intake": intake, "warehouse": dg.ResourceDefinition.hardcoded_resource(warehouse)}
        result = dg.materialize([rankings_weekly], resources=resources, raise_on_error=False)
    return result, next(iter(result.get_asset_check_evaluations()), None)


def test_a_run_reads_the_weeks_with_one_request_and_every_difference_to_the_days_is_explained(
    tmp_path: Path, server: OpenRouterServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    intake = intake_of(tmp_path, server)
    monkeypatch.setenv("ORPIPELINE_HOME", str(intake.settings.home))  # where Dagster's storage looks for it
    warnings = runner.update(intake.settings, intake, [Window(DAYS[0], DAYS[-1])], print).warnings
    assert asked_by_week(server) == [NEWEST_TWO]
    assert not [warning for warning in warnings if "week_buckets" in warning]
    with duckdb.connect(str(intake.settings.published), read_only=True) as con:
        findings = con.sql("select finding, count(*) from weekly_reconciliation group by all").fetchall()
        facts = con.sql(
            """
            select week_start, model, token_count, api_token_count, days_listed from weekly_reconciliation
            where is_explained and api_token_count is not null
            """
        ).fetchall()
        assert con.sql("select count(*) from daily_usage where day = '2025-01-06'").fetchall() == [(51,)]
    assert {finding for finding, _ in findings} == {"equal", "unlisted_days", "below_bucket"}
    assert sum(count for finding, count in findings if finding != "below_bucket") == 2 * 50
    for week_start, model, ours, api, days_listed in facts:
        daily = [dict(server.rows[week_start + timedelta(days=n)])[model] for n in range(7)]
        listed = [
            tokens for n, tokens in enumerate(daily) if rank_on(server, week_start + timedelta(days=n), tokens) <= 50
        ]
        assert (api, ours, days_listed) == (sum(daily), sum(listed), len(listed))


def rank_on(server: OpenRouterServer, day: date, tokens: int) -> int:
    return 1 + sum(other > tokens for _, other in server.rows[day])


def test_held_weeks_are_not_asked_for_again_but_for_the_two_newest(tmp_path: Path, server: OpenRouterServer) -> None:
    server.rows.update({DAYS[-1] + timedelta(days=n): [("lab/m00", 1000)] for n in range(1, 21)})
    server.source.today, server.source.as_of = date(2025, 2, 13), datetime(2025, 2, 13, 2, tzinfo=UTC)
    settings = intake_of(tmp_path, server).settings
    intake = make_intake(settings, clock=lambda: datetime(2025, 2, 13, 3, tzinfo=UTC))
    intake.read.append(Window(DAYS[0], date(2025, 2, 12)))
    for _ in range(2):
        assert read_weeks(intake)[0].success
        with open_warehouse(settings, print) as warehouse:
            load(warehouse.con, intake.store, print)
    assert [(query["start_date"], query["end_date"]) for query in asked_by_week(server)] == [
        ("2025-01-06", "2025-02-09"),
        ("2025-01-27", "2025-02-09"),
    ]


@pytest.mark.parametrize(
    ("key", "source"), [(None, "auto"), (None, "api"), ("test-key", "export"), ("test-key", "recorded")]
)
def test_without_a_key_and_the_source_api_nothing_is_asked_and_the_check_says_so(
    tmp_path: Path, server: OpenRouterServer, key: str | None, source: str
) -> None:
    result, check = read_weeks(intake_of(tmp_path, server, key, source))
    assert result.success
    assert server.requests == []
    assert check is not None
    assert check.passed
    assert "were not asked for: they need OPENROUTER_API_KEY" in str(check.metadata["said"].value)


@pytest.mark.parametrize("status", [503, 400])
def test_when_the_weeks_cannot_be_had_a_warning_says_so_and_the_run_goes_on(
    tmp_path: Path, server: OpenRouterServer, status: int
) -> None:
    server.fail_next("status", status=status, message="no weeks today")
    result, check = read_weeks(intake_of(tmp_path, server))
    assert result.success
    assert check is not None
    assert (check.check_name, check.passed, check.severity) == (WEEKS_READ, False, dg.AssetCheckSeverity.WARN)
    assert "no weeks today" in str(check.metadata["said"].value)


def test_a_refused_answer_is_set_aside_and_warned_of_while_the_run_goes_on(
    tmp_path: Path, server: OpenRouterServer
) -> None:
    def to_a_tuesday(payload: dict[str, list[dict[str, str]]]) -> dict[str, list[dict[str, str]]]:
        payload["data"][0]["date"] = "2025-01-07"
        return payload

    server.fail_next("edit", edit=to_a_tuesday)
    intake = intake_of(tmp_path, server)
    result, check = read_weeks(intake)
    assert result.success
    assert check is not None
    assert not check.passed
    (rejected,) = intake.store.rejected()
    assert "a week's date must be a Monday" in reason(intake.store, rejected)["why"]


def test_loading_comes_after_the_weeks_and_the_rebuild_asks_for_none(tmp_path: Path, server: OpenRouterServer) -> None:
    intake = intake_of(tmp_path, server)
    definitions = build_defs(intake.settings, intake)
    graph = definitions.resolve_asset_graph()
    weekly = dg.AssetKey("rankings_weekly")
    assert graph.get(weekly).group_name == "1_ingest"
    assert dg.AssetKey(["raw", "answers"]) in graph.get(weekly).child_keys
    assert weekly not in definitions.resolve_job_def("rebuild").asset_layer.executable_asset_keys
