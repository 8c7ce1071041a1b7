from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from orpipeline_tests.faults import test_damage, test_http, test_kill
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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What waits for a long story comes last: other tests use the time."""
    items.sort(key=lambda item: isinstance(item, pytest.Function) and "started" in item.fixturenames)


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    now = datetime.now(UTC)
    if (now + timedelta(minutes=10)).date() != now.date():
        pytest.skip("the day ends (UTC) within ten minutes, and these tests need one day for all runs")
    with OpenRouterServer(make_rows(now.date()), CATALOGUE, key=KEY, today=now.date()) as server:
        yield World(tmp_path_factory.mktemp("faults"), server, now.date())


@pytest.fixture(scope="session")
def pool() -> Iterator[ThreadPoolExecutor]:
    """Two runs at a time: what the smallest machine that this is meant for can do."""
    with ThreadPoolExecutor(2) as workers:
        yield workers


@pytest.fixture(scope="session")
def started(request: pytest.FixtureRequest, world: World, pool: ThreadPoolExecutor) -> dict[str, Future[Any]]:
    """The long stories of the chosen modules, all begun at once; a test asks how its own went."""
    chosen = {item.module for item in request.session.items if isinstance(item, pytest.Function)}
    modules = [module for module in (test_kill, test_http, test_damage) if module in chosen]
    return {name: pool.submit(story, world) for module in modules for name, story in module.STORIES.items()}


@pytest.fixture(autouse=True)
def _begun(request: pytest.FixtureRequest) -> None:
    """Whichever test needs the world first, the long stories begin then and go on beside the others."""
    if "world" in request.fixturenames:
        request.getfixturevalue("started")
