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
from orpipeline_tests.openrouter.clients import NOW
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
