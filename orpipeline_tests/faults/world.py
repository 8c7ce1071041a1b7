"""A source with two states, yesterday's and today's, and what an undisturbed warehouse shows of each."""

import csv
import gzip
import shutil
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from importlib.resources import files
from pathlib import Path
from time import monotonic
from typing import Any

from orpipeline.landing import Store
from orpipeline.warehouse.connection import connect_read_only
from orpipeline_tests.faults.runs import Ended, Run, Step
from orpipeline_tests.server import OpenRouterServer

DAY = timedelta(days=1)
KEY = "sk-or-v1-a-key-that-nobody-may-see"
Contents = dict[str, list[tuple[Any, ...]]]


def slugs() -> list[str]:
    """55 models of the registry, so that verdicts and claims have something to say."""
    with (files("orpipeline") / "registry" / "models.csv").open(encoding="utf-8") as file:
        names = list(dict.fromkeys(row["base_slug"] for row in csv.DictReader(file)))
    return names[:55]


def days(today: date) -> list[date]:
    """A week within each year that the source is asked for, and three weeks to yesterday."""
    return [date(2025, 1, 6) + n * DAY for n in range(7)] + [today - n * DAY for n in range(21, 0, -1)]


def make_rows(today: date) -> dict[date, list[tuple[str, int]]]:
    named = slugs()
    return {
        day: [(slug, (60 - place) * 1_000_000 + n * 997 + place) for place, slug in enumerate(named)]
        + [("other", 9000)]
        for n, day in enumerate(days(today))
    }


class World:
    """The server and two homes to copy: `old` has run on yesterday's state, and the source has since moved on.

    `seconds` is how long the run from one to the other takes undisturbed.
    """

    def __init__(self, folder: Path, server: OpenRouterServer, today: date) -> None:
        self.folder, self.server, self.today = folder, server, today
        self.old_home = folder / "old"
        self._show(today - DAY)
        self._undisturbed(self.old_home)
        self.old = contents(self.old_home)
        self._show(today)
        new_home = self.copy("new")
        started = monotonic()
        self._undisturbed(new_home)
        self.seconds = monotonic() - started
        self.new_home, self.new = new_home, contents(new_home)
        assert self.new["days"] != self.old["days"]

    @property
    def env(self) -> dict[str, str]:
        return environment(self.server)

    def copy(self, name: str, of: str = "old") -> Path:
        """A home of its own that has seen yesterday's state (or today's)."""
        return Path(shutil.copytree(self.folder / of, self.folder / name))

    def forget(self, home: Path) -> None:
        """Delete a home that has served."""
        shutil.rmtree(home)

    def start(
        self,
        home: Path,
        *argv: str,
        env: Mapping[str, str] | None = None,
        limit: int | None = None,
        dies_at: Step | None = None,
    ) -> Run:
        whole = {**self.env, **(env or {})}
        return Run(home, *(argv or ("run",)), env=whole, max_file_bytes=limit, dies_at=dies_at)

    def run(self, home: Path, *argv: str, env: Mapping[str, str] | None = None, limit: int | None = None) -> Ended:
        return self.start(home, *argv, env=env, limit=limit).wait()

    def assert_completes_with_the_same_facts(self, home: Path, but: str = "") -> Ended:
        """As `assert_completes`, for a run that has to ask again for what was lost; the view `but` may differ."""
        ended = self.run(home)
        assert ended.status == 0, ended.err
        found, wanted = facts(home), facts(self.new_home)
        assert_same({**found, but: []}, {**wanted, but: []})
        return ended

    def assert_whole(self, home: Path) -> None:
        """What readers see is yesterday's version or today's, whole, and every landed answer can be read."""
        published = home / "orpipeline.duckdb"
        if published.read_bytes() != (self.old_home / published.name).read_bytes():
            assert_same(contents(home), self.new)
        store = Store(home / "landing")
        assert all(store.get(sha).sha256 == sha for sha in store.shas())

    def assert_completes(self, home: Path) -> Ended:
        """The next run needs no help and ends where an undisturbed one does."""
        ended = self.run(home)
        assert ended.status == 0, ended.err
        assert_same(contents(home), self.new)
        return ended

    def assert_key_is_nowhere(self, home: Path) -> None:
        """No file that runs left, the Dagster event log and their own words among them, holds the key."""
        words = [path for path in home.parent.glob(f"{home.name}.*") if path.is_dir()]
        files_left = [path for folder in (home, *words) for path in folder.rglob("*") if path.is_file()]
        packed = [gzip.decompress(path.read_bytes()) for path in files_left if path.suffix == ".gz"]
        assert any(path.suffix == ".db" for path in files_left), "the event log should be among what is searched"
        assert not [path for path in files_left if KEY.encode() in path.read_bytes()]
        assert not [text for text in packed if KEY.encode() in text]

    def _show(self, running_day: date) -> None:
        source = self.server.source
        source.today, source.as_of = running_day, datetime.combine(running_day, time(0), UTC)
        if running_day == self.today:  # the source restates a day
            source.rows[running_day - 3 * DAY][0] = (slugs()[0], 77_777_777)

    def _undisturbed(self, home: Path) -> None:
        ended = self.run(home)
        assert ended.status == 0, ended.err


def environment(server: OpenRouterServer) -> dict[str, str]:
    """The variables of a run that asks this server."""
    return {
        "OPENROUTER_BASE_URL": server.url,
        "OPENROUTER_API_KEY": server.source.key,
        "ORPIPELINE_SOURCE": "api",
        "ORPIPELINE_RETRY_SECONDS": "0",
    }


def contents(home: Path, but: str = "") -> Contents:
    """Every row of every view of a published file, sorted; doubles to nine places (they agree within 1e-12).

    Columns that match `but`, a regular expression, are left out.
    """
    with connect_read_only(home / "orpipeline.duckdb") as con:
        names = con.sql("select view_name from duckdb_views() where schema_name = 'main' and not internal").fetchall()
        shown = f"columns(lambda name: not regexp_full_match(name, '{but}'))"
        rows = {name: con.sql(f'select {shown} from main."{name}"').fetchall() for (name,) in names}
        return {name: sorted(map(_row, held), key=repr) for name, held in rows.items()}


def facts(home: Path) -> Contents:
    """The same without what tells which answer a figure is from: a run that lost something may have asked for more."""
    return contents(home, "(.*_)?as_of.*|answer_count")


def assert_same(found: Contents, wanted: Contents) -> None:
    """Equal, or a message that a person can read: the first rows of each view that differ."""
    assert found.keys() == wanted.keys()
    odd = {
        name: ([row for row in found[name] if row not in rows][:3], [row for row in rows if row not in found[name]][:3])
        for name, rows in wanted.items()
        if found[name] != rows
    }
    assert not odd, odd


def _row(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(round(value, 9) if isinstance(value, float) else value for value in row)
