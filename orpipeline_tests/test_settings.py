"""What a person sets, and what is said when it cannot be meant so."""

from pathlib import Path

import pytest

from orpipeline.errors import ConfigurationError
from orpipeline.settings import Settings


def test_a_tilde_is_the_person_s_home_in_settings_that_no_shell_has_read() -> None:
    settings = Settings.from_env({"ORPIPELINE_HOME": "~/warehouse", "ORPIPELINE_CLAIMS": "~/claims.yaml"})
    assert settings.home == Path.home() / "warehouse"
    assert settings.claims_path == Path.home() / "claims.yaml"


@pytest.mark.parametrize("name", ["what?", "50%", "#1"])
def test_a_home_in_which_no_run_history_can_be_kept_is_said_before_anything_is_written(
    tmp_path: Path, name: str
) -> None:
    with pytest.raises(ConfigurationError, match="Choose another folder"):
        Settings.from_env({"ORPIPELINE_HOME": str(tmp_path / name / "data")})


def test_a_file_of_settings_in_another_encoding_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_bytes(b"# Schl\xfcssel\nORPIPELINE_SOURCE=recorded\n")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigurationError, match=rf"The file \.env in {tmp_path} cannot be read .* Write it as UTF-8"):
        Settings.from_env()
