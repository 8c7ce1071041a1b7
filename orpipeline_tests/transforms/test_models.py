"""Who says whether a model is open, and from which day on."""

import polars as pl
import pytest

from orpipeline.transforms.models import model_periods, verdict_on
from orpipeline_tests.frames import Entry, Verdict, catalogue, on, ranked, registry, shown

COLUMNS = ("model", "valid_from", "valid_to", "openness", "openness_basis")
SEEN = "2026-01-10"


def test_a_ranked_model_that_nobody_knows_is_unclassified_for_all_time() -> None:
    models = model_periods(registry(), catalogue(), ranked("lab/x"))
    assert shown(models, *COLUMNS, "model_name", "licence_tier") == [
        ("lab/x", None, None, "unclassified", "none", "lab/x", None)
    ]


def test_a_hint_of_the_catalogue_counts_from_the_first_snapshot_that_shows_it_and_not_before() -> None:
    entries = catalogue(
        Entry("2026-01-03", "lab/x", "lab/x", "X"),
        Entry("2026-01-20", "lab/x", "lab/x", "X", "hub/x-renamed"),
        Entry(SEEN, "lab/x", "lab/x", "X", "hub/x"),
    )
    models = model_periods(registry(), entries, ranked("lab/x"))
    assert shown(models, *COLUMNS, "weights_repo", "evidence_kind", "licence_tier") == [
        ("lab/x", None, "2026-01-09", "unclassified", "none", None, None, None),
        ("lab/x", SEEN, None, "open_weights", "catalogue_hint", "hub/x", "catalogue", None),
    ]


def test_the_registry_wins_over_the_hint() -> None:
    entries = catalogue(Entry(SEEN, "lab/x", "lab/x", "Name in the catalogue", "hub/x"))
    models = model_periods(registry(Verdict("lab/x", "proprietary", "closed")), entries, ranked("lab/x"))
    assert shown(models, *COLUMNS, "model_name", "weights_repo") == [
        ("lab/x", None, None, "proprietary", "registry", "LAB/X", None)
    ]


def test_a_registered_model_that_is_not_ranked_is_kept_and_an_unranked_one_of_the_catalogue_is_not() -> None:
    entries = catalogue(Entry(SEEN, "lab/y", "lab/y", "Y", "hub/y"))
    models = model_periods(registry(Verdict("lab/x", "router")), entries, ranked("lab/z"))
    assert shown(models, "model", "openness") == [("lab/x", "router"), ("lab/z", "unclassified")]


def test_an_unknown_model_has_the_newest_name_of_the_entry_without_a_variant() -> None:
    entries = catalogue(
        Entry("2026-01-03", "lab/x", "lab/x", "Old name"),
        Entry(SEEN, "lab/x", "lab/x", "New name"),
        Entry(SEEN, "lab/x:free", "lab/x", "New name (free)"),
        Entry("2026-01-20", "lab/x", "lab/x", None),
    )
    models = model_periods(registry(), entries, ranked("lab/x"))
    assert shown(models, "model_name") == [("New name",)]


@pytest.mark.parametrize("later_first", [True, False])
def test_of_two_catalogues_of_one_day_the_later_one_names_it_and_the_earlier_one_hints_in_any_order(
    later_first: bool,
) -> None:
    # The later one sorts first by its sha.
    later = Entry(SEEN, "lab/x", "lab/x", "New name", "hub/new", at="14:00")
    earlier = Entry(SEEN, "lab/x", "lab/x", "Old name", "hub/old", at="02:00")
    entries = catalogue(later, earlier) if later_first else catalogue(earlier, later)
    models = model_periods(registry(), entries, ranked("lab/x"))
    assert shown(models, "model_name", "weights_repo")[-1] == ("New name", "hub/old")


def test_a_variant_stands_in_where_the_catalogue_lists_nothing_else() -> None:
    entries = catalogue(Entry(SEEN, "lab/x:free", "lab/x", "X (free)", "hub/x"))
    models = model_periods(registry(), entries, ranked("lab/x"))
    assert shown(models, "model_name", "openness") == [("X (free)", "unclassified"), ("X (free)", "open_weights")]


def test_two_periods_of_the_registry_stay_two_rows() -> None:
    verdicts = registry(
        Verdict("lab/x", "open_weights", "osi", valid_from=SEEN),
        Verdict("lab/x", "stealth", valid_to="2026-01-09"),
    )
    assert shown(model_periods(verdicts, catalogue(), ranked("lab/x")), *COLUMNS, "licence_tier") == [
        ("lab/x", None, "2026-01-09", "stealth", "registry", None),
        ("lab/x", SEEN, None, "open_weights", "registry", "osi"),
    ]


@pytest.mark.parametrize(
    ("day", "openness"),
    [("2026-01-09", "stealth"), (SEEN, "open_weights"), ("2026-01-14", "open_weights"), ("2026-01-15", "proprietary")],
)
def test_both_ends_of_a_period_belong_to_it(day: str, openness: str) -> None:
    verdicts = registry(
        Verdict("lab/x", "stealth", valid_to="2026-01-09"),
        Verdict("lab/x", "open_weights", valid_from=SEEN, valid_to="2026-01-14"),
        Verdict("lab/x", "proprietary", valid_from="2026-01-15"),
    )
    models = model_periods(verdicts, catalogue(), ranked())
    rows = pl.LazyFrame({"day": [on(day)], "model": ["lab/x"], "token_count": [7]})
    assert shown(verdict_on(rows, models, "day"), "day", "openness", "token_count") == [(day, openness, 7)]


def test_a_row_of_no_model_keeps_its_place_without_a_verdict() -> None:
    models = model_periods(registry(Verdict("lab/x", "router")), catalogue(), ranked())
    rows = pl.LazyFrame({"day": [on(SEEN)], "model": ["other"]})
    assert shown(verdict_on(rows, models, "day"), "model", "openness") == [("other", None)]


def test_the_entry_without_a_variant_names_the_model_also_where_its_id_sorts_behind_one_with() -> None:
    entries = catalogue(Entry(SEEN, "lab/x:free", "lab/x", "X (free)"), Entry(SEEN, "lab/xl", "lab/x", "X"))
    assert shown(model_periods(registry(), entries, ranked("lab/x")), "model_name") == [("X",)]


def test_a_model_named_twice_by_the_rankings_has_one_row() -> None:
    assert shown(model_periods(registry(), catalogue(), ranked("lab/x", "lab/x")), "model") == [("lab/x",)]
