"""Moments of a run, told from outside: by what it says, which files it has made, how long it runs."""

import time
from collections.abc import Callable

from orpipeline_tests.faults.runs import Run

Moment = Callable[[Run], bool]


def said(sentence: str) -> Moment:
    """It has said this on stderr."""
    return lambda run: sentence in run.err


def exists(pattern: str) -> Moment:
    """A file of this pattern has appeared under its home."""
    return lambda run: any(run.home.glob(pattern))


def after(seconds: float) -> Moment:
    """So many seconds since its start."""
    return lambda run: time.monotonic() - run.started >= seconds
