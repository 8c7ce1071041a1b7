from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from orpipeline_tests.faults.world import KEY, World, make_rows
from orpipeline_tests.server import OpenRouterServer

CATALOGUE = [
    {
        "id": "lab/unknown",
        "canonical_slug": "lab/unknown",
        "name": "Unknown",
        "hugging_face_id": "lab/unknown",
        "pricing": {"prompt": "0.000001", "completion": "0.000002"},
    }
]


@pytest.fixture(scope="session")
def pool() -> Iterator[ThreadPoolExecutor]:
    """Two runs at a time: what the smallest machine that this is meant for can do."""
    with ThreadPoolExecutor(2) as workers:
        yield workers


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    now = datetime.now(UTC)
    if (now + timedelta(minutes=10)).date() != now.date():
        pytest.skip("the day ends (UTC) within ten minutes, and these tests need one day for all runs")
    with OpenRouterServer(make_rows(now.date()), CATALOGUE, key=KEY, today=now.date()) as server:
        yield World(tmp_path_factory.mktemp("faults"), server, now.date())
