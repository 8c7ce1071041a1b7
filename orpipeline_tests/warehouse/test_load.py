"""Loading by the rules of section 4: series apart, damage and refusals set aside, restatements kept, real retrievals."""

import gzip
import json
import os
from pathlib import Path

import polars as pl
import pytest

from orpipeline.landing import LandingDamaged
from orpipeline.warehouse.load import load, refusal_of
from orpipeline_tests.house import House, catalogue, ranking
from orpipeline_tests.landing.make import reason

HISTORY = os.environ.get("ORPIPELINE_HISTORY")
needs_history = pytest.mark.skipif(not HISTORY, reason="ORPIPELINE_HISTORY does not name the folder of real retrievals")
DAY = "2026-01-05"


def test_rule_7_a_filtered_series_never_mixes_with_the_unfiltered_one(warehouse: House) -> None:
    warehouse.put(ranking({DAY: {"lab/a": 100}}, "2026-01-06T02:00:00"))
    warehouse.put(ranking({DAY: {"lab/a": 7}}, "2026-01-07T02:00:00", modality="image"))
    warehouse.load()
    assert warehouse.rows("select series, token_count from core.versions order by all") == [
        ("day", 100),
        ("day&modality=image", 7),
    ]


def test_rule_6_a_wholly_empty_answer_is_set_aside_and_the_rest_is_loaded(warehouse: House) -> None:
    warehouse.put(ranking({DAY: {"lab/a": 100}}, "2026-01-06T02:00:00"))
    empty = warehouse.put(ranking({}, "2026-01-07T02:00:00", (DAY, DAY)))
    report = warehouse.load()
    assert report.loaded == 1
    assert "holds no row at all" in report.refused[0]
    assert warehouse.store.rejected() == [empty]
    assert reason(warehouse.store, empty)["by"] == "rule"
    assert warehouse.rows("select count(*) from raw.answers") == [(1,)]


def test_a_restated_day_keeps_both_figures_and_a_vanished_row_its_end(warehouse: House) -> None:
    warehouse.land({DAY: {"lab/a": 100, "lab/b": 50}}, "2026-01-06T02:00:00")
    warehouse.land({DAY: {"lab/a": 120}}, "2026-01-07T02:00:00")
    warehouse.load()
    assert warehouse.rows(
        "select permaslug, version, token_count, superseded_as_of from core.versions order by all"
    ) == [
        ("lab/a", 1, 100, "2026-01-07 02:00:00.000000"),
        ("lab/a", 2, 120, None),
        ("lab/b", 1, 50, "2026-01-07 02:00:00.000000"),
        ("lab/b", 2, None, None),
    ]


def test_a_damaged_landed_file_is_named_and_set_aside_and_the_others_are_loaded(warehouse: House) -> None:
    warehouse.land({DAY: {"lab/a": 100}}, "2026-01-06T02:00:00")
    sha = warehouse.land({"2026-01-06": {"lab/a": 100}}, "2026-01-07T02:00:00")
    path = warehouse.settings.landing / f"{sha}.json.gz"
    envelope = json.loads(gzip.decompress(path.read_bytes()))
    envelope["body"] = envelope["body"].replace("100", "900")
    path.write_bytes(gzip.compress(json.dumps(envelope).encode()))
    report = warehouse.load()
    assert report.loaded == 1
    assert f"{sha}.json.gz does not hold" in report.refused[0]
    assert f"it is set aside in {warehouse.settings.landing / 'rejected'}. Put a good copy back" in report.refused[0]
    assert sha in warehouse.store.rejected()


def test_an_answer_wrong_by_a_hundred_as_a_whole_is_refused_beside_what_is_held(warehouse: House) -> None:
    warehouse.land({DAY: {"lab/a": 1000}}, "2026-01-06T02:00:00")
    warehouse.load()
    warehouse.land({"2026-01-06": {"lab/a": 100_000}}, "2026-01-07T02:00:00")
    report = warehouse.load()
    assert "a unit error" in report.refused[0]
    assert warehouse.rows("select count(*) from raw.answers") == [(1,)]


