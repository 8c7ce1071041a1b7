from pathlib import Path

import pytest

from orpipeline.landing import Store
from orpipeline_tests.landing.make import NOON


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "landing", clock=lambda: NOON)
