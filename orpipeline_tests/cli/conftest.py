"""Running the real command in its own process, as a person does."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Orpipeline = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def orpipeline(tmp_path: Path) -> Orpipeline:
    """Call with the command's words and `home=`; a clean environment but for what is given as `env`."""

    def run(
        *words: str, home: Path | None = None, env: dict[str, str] | None = None
    ) -> "subprocess.CompletedProcess[str]":
        clean = {k: v for k, v in os.environ.items() if not k.startswith(("ORPIPELINE_", "OPENROUTER_"))}
        settings = {"ORPIPELINE_HOME": str(home or tmp_path / "home"), **(env or {})}
        command = [str(Path(sys.executable).with_name("orpipeline")), *words]
        return subprocess.run(
            command, env={**clean, **settings}, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False
        )

    return run
