"""The installed package stands alone: its wheel, in an empty environment, runs the main job."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def uv() -> str:
    """uv from the machine, or where the Makefile puts it."""
    found = shutil.which("uv") or str(ROOT / ".uv" / "bin" / "uv")
    if not Path(found).exists():
        pytest.skip("uv is neither on the PATH nor in .uv; `make test` installs it")
    return found


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    subprocess.run([uv(), "build", "--quiet", "--wheel", "--out-dir", str(out)], cwd=ROOT, check=True)
    return next(out.glob("*.whl"))


def test_the_wheel_holds_the_sql_the_recorded_answers_and_the_settings_of_dagster(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for path in (*ROOT.glob("sql/*/*.sql"), *ROOT.glob("dagster.yaml")):
        assert f"orpipeline/{path.relative_to(ROOT)}" in names
    assert sum(name.startswith("orpipeline/recorded/") and name.endswith(".json.gz") for name in names) == 8
    assert {"orpipeline/registry/models.csv", "orpipeline/warehouse/versions.sql"} <= names


def test_the_wheel_in_an_empty_environment_runs_the_main_job(wheel: Path, tmp_path: Path) -> None:
    locked = [uv(), "export", "--quiet", "--frozen", "--no-dev", "--no-emit-project", "--no-hashes"]
    constraints = tmp_path / "constraints.txt"
    constraints.write_text(subprocess.run(locked, cwd=ROOT, check=True, capture_output=True, text=True).stdout)
    venv = tmp_path / "venv"
    subprocess.run([uv(), "venv", "--quiet", "--python", sys.executable, str(venv)], check=True)
    install = [uv(), "pip", "install", "--quiet", "--python", str(venv), "--constraint", str(constraints), str(wheel)]
    subprocess.run(install, check=True)
    env = {k: v for k, v in os.environ.items() if not k.startswith(("ORPIPELINE_", "OPENROUTER_", "PYTHONPATH"))}
    done = subprocess.run(
        [str(venv / "bin" / "orpipeline"), "run", "--source", "recorded"],
        cwd=tmp_path,
        env={**env, "ORPIPELINE_HOME": str(tmp_path / "home")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "12 of 32 closed weeks had four or more open models in the top five" in done.stdout
    assert (tmp_path / "home" / "orpipeline.duckdb").exists()