def test_a_unit_error_that_is_held_is_named_by_the_answer_it_shuts_out_and_can_be_set_aside(warehouse: House) -> None:
    warehouse.land({"2026-01-04": {"lab/a": 90_000}, DAY: {"lab/a": 90_000}}, "2026-01-06T01:00:00")
    newer = warehouse.land({DAY: {"lab/a": 100_000}}, "2026-01-06T02:00:00")
    warehouse.load()
    true = {"2026-01-06": {"lab/a": 900}}
    refused = warehouse.land(true, "2026-01-07T02:00:00")
    said = (
        f"If what is held is the wrong one, set it aside: `orpipeline reject {newer[:12]} --why TEXT`, then run again."
    )
    assert said in warehouse.load().refused[0]
    for sha in warehouse.store.shas():
        warehouse.store.reject(sha, "a unit error", by="hand")
    assert warehouse.land(true, "2026-01-07T02:00:00") == refused
    assert warehouse.load().refused == []
    assert warehouse.rows("select day, token_count from core.versions") == [("2026-01-06", 900)]


def test_an_answer_set_aside_by_hand_takes_its_figures_with_it(warehouse: House) -> None:
    warehouse.land({DAY: {"lab/a": 100}}, "2026-01-06T02:00:00")
    wrong = warehouse.land({DAY: {"lab/a": 120}}, "2026-01-07T02:00:00")
    warehouse.load()
    warehouse.store.reject(wrong, "not the source's", by="hand")
    assert warehouse.load().forgotten == 1
    assert warehouse.rows("select token_count, superseded_as_of from core.versions") == [(100, None)]


def test_an_answer_deleted_from_landing_takes_its_figures_with_it_as_a_rebuild_would(warehouse: House) -> None:
    warehouse.land({DAY: {"lab/a": 100}}, "2026-01-06T02:00:00")
    lost = warehouse.land({DAY: {"lab/a": 120}}, "2026-01-07T02:00:00")
    warehouse.load()
    (warehouse.settings.landing / f"{lost}.json.gz").unlink()
    assert warehouse.load().forgotten == 1
    assert warehouse.rows("select token_count, superseded_as_of from core.versions") == [(100, None)]


def test_an_emptied_landing_is_refused_until_it_is_back(warehouse: House) -> None:
    landing, aside = warehouse.settings.landing, warehouse.settings.home / "aside"
    for n in range(2):
        warehouse.land({DAY: {"lab/a": 100 + n}}, f"2026-01-0{6 + n}T02:00:00")
    warehouse.load()
    landing.rename(aside)
    warehouse.land({"2026-01-06": {"lab/a": 100}}, "2026-01-08T02:00:00")  # a run lands before it loads
    with pytest.raises(
        LandingDamaged, match=r"Of the 2 answers .* none is in .*landing any more\..*orpipeline rebuild"
    ):
        warehouse.load()
    assert warehouse.rows("select count(*) from raw.answers") == [(2,)]
    for file in aside.iterdir():
        file.rename(landing / file.name)
    done = warehouse.load()
    assert (done.loaded, done.forgotten) == (1, 0)


def test_answers_all_set_aside_by_hand_leave_an_empty_warehouse(warehouse: House) -> None:
    only = warehouse.land({DAY: {"lab/a": 100}}, "2026-01-06T02:00:00")
    warehouse.load()
    warehouse.store.reject(only, "not the source's", by="hand")
    assert warehouse.load().forgotten == 1
    assert warehouse.rows("select count(*) from core.versions") == [(0,)]


@pytest.mark.parametrize("rejected", [0, 1])
def test_an_answer_set_aside_does_not_excuse_another_that_is_missing_nor_is_a_single_one_too_few(
    warehouse: House, rejected: int
) -> None:
    shas = [warehouse.land({DAY: {"lab/a": 100 + n}}, f"2026-01-0{6 + n}T02:00:00") for n in range(1 + rejected)]
    warehouse.load()
    for sha in shas[:rejected]:
        warehouse.store.reject(sha, "not the source's", by="hand")
    (warehouse.settings.landing / f"{shas[-1]}.json.gz").unlink()
    with pytest.raises(LandingDamaged, match=rf"Of the {len(shas)} answers .* none is in"):
        warehouse.load()
    assert warehouse.rows("select count(*) from raw.answers") == [(len(shas),)]


def test_of_many_refusals_the_first_is_told_and_the_others_counted() -> None:
    assert refusal_of(["One."]) == "One."
    assert refusal_of(["One.", "Two."]) == "One. (1 more answers were refused.)"


def test_an_old_refusal_whose_reason_is_damaged_stops_no_load(warehouse: House) -> None:
    old = warehouse.land({DAY: {"lab/a": 100}}, "2026-01-06T02:00:00")
    warehouse.store.reject(old, "wrong", by="hand")
    (warehouse.settings.landing / "rejected" / f"{old}.why.json").write_bytes(b"")
    warehouse.land({DAY: {"lab/a": 120}}, "2026-01-07T02:00:00")
    assert warehouse.load().loaded == 1


