from collections.abc import Iterator
from pathlib import Path

import pytest

from orpipeline.openrouter.client import Client
from orpipeline_tests.openrouter.clients import CATALOGUE, KEY, ROWS, make
from orpipeline_tests.server import OpenRouterServer


@pytest.fixture
def server() -> Iterator[OpenRouterServer]:
    with OpenRouterServer(dict(ROWS), CATALOGUE, key=KEY) as running:
        yield running


@pytest.fixture
def client(server: OpenRouterServer, tmp_path: Path) -> Iterator[Client]:
    with make(tmp_path, server.url) as ready:
        yield ready
