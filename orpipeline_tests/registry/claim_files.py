"""Claims files for tests: one sound claim, and ways to change it."""

from pathlib import Path

import pytest

from orpipeline.errors import ConfigurationError
from orpipeline.registry import Claim, load_claims

SOUND = """\
- id: mine
  source: A newsletter
  url: https://example.org/12
  published_on: 2026-06-20
  statement: Three of five were open.
  period: {around: 2026-06-20}
  predicate: {kind: open_in_top_n, n: 5, at_least: 3}
"""
PERIOD, PREDICATE = "{around: 2026-06-20}", "{kind: open_in_top_n, n: 5, at_least: 3}"


def loaded(folder: Path, text: str) -> list[Claim]:
    path = folder / "claims.yaml"
    path.write_text(text, encoding="utf-8")
    return load_claims(path)


def refusal(folder: Path, text: str) -> str:
    with pytest.raises(ConfigurationError) as caught:
        loaded(folder, text)
    return str(caught.value)


def with_predicate(predicate: str, period: str = PERIOD) -> str:
    return SOUND.replace(PREDICATE, predicate).replace(PERIOD, period)


def without_period(predicate: str) -> str:
    return SOUND.replace(f"  period: {PERIOD}\n", "").replace(PREDICATE, predicate)
