"""What was said stays, whatever comes after it: the two answers of the export land one by one."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from orpipeline.answer import Window
from orpipeline.definitions import make_intake
from orpipeline.errors import AnswerRefused, SourceUnreachable
from orpipeline.openrouter.intake import Intake
from orpipeline.settings import Settings
from orpipeline_tests.landing.make import reason
from orpipeline_tests.openrouter.clients import KEY, NOW
from orpipeline_tests.server import OpenRouterServer

DAYS = [Window(date(2026, 2, 1), date(2026, 2, 9))]


@pytest.fixture
def intake(server: OpenRouterServer, tmp_path: Path) -> Intake:
    settings = Settings(tmp_path, source="export", base_url=server.url, retry_seconds=0)
    return make_intake(settings, clock=lambda: NOW)


def endpoints(intake: Intake) -> list[str]:
    return [intake.store.get(sha).request.endpoint for sha in intake.store.shas()]


def test_a_manifest_is_kept_when_its_file_does_not_come(intake: Intake, server: OpenRouterServer) -> None:
    server.fail_next("status", on=".csv", status=503)
    with pytest.raises(SourceUnreachable):
        intake.rankings(DAYS, lambda _: None)
    assert endpoints(intake) == ["export-manifest"]
    intake.rankings(DAYS, lambda _: None)
    assert sorted(endpoints(intake)) == ["export-csv", "export-manifest"]


def test_a_refused_manifest_is_set_aside_and_its_file_never_asked_for(intake: Intake, server: OpenRouterServer) -> None:
    def point_elsewhere(manifest: dict[str, Any]) -> dict[str, Any]:
        manifest["files"]["csv"]["url"] = "https://evil.example/x.csv"
        return manifest

    server.fail_next("edit", on="manifest", edit=point_elsewhere)
    with pytest.raises(AnswerRefused, match=r"names a file elsewhere than on openrouter\.ai \(https://evil"):
        intake.rankings(DAYS, lambda _: None)
    (rejected,) = intake.store.rejected()
    assert (endpoints(intake), reason(intake.store, rejected)["by"]) == ([], "rule")
    assert len(server.requests) == 1


def test_windows_may_be_asked_for_in_any_order(intake: Intake) -> None:
    late, early = Window(date(2026, 2, 8), date(2026, 2, 9)), Window(date(2026, 2, 1), date(2026, 2, 2))
    assert intake.within_reach([late, early], lambda _: None) == [early, late]


def test_a_window_of_more_than_a_year_is_asked_for_in_two(server: OpenRouterServer, tmp_path: Path) -> None:
    server.rows[date(2025, 2, 1)] = [("lab/a", 900)]
    settings = Settings(tmp_path, source="api", api_key=KEY, base_url=server.url, retry_seconds=0)
    whole = Window(date(2025, 2, 1), date(2026, 2, 9))
    judged = make_intake(settings, clock=lambda: NOW).rankings([whole], lambda _: None)
    assert [item.window for item in judged] == [
        Window(date(2025, 2, 1), date(2026, 2, 1)),
        Window(date(2026, 2, 2), date(2026, 2, 9)),
    ]


def test_the_recorded_source_reaches_from_the_first_day_of_its_answers_to_the_last(tmp_path: Path) -> None:
    intake = make_intake(Settings(tmp_path, source="recorded"), clock=lambda: NOW)
    assert intake.reach() == Window(date(2026, 1, 5), date(2026, 8, 16))


def test_days_wholly_within_reach_are_asked_for_as_they_are_without_a_word(intake: Intake) -> None:
    said: list[str] = []
    whole, one = intake.reach(), Window(date(2026, 2, 9), date(2026, 2, 9))
    assert intake.within_reach([whole], said.append) == [whole]
    assert intake.within_reach([one], said.append) == [one]
    assert said == []


def test_of_the_recorded_weeks_all_that_are_asked_for_are_read(tmp_path: Path) -> None:
    intake = make_intake(Settings(tmp_path, source="recorded"), clock=lambda: NOW)
    first, last = Window(date(2026, 1, 5), date(2026, 1, 11)), Window(date(2026, 8, 10), date(2026, 8, 16))
    read = [item.window for item in intake.rankings([first, last], lambda _: None)]
    assert (read[0].start, read[-1].end) == (first.start, last.end)


def test_weeks_are_asked_for_between_the_first_and_the_last_of_the_days_held_and_of_those_just_read(
    server: OpenRouterServer, tmp_path: Path
) -> None:
    settings = Settings(tmp_path, source="api", api_key=KEY, base_url=server.url, retry_seconds=0)
    halves = [Window(date(2026, 2, 2), date(2026, 2, 5)), Window(date(2026, 2, 6), date(2026, 2, 8))]
    whole = [Window(date(2026, 2, 2), date(2026, 2, 8))]

    def weeks(read: list[Window], held: list[Window]) -> list[Window]:
        intake = make_intake(settings, clock=lambda: NOW)
        if read:
            intake.rankings(read, lambda _: None)
        return [item.window for item in intake.weekly([], held, lambda _: None)]

    assert weeks([], halves) == weeks(halves, []) == weeks(halves[:1], halves[1:]) == whole
    assert weeks([], halves[:1]) == weeks([], []) == []
