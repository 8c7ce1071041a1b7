"""SIGKILL, the one end a program cannot prepare for: at every named step of a run, and at random moments."""

import os
import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from orpipeline_tests.faults.runs import Run
from orpipeline_tests.faults.world import World

Moment = Callable[[Run], bool]


def said(sentence: str) -> Moment:
    return lambda run: sentence in run.err


def exists(pattern: str) -> Moment:
    return lambda run: any(run.home.glob(pattern))


def test_a_run_killed_at_each_named_step_leaves_a_whole_version_and_the_next_one_goes_on(world: World) -> None:
    home = world.copy("named")
    for moment in STEPS.values():
        world.start(home).kill_when(moment)
        world.assert_whole(home)
    world.assert_completes(home)


STEPS: dict[str, Moment] = {
    "landing": exists("landing/*.part"),
    "asking": said("asking for"),
    "loading": exists("warehouse.duckdb.wal"),
    "a table": said("core.days:"),
    "the last table": said("mart.claims:"),
    "views": said("mart.model_lifecycle:"),
    "publishing": exists(".orpipeline.duckdb.*.part"),
    "exporting": exists("export/.export-*.part"),
}
