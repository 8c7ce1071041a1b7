"""What a person sets, and what is said when it cannot be meant so."""

from pathlib import Path

import pytest

from orpipeline.errors import ConfigurationError
from orpipeline.settings import Settings


def test_a_tilde_is_the_person_s_home_in_settings_that_no_shell_has_read() -> None:
    settings = Settings.from_env({"ORPIPELINE_HOME": "~/warehouse", "ORPIPELINE_CLAIMS": "~/claims.yaml"})
    assert settings.home == Path.home() / "warehouse"
    assert settings.claims_path == Path.home() / "claims.yaml"


@pytest.mark.parametrize("name", ["what?", "a%20b"])
def test_a_home_in_which_no_run_history_can_be_kept_is_said_before_anything_is_written(
    tmp_path: Path, name: str
) -> None:
    with pytest.raises(ConfigurationError, match="Choose another folder"):
        Settings.from_env({"ORPIPELINE_HOME": str(tmp_path / name / "data")})


def test_other_signs_in_the_name_of_a_home_do_no_harm(tmp_path: Path) -> None:
    for name in ("50%", "c#", "it's", "ü b"):
        assert Settings.from_env({"ORPIPELINE_HOME": str(tmp_path / name)}).home == tmp_path / name


def test_the_home_of_a_user_who_does_not_exist_is_said() -> None:
    with pytest.raises(ConfigurationError, match="ORPIPELINE_HOME is '~nobody-here/x', but there is no such user"):
        Settings.from_env({"ORPIPELINE_HOME": "~nobody-here/x"})


@pytest.mark.parametrize("line", ['OPENROUTER_API_KEY="sk-or-secret', "ORPIPELINE_HOME:/x"])
def test_a_line_of_settings_that_says_nothing_is_named_by_its_number_and_never_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    (tmp_path / ".env").write_text(f"# mine\nORPIPELINE_SOURCE=recorded\n{line}\n")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigurationError, match=r"Line 3 of \.env in .* is not NAME=value") as said:
        Settings.from_env()
    assert "secret" not in str(said.value)


def test_a_file_of_settings_in_another_encoding_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_bytes(b"# Schl\xfcssel\nORPIPELINE_SOURCE=recorded\n")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigurationError, match=rf"The file \.env in {tmp_path} cannot be read .* Write it as UTF-8"):
        Settings.from_env()


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("ORPIPELINE_HOEM", "ORPIPELINE_HOME"),
        ("ORPIPELINE_SOURCES", "ORPIPELINE_SOURCE"),
        ("ORPIPELINE_RETRY_SECOND", "ORPIPELINE_RETRY_SECONDS"),
        ("ORPIPELINE_LOCK_SECS", "ORPIPELINE_LOCK_SECONDS"),
    ],
)
def test_a_mistyped_setting_is_named_with_the_one_that_was_meant(name: str, meant: str) -> None:
    with pytest.raises(ConfigurationError, match=rf"^{name} is no setting\. Did you mean {meant}\?$"):
        Settings.from_env({name: "x"})


@pytest.mark.parametrize("name", ["ORPIPELINE_HISTORY", "ORPIPELINE_SEED", "ORPIPELINE_DEBUG", "OPENROUTER_API_BASE"])
def test_a_name_of_another_program_or_of_the_tests_is_left_alone(name: str) -> None:
    assert Settings.from_env({name: "x"}).source == "auto"
