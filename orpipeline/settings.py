"""What a person can set, read once from the environment (and a `.env` in the working directory)."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from io import StringIO
from pathlib import Path
from typing import Literal, cast, get_args

from dotenv import dotenv_values
from dotenv.parser import parse_stream

from orpipeline.errors import ConfigurationError

SourceName = Literal["auto", "api", "export", "recorded"]
# Dagster names its SQLite files by URL, in which these mean something else.
_NO_HISTORY = re.compile(r"\?|%[0-9A-Fa-f]{2}")
_NAMES = {
    "ORPIPELINE_HOME",
    "ORPIPELINE_SOURCE",
    "ORPIPELINE_CLAIMS",
    "ORPIPELINE_RETRY_SECONDS",
    "ORPIPELINE_LOCK_SECONDS",
}
_OUR_NAMES = ("ORPIPELINE_", "OPENROUTER_")
DEFAULT_BASE_URL = "https://openrouter.ai"
DEFAULT_RETRY_SECONDS = 300.0
DEFAULT_LOCK_SECONDS = 60.0


@dataclass(frozen=True)
class Settings:
    """Places, source and limits of one warehouse. `api_key` is kept out of the repr on purpose.

    `retry_seconds` is how long one request may go on being retried, `lock_seconds` how long a run waits for another.
    """

    home: Path
    source: SourceName = "auto"
    base_url: str = DEFAULT_BASE_URL
    claims_path: Path | None = None
    retry_seconds: float = DEFAULT_RETRY_SECONDS
    lock_seconds: float = DEFAULT_LOCK_SECONDS
    api_key: str | None = field(default=None, repr=False)

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None) -> "Settings":
        """Read `ORPIPELINE_*`, `OPENROUTER_API_KEY` and `OPENROUTER_BASE_URL`; the environment wins over `.env`."""
        if env is None:
            env = {**_dotenv(), **os.environ}
        _refuse_mistyped(env)
        claims = env.get("ORPIPELINE_CLAIMS")
        return cls(
            home=_home(env.get("ORPIPELINE_HOME") or "data"),
            source=parse_source(env.get("ORPIPELINE_SOURCE") or "auto"),
            base_url=(env.get("OPENROUTER_BASE_URL") or DEFAULT_BASE_URL).rstrip("/"),
            claims_path=_expanded("ORPIPELINE_CLAIMS", claims) if claims else None,
            retry_seconds=_seconds(env, "ORPIPELINE_RETRY_SECONDS", DEFAULT_RETRY_SECONDS),
            lock_seconds=_seconds(env, "ORPIPELINE_LOCK_SECONDS", DEFAULT_LOCK_SECONDS),
            api_key=(env.get("OPENROUTER_API_KEY") or "").strip() or None,
        )

    @property
    def resolved_source(self) -> Literal["api", "export", "recorded"]:
        """The source that `auto` stands for: `api` with a key, `export` without one."""
        if self.source == "auto":
            return "api" if self.api_key else "export"
        return self.source

    @property
    def landing(self) -> Path:
        """Folder of the immutable answers."""
        return self.home / "landing"

    @property
    def warehouse(self) -> Path:
        """The private file, the only one a run writes."""
        return self.home / "warehouse.duckdb"

    @property
    def published(self) -> Path:
        """The file that people open."""
        return self.home / "orpipeline.duckdb"

    @property
    def exports(self) -> Path:
        """Folder of the Parquet and CSV files."""
        return self.home / "export"

    @property
    def report(self) -> Path:
        """The report page."""
        return self.home / "report.html"

    @property
    def dagster_home(self) -> Path:
        """Where Dagster keeps its run history."""
        return self.home / "dagster"


def _dotenv() -> dict[str, str]:
    try:
        file = Path(".env")
        text = file.read_text("utf-8-sig") if file.is_file() else ""
    except (UnicodeDecodeError, OSError) as error:
        raise ConfigurationError(
            f"The file .env in {Path.cwd()} cannot be read ({error}). Write it as UTF-8."
        ) from error
    for line in parse_stream(StringIO(text)):
        # Left out, such a line would change the source or the home without a word; shown, it might be the key.
        says_nothing = line.value is None and (line.key or "").startswith(_OUR_NAMES)
        if line.error or says_nothing:
            raise ConfigurationError(
                f"Line {line.original.line} of .env in {Path.cwd()} is not NAME=value, or a quotation mark is not closed. "
                "Mend it."
            )
    return {name: value for name, value in dotenv_values(stream=StringIO(text)).items() if value is not None}


def _refuse_mistyped(env: Mapping[str, str]) -> None:
    """Passed over, `ORPIPELINE_HOEM` would make a second warehouse. Only near misses: other programs may use the prefix."""
    for name in sorted(env.keys() - _NAMES):
        meant = get_close_matches(name, _NAMES, n=1, cutoff=0.85) if name.startswith("ORPIPELINE_") else []
        if meant:
            raise ConfigurationError(f"{name} is no setting. Did you mean {meant[0]}?")


def _home(text: str) -> Path:
    home = _expanded("ORPIPELINE_HOME", text)
    if held := _NO_HISTORY.search(str(home.absolute())):
        raise ConfigurationError(
            f"ORPIPELINE_HOME is {home.absolute()}, but the run history cannot be kept in a folder whose name holds "
            f"{held[0]}. Choose another folder."
        )
    return home


def _expanded(name: str, text: str) -> Path:
    """A shell puts the home folder for `~`, a file of settings does not."""
    try:
        return Path(text).expanduser()
    except RuntimeError as error:
        raise ConfigurationError(f"{name} is '{text}', but there is no such user. Write the folder in full.") from error


def parse_source(text: str) -> SourceName:
    """Check a source's name; `ConfigurationError` names the four that exist."""
    if text not in get_args(SourceName):
        known = ", ".join(get_args(SourceName))
        raise ConfigurationError(f"There is no source '{text}'. Set ORPIPELINE_SOURCE or --source to one of: {known}.")
    return cast(SourceName, text)


def _seconds(env: Mapping[str, str], name: str, default: float) -> float:
    text = env.get(name)
    if not text:
        return default
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value < float("inf"):
        raise ConfigurationError(f"{name} is '{text}', but must be a number of seconds, 0 or more.")
    return value
