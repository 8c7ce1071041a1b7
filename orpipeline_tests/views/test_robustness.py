"""The view that says how firm "four or more of the top five" is in each week."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from orpipeline.contracts import judgement
from orpipeline.transforms.sensitivity import open_top_five_sensitivity
from orpipeline_tests.analysis_database import database
from orpipeline_tests.claim_world import NOW, Model, closed_model, open_model, world

BEFORE, MIDDLE, AFTER = "2026-02-02", "2026-02-09", "2026-02-16"
MODELS = [
    *(open_model(f"o/{n}") for n in range(1, 5)),
    closed_model("c/1"),
    closed_model("c/2"),
    Model("h/1", "stealth"),
]
FOUR = {"o/1": 90, "o/2": 80, "o/3": 70, "o/4": 60, "c/1": 50, "c/2": 40}
THREE = FOUR | {"c/2": 90, "h/1": 75}


def robustness(
    tmp_path: Path, weeks: Mapping[str, Mapping[str, int]], models: Sequence[Model] = MODELS
) -> dict[str, dict[str, Any]]:
    where = world(weeks, models)
    table = judgement.OPEN_TOP_FIVE_SENSITIVITY
    made = open_top_five_sensitivity(where.weekly_rank, where.periods, where.models, NOW)
    with database(tmp_path / "views.duckdb", {table: made}) as con:
        rows = con.sql("select * from open_top_five_robustness").pl().to_dicts()
        assert con.sql("select count(*) from open_top_five_sensitivity").fetchall() == [(made.collect().height,)]
    return {str(row["week_start"]): row for row in rows}


def test_a_week_that_nothing_flips_says_so(tmp_path: Path) -> None:
    row = robustness(tmp_path, {BEFORE: FOUR, MIDDLE: FOUR, AFTER: FOUR})[MIDDLE]
    assert (row["open_count"], row["has_four_or_more"]) == (4, True)
    assert (row["setting_count"], row["four_or_more_count"]) == (576, 576)
    assert (row["flipped_by"], row["flipped_by_change_count"], row["flipped_open_count"]) == (None, None, None)


def test_the_smallest_change_that_flips_a_week_is_named(tmp_path: Path) -> None:
    row = robustness(tmp_path, {BEFORE: THREE, MIDDLE: THREE, AFTER: THREE})[MIDDLE]
    # o/1, c/2, o/2, h/1, o/3: three open, four if the hidden one were; then in every window, policy, licence and time.
    assert (row["open_count"], row["has_four_or_more"]) == (3, False)
    assert (row["setting_count"], row["four_or_more_count"]) == (576, 576 // 3)
    assert row["flipped_by"] == "stealth models counted as open"
    assert (row["flipped_by_change_count"], row["flipped_open_count"]) == (1, 4)


def test_of_two_single_changes_the_one_with_the_smaller_margin_is_named(tmp_path: Path) -> None:
    # One day of the week before is enough to lift c/1 and c/2 into the top five; with each further one the fourth open
    # model comes closer to the third.
    heavy = FOUR | {"c/2": 900, "c/1": 500, "o/4": 65}
    row = robustness(tmp_path, {BEFORE: heavy, MIDDLE: FOUR, AFTER: FOUR})[MIDDLE]
    assert row["has_four_or_more"]
    assert row["flipped_by"] == "seven days from 2026-02-06"
    assert (row["flipped_by_change_count"], row["flipped_open_count"]) == (1, 3)


def test_of_two_readings_of_open_that_flip_a_week_the_milder_is_named(tmp_path: Path) -> None:
    models = [open_model("o/4", "community") if model.model == "o/4" else model for model in MODELS]
    row = robustness(tmp_path, {BEFORE: FOUR, MIDDLE: FOUR, AFTER: FOUR}, models)[MIDDLE]
    # Without o/4 from clause up, whatever else: half of the settings.
    assert (row["setting_count"], row["four_or_more_count"]) == (576, 576 // 2)
    assert (row["flipped_by"], row["flipped_open_count"]) == ("licence at least clause", 3)


def test_a_week_at_the_edge_has_fewer_settings(tmp_path: Path) -> None:
    found = robustness(tmp_path, {MIDDLE: FOUR, AFTER: FOUR})
    assert (found[MIDDLE]["setting_count"], found[AFTER]["setting_count"]) == (4 * 72, 5 * 72)


def of_three_weeks(tmp_path: Path, tokens: Mapping[str, int], *instead: Model) -> dict[str, Any]:
    """The middle one of three equal weeks, with these verdicts instead of those of `MODELS`."""
    models = [model for model in MODELS if model.model not in {one.model for one in instead}]
    return robustness(tmp_path, dict.fromkeys((BEFORE, MIDDLE, AFTER), tokens), [*models, *instead])[MIDDLE]


def test_a_week_is_told_with_hidden_models_not_open_also_where_their_reveal_would_open_them(tmp_path: Path) -> None:
    row = of_three_weeks(tmp_path, THREE, Model("h/1", "stealth", revealed_as="o/1"))
    assert (row["open_count"], row["has_four_or_more"]) == (3, False)
    # Counted as open flips it as well, at the same cut: the first in the alphabet is named.
    assert (row["flipped_by"], row["flipped_open_count"]) == ("stealth models as later revealed", 4)


def test_a_week_is_told_with_any_weights_as_open(tmp_path: Path) -> None:
    row = of_three_weeks(tmp_path, FOUR, open_model("o/4", "non_commercial"))
    assert (row["open_count"], row["has_four_or_more"]) == (4, True)
    assert (row["flipped_by"], row["flipped_by_change_count"]) == ("licence at least community", 1)


def test_a_week_is_told_by_the_verdicts_of_its_time(tmp_path: Path) -> None:
    opened = (
        Model("o/4", "proprietary", "closed", valid_to="2026-05-31"),
        Model("o/4", "open_weights", "osi", valid_from="2026-06-01"),
    )
    row = of_three_weeks(tmp_path, FOUR, *opened)
    assert (row["open_count"], row["has_four_or_more"]) == (3, False)
    assert (row["flipped_by"], row["flipped_by_change_count"]) == ("by the newest verdicts", 1)


def test_a_week_is_told_with_variants_merged(tmp_path: Path) -> None:
    # o/4 has 60 with its free variant; apart they have 25 and 35, both behind c/2.
    row = of_three_weeks(tmp_path, FOUR | {"o/4": 25, "o/4:free": 35})
    assert (row["open_count"], row["has_four_or_more"]) == (4, True)
    assert (row["flipped_by"], row["flipped_by_change_count"]) == ("variants ranked apart", 1)
    assert row["flipped_margin_at_cut"] == 5 / 35


def test_one_change_is_named_before_two_with_a_smaller_margin(tmp_path: Path) -> None:
    # c/2 is closer behind c/1 in every window that reaches into the week before, but no window alone flips the week.
    models = [*(model for model in MODELS if model.model != "o/4"), open_model("o/4", "non_commercial")]
    row = robustness(tmp_path, {BEFORE: FOUR | {"c/2": 45}, MIDDLE: FOUR, AFTER: FOUR}, models)[MIDDLE]
    assert (row["flipped_by"], row["flipped_by_change_count"]) == ("licence at least community", 1)
    assert row["flipped_margin_at_cut"] == 50 / 40 - 1


def test_a_change_after_which_no_model_follows_the_cut_is_named_last(tmp_path: Path) -> None:
    # Without its free variant o/4 is gone, and only five models are left: nothing follows the fifth.
    tokens = {("o/4:free" if slug == "o/4" else slug): count for slug, count in FOUR.items()}
    row = of_three_weeks(tmp_path, tokens, open_model("o/4", "non_commercial"))
    assert (row["flipped_by"], row["flipped_margin_at_cut"]) == ("licence at least community", 50 / 40 - 1)
