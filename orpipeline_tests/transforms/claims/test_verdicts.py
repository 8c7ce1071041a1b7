"""From the outcomes of the settings to the verdict."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from orpipeline.contracts import judgement
from orpipeline.transforms.claims import claims
from orpipeline_tests.claim_world import NOW, claim, iso

CLAIM = claim({"kind": "open_in_top_n", "n": 5, "at_least": 4}, iso("2026-02-09"))


def setting(outcome: str, margin: float | None = None, **choice: object) -> dict[str, Any]:
    plain = {"week_convention": "iso", "week_start": date(2026, 2, 9), "week_end": date(2026, 2, 15)}
    plain |= {"variant_policy": "merged", "stealth_scenario": "not_open", "time_basis": "as_then"}
    return plain | {"outcome": outcome, "margin": margin, "figures": f"so {outcome}", "evidence": "rows"} | choice


def verdict(*settings: dict[str, Any]) -> dict[str, Any]:
    rows = [{"claim_id": "mine", "setting": n, **row} for n, row in enumerate(settings, start=1)]
    frame = pl.LazyFrame(rows, schema=judgement.CLAIM_SETTINGS.polars_schema)
    return claims([CLAIM], frame, NOW).collect().to_dicts()[0]


@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [
        (["true", "true"], "supported"),
        (["false", "false"], "refuted"),
        (["true", "false", "unknown"], "fragile"),
        (["true", "unknown"], "undecidable"),
        (["false", "unknown"], "undecidable"),
        (["unknown"], "undecidable"),
    ],
)
def test_the_verdict_rule(outcomes: list[str], expected: str) -> None:
    row = verdict(*(setting(outcome) for outcome in outcomes))
    assert row["verdict"] == expected
    counted = [row[f"settings_{word}"] for word in ("true", "false", "unknown")]
    assert counted == [outcomes.count(word) for word in ("true", "false", "unknown")]


def test_the_margin_is_the_smallest_of_the_settings_that_decide() -> None:
    assert verdict(setting("true", 0.3), setting("true", 0.2), setting("true"))["margin"] == 0.2
    assert verdict(setting("true", 0.3), setting("false", 0.1), setting("unknown", 0.01))["margin"] == 0.1
    undecidable = verdict(setting("true", 0.3), setting("unknown"))
    assert (undecidable["margin"], undecidable["margin_means"]) == (None, None)


def test_a_flip_changes_the_fewest_choices_then_has_the_smallest_margin() -> None:
    sunday = {"week_convention": "sunday", "week_start": date(2026, 2, 8)}
    two = setting("false", 0.001, time_basis="as_now", **sunday)
    far, near = setting("false", 0.2, **sunday), setting("false", 0.1, variant_policy="as_listed")
    row = verdict(setting("true", 0.5), two, far, near)
    assert row["flipped_by"] == "ISO week of 2026-02-09, variants ranked apart: so false (3 of 4 settings)"
    assert verdict(setting("true", 0.5), two, far)["flipped_by"].startswith("Sunday-start week of 2026-02-08: so false")


def test_another_week_of_the_same_convention_is_one_change() -> None:
    later = setting("false", 0.2, week_start=date(2026, 2, 16))
    both = setting("false", 0.1, stealth_scenario="as_revealed", time_basis="as_now")
    assert verdict(setting("true"), both, later)["flipped_by"].startswith("ISO week of 2026-02-16: ")
    assert verdict(setting("true"), both)["flipped_by"] == (
        "ISO week of 2026-02-09, stealth models as later revealed, by the newest verdicts: so false (1 of 2 settings)"
    )


def test_a_week_of_another_convention_is_one_change_too_though_it_starts_on_another_day() -> None:
    sunday = setting("false", 0.05, week_convention="sunday", week_start=date(2026, 2, 8))
    listed = setting("false", 0.1, variant_policy="as_listed")
    assert verdict(setting("true"), listed, sunday)["flipped_by"].startswith("Sunday-start week of 2026-02-08: ")


def test_of_flips_equally_near_one_without_a_margin_comes_last() -> None:
    bare = setting("false", None, variant_policy="as_listed")
    row = verdict(setting("true"), bare, setting("false", 0.2, time_basis="as_now"))
    assert row["flipped_by"].startswith("ISO week of 2026-02-09, by the newest verdicts: ")


def test_a_setting_that_decides_nothing_is_neither_flipped_nor_a_flip() -> None:
    later = setting("true", 0.1, week_start=date(2026, 2, 16))
    row = verdict(setting("unknown"), later, setting("false", 0.1, week_start=date(2026, 2, 23)))
    assert row["flipped_by"] == "ISO week of 2026-02-23: so false (1 of 3 settings)"


def test_only_a_fragile_claim_has_a_flip() -> None:
    assert verdict(setting("true"), setting("unknown"))["flipped_by"] is None
    assert verdict(setting("true"))["flipped_by"] is None


def test_evidence_is_the_first_setting_that_speaks_for_the_verdict() -> None:
    later: dict[str, Any] = {"week_start": date(2026, 2, 16)}
    assert verdict(setting("unknown"), setting("true", **later), setting("false"))["evidence"] == (
        "ISO week of 2026-02-16: so true: rows"
    )
    assert (
        verdict(setting("true"), setting("unknown", **later))["evidence"] == "ISO week of 2026-02-16: so unknown: rows"
    )


def test_what_was_said_is_kept_beside_the_verdict() -> None:
    row = verdict(setting("true", 0.1))
    assert row["predicate"] == (
        '{"period":{"convention":"iso","week":"2026-02-09"},"predicate":{"n":5,"at_least":4,"kind":"open_in_top_n"}}'
    )
    assert (row["source"], row["url"], row["published_on"], row["as_of"]) == ("A newsletter", None, None, NOW)
    assert row["margin_means"] == "tokens over tokens, minus 1: the lead that decides"
