"""Another machine: its time zone, its language, its clock, a home that cannot be written."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from orpipeline.answer import Window
from orpipeline.definitions import make_intake
from orpipeline.errors import AnswerRefused, ConfigurationError
from orpipeline.jobs.plan import update_windows
from orpipeline.settings import Settings
from orpipeline_tests.faults.runs import run_cold
from orpipeline_tests.faults.world import KEY, World, assert_same, contents

ELSEWHERE = {"TZ": "Pacific/Kiritimati", "LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8", "PYTHONUTF8": "0"}
PLAIN = {"TZ": "America/Anchorage", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


SOAK_ONLY = pytest.mark.skipif(not os.environ.get("SOAK"), reason="the long form: make soak")


@pytest.mark.parametrize("place", [ELSEWHERE, pytest.param(PLAIN, marks=SOAK_ONLY)], ids=["kiritimati", "anchorage"])
def test_another_time_zone_and_language_change_nothing(world: World, place: dict[str, str]) -> None:
    home = world.copy(f"place-{place['LC_ALL']}")
    ended = run_cold(home, "run", env={**world.env, **place})
    assert ended.status == 0, ended.err
    assert "Top five by week" in ended.out
    assert_same(contents(home), world.new)


def test_a_home_that_is_a_file_is_one_sentence(world: World) -> None:
    home = world.folder / "a-file"
    home.write_text("not a folder")
    ended = world.run(home)
    assert ended.status == 2
    assert f"{home} cannot be written" in ended.said[-1]
    assert "ORPIPELINE_HOME" in ended.said[-1]


def test_a_read_only_home_is_one_sentence_and_can_still_be_read(world: World) -> None:
    home = world.copy("read-only")
    bind = f'mount --bind "{home}" "{home}" && mount -o remount,bind,ro "{home}" && exec "$@"'
    before = ("unshare", "-rm", "sh", "-c", bind, "-")
    if not shutil.which("unshare") or subprocess.run([*before, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this machine lets nobody mount a folder read-only (unshare -rm)")
    ended = run_cold(home, "run", env=world.env, before=before)
    assert ended.status == 2, ended.err
    assert "cannot be written (Read-only file system)" in ended.said[-1]
    asked = run_cold(home, "query", "select count(*) as weeks from weekly_top5", "--format", "csv", before=before)
    assert (asked.status, asked.out.splitlines()[0]) == (0, "weeks"), asked.err
    told = json.loads(run_cold(home, "status", "--json", before=before).out)
    assert told["last_run"].startswith("success, started "), "the history too, though SQLite would write beside it"


@pytest.fixture
def clocked(world: World) -> Callable[[datetime], tuple[Settings, Window]]:
    def plan(now: datetime) -> tuple[Settings, Window]:
        settings = Settings(world.copy(f"clock-{now:%Y%m%d}"), "api", world.server.url, api_key=KEY)
        windows = update_windows(make_intake(settings, clock=lambda: now))
        return settings, Window(windows[0].start, windows[-1].end)

    return plan


def test_a_clock_that_is_behind_reads_again_and_loses_nothing(
    world: World, clocked: Callable[[datetime], tuple[Settings, Window]]
) -> None:
    behind = datetime.combine(world.today, datetime.min.time(), UTC) - timedelta(days=30)
    settings, asked = clocked(behind)
    assert asked.end == behind.date() - timedelta(days=1)
    before = set(settings.landing.glob("*.gz"))
    with pytest.raises(ConfigurationError):
        make_intake(settings, clock=lambda: behind - timedelta(days=3000)).rankings([asked], lambda _: None)
    assert set(settings.landing.glob("*.gz")) == before


def test_a_clock_that_is_ahead_asks_for_days_the_source_has_not_and_believes_none_of_them(
    world: World, clocked: Callable[[datetime], tuple[Settings, Window]]
) -> None:
    ahead = datetime.combine(world.today, datetime.min.time(), UTC) + timedelta(days=3)
    settings, asked = clocked(ahead)
    assert asked.end == world.today + timedelta(days=2)
    (judged,) = make_intake(settings, clock=lambda: ahead).rankings([asked], lambda _: None)
    assert judged.window.end == world.today - timedelta(days=1), "the source's own word decides what is covered"


def test_an_answer_from_the_future_is_refused(
    world: World, clocked: Callable[[datetime], tuple[Settings, Window]]
) -> None:
    now = datetime.combine(world.today, datetime.min.time(), UTC) - timedelta(days=2)
    settings, _ = clocked(now)
    week = Window(now.date() - timedelta(days=7), now.date() - timedelta(days=1))
    with pytest.raises(AnswerRefused, match=r"as_of .* lies more than a day after"):
        make_intake(settings, clock=lambda: now).rankings([week], lambda _: None)
