from dataclasses import replace
from datetime import UTC, datetime

import pytest

from orpipeline.answer import Answer, Endpoint, Request

URL = "https://openrouter.ai/api/v1/datasets/rankings-daily"
DATES = {"start_date": "2026-01-01", "end_date": "2026-01-31"}
NOON = datetime(2026, 2, 1, 12, tzinfo=UTC)


def asked(**params: str) -> Request:
    return Request("api", "rankings-daily", "GET", URL, {**DATES, **params})


@pytest.mark.parametrize(
    ("params", "series"),
    [
        ({}, "day"),
        ({"period": "day"}, "day"),
        ({"period": "week"}, "week"),
        ({"period": "month"}, "month"),
        ({"modality": "text"}, "day&modality=text"),
        ({"modality": "text", "context_bucket": "1K"}, "day&context_bucket=1K&modality=text"),
        ({"category": "programming"}, "week&category=programming"),
        ({"language_type": "natural", "period": "month"}, "month&language_type=natural"),
    ],
)
def test_a_series_is_the_period_and_every_filter(params: dict[str, str], series: str) -> None:
    assert asked(**params).series == series


@pytest.mark.parametrize(
    ("endpoint", "series"), [("export-csv", "day"), ("models", "catalogue"), ("export-manifest", "manifest")]
)
def test_other_endpoints_have_one_series_each(endpoint: Endpoint, series: str) -> None:
    assert Request("export", endpoint, "GET", URL, {"sha256": "0"}).series == series


def test_an_answer_has_the_same_name_through_a_mirror_another_source_and_at_another_time() -> None:
    one = Answer(asked(), NOON, b"{}")
    mirror = replace(asked(), url="http://127.0.0.1:8080/mirror/api/v1/datasets/rankings-daily", source="recorded")
    assert Answer(mirror, NOON.replace(hour=13), b"{}").sha256 == one.sha256


def test_an_answer_s_name_changes_with_body_parameter_path_and_method() -> None:
    path = "https://openrouter.ai/api/v1/models"
    requests = [asked(), asked(period="week"), replace(asked(), url=path), replace(asked(), method="POST")]
    names = {Answer(request, NOON, body).sha256 for request in requests for body in (b"{}", b"[]")}
    assert len(names) == 8


def test_an_answer_s_name_does_not_depend_on_the_order_of_its_parameters() -> None:
    backwards = Request("api", "rankings-daily", "GET", URL, dict(reversed(DATES.items())))
    assert Answer(backwards, NOON, b"{}").sha256 == Answer(asked(), NOON, b"{}").sha256


def test_an_answer_s_name_is_fixed_for_good() -> None:
    # Landing stores hang on it: if this fails, every existing store becomes unreadable.
    assert Answer(asked(), NOON, b"{}").sha256 == "7a8c2ab5e4b9438b6b524c6addfc91df4b5582b6e35b8945e45eb1e2ae89d000"


def test_a_body_is_never_part_of_a_repr() -> None:
    assert "secret body" not in repr(Answer(asked(), NOON, b"secret body"))
