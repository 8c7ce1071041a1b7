"""SIGKILL, the one end a program cannot prepare for: at every named step of a run, and at random moments.

Three chains of runs, each over one home, so that a killed run begins on what the killed one before it left. `make soak`
(SOAK=1) kills 200 times more and lets a run finish after each.
"""

import os
import random
import signal
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from orpipeline_tests.faults.moments import Moment, after, exists, said
from orpipeline_tests.faults.runs import Step
from orpipeline_tests.faults.world import World

# Those that last long enough to be seen from outside, and those that last microseconds: just before a rename.
STEPS: dict[str, Moment | Step] = {
    "keeping an answer": Step("os.rename", r"landing/.*\.part$"),
    "asking": said("asking for"),
    "loading": exists("warehouse.duckdb.wal"),
    "the first table": said("core.days:"),
    "the last table": said("mart.model_lifecycle:"),
    "copying the finished file": Step("shutil.copyfile", r"\.duckdb\.\d+\.part$"),
    "putting it in place": Step("os.rename", r"\.duckdb\.\d+\.part$"),
    "putting the export in place": Step("os.rename", r"export/\.export-"),
}
RANDOM_KILLS = 6  # in each of the two chains: 20 kills with the named ones
SOAK_KILLS = 200
SEED = int(os.environ.get("ORPIPELINE_SEED", "0")) or random.randrange(10**6)


def kill(world: World, home: Path, moment: Moment | Step) -> bool:
    """One run, killed; what it leaves is whole. False if it ended well before its moment."""
    run = world.start(home, dies_at=moment if isinstance(moment, Step) else None)
    ended = run.wait() if isinstance(moment, Step) else run.kill_when(moment)
    assert ended.status in {0, -signal.SIGKILL}, ended.err
    world.assert_whole(home)
    return ended.status != 0


def named_steps(world: World) -> None:
    home = world.copy("named")
    for name, moment in STEPS.items():
        assert kill(world, home, moment), name
    world.assert_completes(home)


def random_moments(world: World, chain: int) -> None:
    home, chance = world.copy(f"random-{chain}"), random.Random(f"{SEED} {chain}")
    kills, seconds = 0, world.seconds
    while kills < RANDOM_KILLS:
        if kill(world, home, after(chance.uniform(0.1, 0.8) * seconds)):
            kills += 1
        else:
            seconds *= 0.8  # the machine has become faster since it was measured
    world.assert_completes(home)


STORIES: dict[str, Callable[[World], None]] = {
    "killed at each named step": named_steps,
    "killed at random moments": lambda world: random_moments(world, 1),
    "killed at other random moments": lambda world: random_moments(world, 2),
}


@pytest.mark.parametrize("story", STORIES)
def test_killed_runs_leave_a_whole_version_and_the_next_one_completes(
    started: dict[str, Future[None]], story: str
) -> None:
    try:
        started[story].result()
    except AssertionError as error:
        raise AssertionError(f"with ORPIPELINE_SEED={SEED}: {error}") from error


@pytest.mark.skipif(not os.environ.get("SOAK"), reason="the long form: make soak")
@pytest.mark.timeout(4 * 3600)
def test_two_hundred_killed_runs_are_each_completed_by_the_next(world: World, pool: ThreadPoolExecutor) -> None:
    def kill_and_complete(number: int) -> bool:
        home, chance = world.copy(f"soak-{number}"), random.Random(f"{SEED} soak {number}")
        moments = [*STEPS.values(), *[after(chance.uniform(0, 0.98) * world.seconds)] * 20]
        was_killed = kill(world, home, chance.choice(moments))
        world.assert_completes(home)
        world.forget(home)
        return was_killed

    began, kills, number = time.monotonic(), 0, 0
    while kills < SOAK_KILLS:
        pair = [pool.submit(kill_and_complete, number + n) for n in range(2)]
        kills, number = kills + sum(done.result() for done in pair), number + 2
    print(f"{kills} of {number} runs killed in {time.monotonic() - began:.0f} s, seed {SEED}")  # noqa: T201