@needs_history
def test_sixty_real_retrievals_give_the_same_versions_in_both_orders_and_keep_every_restatement(
    tmp_path: Path,
) -> None:
    frame = pl.read_parquet(Path(str(HISTORY)) / "rankings-daily" / "rankings_daily_vintages.parquet")
    frame = frame.with_columns(pl.col("date").cast(pl.String), pl.col("as_of").cast(pl.String))
    answers = []
    for _, rows in frame.filter(pl.col("as_of").is_not_null() & (pl.col("as_of") != "")).group_by(
        "vintage", maintain_order=True
    ):
        days: dict[str, dict[str, int]] = {}
        for day, slug, count in rows.select("date", "model_permaslug", "total_tokens").iter_rows():
            days.setdefault(day, {})[slug] = int(count)
        answers.append(ranking(days, rows["as_of"][0].removesuffix("Z").replace(" ", "T")[:23]))
    assert len(answers) == 59
    with House(tmp_path / "forth") as forth, House(tmp_path / "back") as back:
        forth.put(*answers)
        forth.load()
        for answer in reversed(answers):
            back.put(answer)
        back.load()
        assert forth.versions().equals(back.versions())
        totals = """
            select answers.as_of, sum(token_count)::bigint from raw.rankings join raw.answers using (answer_sha)
            where day = '2026-06-18' and as_of < '2026-06-19 12:00' group by all order by 1
        """
        night = forth.rows(totals)
        assert len({total for _, total in night}) == 3
        kept = "select count(distinct as_of) from core.versions where day = '2026-06-18' and as_of < '2026-06-19 12:00'"
        assert forth.rows(kept) == [(3,)]


@pytest.mark.parametrize("larger_first", [True, False])
def test_of_two_answers_of_one_source_and_moment_the_larger_sha_stands_whichever_was_loaded_first(
    warehouse: House, larger_first: bool
) -> None:
    said = {tokens: ranking({DAY: {"lab/a": tokens}}, "2026-01-06T02:00:00") for tokens in (100, 120)}
    by_sha = sorted(said, key=lambda tokens: said[tokens].sha256)
    for tokens in reversed(by_sha) if larger_first else by_sha:
        warehouse.put(said[tokens])
        warehouse.load()
    assert warehouse.rows("select token_count from core.versions where superseded_as_of is null") == [(by_sha[-1],)]


def test_a_catalogue_set_aside_by_hand_takes_its_prices_with_it_which_are_rounded(warehouse: House) -> None:
    entry = {"id": "lab/a", "canonical_slug": "lab/a", "name": "A"}
    priced = entry | {"pricing": {"prompt": "0.0000000000016", "completion": "0.000001"}}
    wrong = warehouse.put(catalogue([priced], "2026-01-06T02:00:00"))
    warehouse.load()
    prices = "select prompt_usd_per_trillion, completion_usd_per_trillion from raw.catalogue"
    assert warehouse.rows(prices) == [(2, 1_000_000)]
    warehouse.store.reject(wrong, "not the source's", by="hand")
    assert warehouse.load().forgotten == 1
    assert warehouse.rows(prices) == []


def test_a_long_load_says_after_every_hundred_answers_how_far_it_is(warehouse: House) -> None:
    warehouse.land({DAY: {"lab/a": 100}}, "2026-01-06T02:00:00")
    warehouse.load()
    for n in range(100):
        warehouse.land({DAY: {"lab/a": 100}}, f"2026-01-07T02:00:00.{n:03}")
    said: list[str] = []
    assert load(warehouse.con, warehouse.store, said.append).loaded == 100
    assert said == ["100 of 100 answers loaded"]


def test_an_answer_deleted_from_landing_leaves_none_of_its_rows_behind(warehouse: House) -> None:
    warehouse.land({DAY: {"lab/a": 100}}, "2026-01-06T02:00:00")
    lost = warehouse.land({DAY: {"lab/a": 120}}, "2026-01-07T02:00:00")
    warehouse.load()
    (warehouse.settings.landing / f"{lost}.json.gz").unlink()
    warehouse.load()
    assert warehouse.rows("select token_count from raw.rankings") == [(100,)]


def test_a_day_read_in_two_series_is_made_anew_once(warehouse: House) -> None:
    for params in ({}, {"modality": "image"}):
        warehouse.put(ranking({DAY: {"lab/a": 100}}, "2026-01-06T02:00:00", **params))
    assert warehouse.load().recomputed_days == 1
