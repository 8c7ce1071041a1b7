"""SIGKILL, the one end a program cannot prepare for: at every named step of a run, and at random moments.

Two chains of runs go on side by side, each over one home, so that a killed run begins on what the killed one before it
left. `make soak` (SOAK=1) kills 200 times more and lets a run finish after each.
"""

import os
import random
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from orpipeline_tests.faults.moments import Moment, after, exists, said
from orpipeline_tests.faults.world import World

pytestmark = pytest.mark.skipif(
    not os.environ.get("SOAK"), reason="on a busy machine its moments come too late: set SOAK=1"
)

STEPS: dict[str, Moment] = {
    "landing": exists("landing/*.part"),
    "asking": said("asking for"),
    "loading": exists("warehouse.duckdb.wal"),
    "the first table": said("core.days:"),
    "the last table": said("mart.model_lifecycle:"),
    "publishing": exists(".orpipeline.duckdb.*.part"),
    "exporting": exists("export/.export-*.part"),
}
RANDOM_KILLS = 10  # in each of the two chains
SOAK_KILLS = 200
SEED = int(os.environ.get("ORPIPELINE_SEED", "0")) or random.randrange(10**6)


def named_steps(world: World) -> None:
    home = world.copy("named")
    for moment in STEPS.values():
        world.start(home).kill_when(moment)
        world.assert_whole(home)
    world.assert_completes(home)


def random_moments(world: World, chain: int) -> None:
    home, chance = world.copy(f"random-{chain}"), random.Random(f"{SEED} {chain}")
    for _ in range(RANDOM_KILLS):
        world.start(home).kill_when(after(chance.uniform(0.2, 0.95) * world.seconds))
        world.assert_whole(home)
    world.assert_completes(home)


CHAINS: dict[str, Callable[[World], None]] = {
    "at_each_named_step": named_steps,
    "at_random_moments": lambda world: random_moments(world, 1),
    "at_other_random_moments": lambda world: random_moments(world, 2),
}


@pytest.fixture(scope="module")
def chains(world: World, pool: ThreadPoolExecutor) -> dict[str, Future[None]]:
    return {name: pool.submit(chain, world) for name, chain in CHAINS.items()}


@pytest.mark.parametrize("chain", CHAINS)
def test_killed_runs_leave_a_whole_version_and_the_next_one_completes(
    chains: dict[str, Future[None]], chain: str
) -> None:
    try:
        chains[chain].result()
    except AssertionError as error:
        raise AssertionError(f"with ORPIPELINE_SEED={SEED}: {error}") from error


@pytest.mark.skipif(not os.environ.get("SOAK"), reason="the long form: make soak")
@pytest.mark.timeout(4 * 3600)
def test_two_hundred_killed_runs_are_each_completed_by_the_next(world: World, pool: ThreadPoolExecutor) -> None:
    def kill_and_complete(number: int) -> None:
        home, chance = world.copy(f"soak-{number}"), random.Random(f"{SEED} soak {number}")
        moment = chance.choice([*STEPS.values(), *[after(chance.uniform(0, 0.98) * world.seconds)] * 20])
        world.start(home).kill_when(moment)
        world.assert_whole(home)
        world.assert_completes(home)
        world.forget(home)

    started = time.monotonic()
    for done in [pool.submit(kill_and_complete, number) for number in range(SOAK_KILLS)]:
        done.result()
    print(f"{SOAK_KILLS} kills in {time.monotonic() - started:.0f} s, seed {SEED}")  # noqa: T201
