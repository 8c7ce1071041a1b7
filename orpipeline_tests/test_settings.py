"""What a person sets, and what is said when it cannot be meant so."""

from pathlib import Path

import pytest

from orpipeline.errors import ConfigurationError
from orpipeline.settings import Settings


def test_a_tilde_is_the_person_s_home_in_settings_that_no_shell_has_read() -> None:
    settings = Settings.from_env({"ORPIPELINE_HOME": "~/warehouse", "ORPIPELINE_CLAIMS": "~/claims.yaml"})
    assert settings.home == Path.home() / "warehouse"
    assert settings.claims_path == Path.home() / "claims.yaml"


@pytest.mark.parametrize("name", ["what?", "a%20b", "a%2Fb", "a%e4b"])
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


@pytest.mark.parametrize(
    "name",
    [
        "ORPIPELINE_HISTORY",
        "ORPIPELINE_SEED",
        "ORPIPELINE_DEBUG",
        "OPENROUTER_API_BASE",
        "PIPELINE_HOME",
    ],
)
def test_a_name_of_another_program_or_of_the_tests_is_left_alone(name: str) -> None:
    assert Settings.from_env({name: "x"}).source == "auto"


def test_the_environment_wins_over_the_file_of_settings_and_what_is_empty_counts_as_not_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = ["ORPIPELINE_SOURCE=recorded", "ORPIPELINE_HOME=", "OPENROUTER_BASE_URL=http://file"]
    (tmp_path / ".env").write_text("\n".join(lines), encoding="utf-8-sig")  # as an editor of Windows saves it
    monkeypatch.chdir(tmp_path)
    for name in ("SOURCE", "HOME", "CLAIMS", "RETRY_SECONDS", "LOCK_SECONDS"):
        monkeypatch.delenv(f"ORPIPELINE_{name}", raising=False)
    monkeypatch.setenv("OPENROUTER_BASE_URL", "http://environment/")
    monkeypatch.setenv("OPENROUTER_API_KEY", "")
    assert Settings.from_env() == Settings(Path("data"), source="recorded", base_url="http://environment")


@pytest.mark.parametrize(("key", "source"), [(" sk-or-v1-1 \n", "api"), (" ", "export"), ("", "export")])
def test_a_key_is_taken_without_the_spaces_around_it_and_never_shown(key: str, source: str) -> None:
    settings = Settings.from_env({"OPENROUTER_API_KEY": key})
    assert (settings.api_key, settings.resolved_source) == (key.strip() or None, source)
    assert "sk-or" not in repr(settings)


@pytest.mark.parametrize(("retry", "lock"), [("5", "7.5"), ("0", "0")])
def test_each_limit_has_a_name_of_its_own_and_may_be_nought(retry: str, lock: str) -> None:
    settings = Settings.from_env({"ORPIPELINE_RETRY_SECONDS": retry, "ORPIPELINE_LOCK_SECONDS": lock})
    assert (settings.retry_seconds, settings.lock_seconds) == (float(retry), float(lock))
    assert Settings.from_env({}) == Settings(Path("data"), retry_seconds=300, lock_seconds=60)


@pytest.mark.parametrize("name", ["ORPIPELINE_RETRY_SECONDS", "ORPIPELINE_LOCK_SECONDS"])
@pytest.mark.parametrize("text", ["soon", "-1", "inf", "nan"])
def test_a_limit_that_is_no_time_is_refused(name: str, text: str) -> None:
    with pytest.raises(ConfigurationError, match=f"^{name} is '{text}', but must be a number of seconds, 0 or more"):
        Settings.from_env({name: text})


@pytest.mark.parametrize("text", ["API", "openrouter", "api "])
def test_a_source_that_does_not_exist_is_refused_with_the_four_that_do(text: str) -> None:
    with pytest.raises(ConfigurationError, match=rf"no source '{text}'.* one of: auto, api, export, recorded\."):
        Settings.from_env({"ORPIPELINE_SOURCE": text})
