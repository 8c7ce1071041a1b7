"""What is kept of one answer, whatever form it came in."""

import json
from dataclasses import replace
from typing import Any

from orpipeline.answer import Answer, Request
from orpipeline_tests.house import URL, House, catalogue, export, moment, ranking

DAY, AFTER = "2026-01-05", "2026-01-07T01:00:00"
READ = "2026-01-07 01:00:00.000000"


def test_an_answer_is_kept_with_its_request_window_and_time(warehouse: House) -> None:
    warehouse.land({DAY: {"lab/a": 10, "other": 5}}, AFTER, window=(DAY, "2026-01-06"))
    warehouse.load()
    columns = "source, endpoint, series, request, window_start, window_end, as_of, is_as_of_fetched, row_count"
    request = f"GET {URL} end_date=2026-01-06&start_date={DAY}"
    assert warehouse.rows(f"select {columns} from raw.answers") == [
        ("api", "rankings-daily", "day", request, DAY, "2026-01-06", READ, False, 2)
    ]


def test_an_answer_without_a_time_of_its_own_takes_that_of_fetching_and_says_so(warehouse: House) -> None:
    body = json.dumps({"data": [{"date": DAY, "model_permaslug": "lab/a", "total_tokens": "10"}]}).encode()
    warehouse.put(Answer(Request("api", "rankings-daily", "GET", URL), moment(AFTER), body))
    warehouse.load()
    assert warehouse.rows("select as_of, is_as_of_fetched, window_start, window_end from raw.answers") == [
        (READ, True, DAY, DAY)
    ]


def test_the_export_and_the_api_give_the_same_facts(warehouse: House) -> None:
    rows = {DAY: {"lab/a": 10, "lab/b": 7, "other": 5}, "2026-01-06": {"lab/a": 11, "other": 4}}
    warehouse.put(ranking(rows, AFTER), export(rows, AFTER, "2026-01-07"))
    assert warehouse.load().loaded == 2
    assert warehouse.rows("select distinct version from core.versions") == [(1,)]
    counts = "select source, count(*) from raw.answers join raw.rankings using (answer_sha) group by all order by 1"
    assert warehouse.rows(counts) == [("api", 5), ("export", 5)]


def test_an_empty_day_inside_a_window_with_rows_is_kept_as_read(warehouse: House) -> None:
    warehouse.land({DAY: {"lab/a": 10}}, AFTER, window=(DAY, "2026-01-06"))
    assert warehouse.load().recomputed_days == 2
    assert warehouse.rows("select window_end from raw.answers") == [("2026-01-06",)]


def test_a_catalogue_keeps_prices_as_integers_and_no_empty_hint(warehouse: House) -> None:
    def entry(name: str, prompt: str, completion: str, repo: object) -> dict[str, Any]:
        pricing = {"prompt": prompt, "completion": completion}
        return {"id": name, "canonical_slug": f"{name}-1", "name": name, "hugging_face_id": repo, "pricing": pricing}

    models: list[dict[str, Any]] = [
        entry("lab/a", "0.0000001", "0.00000123456", "hub/a"),
        entry("lab/b", "0", "-1", ""),
        entry("lab/c", "free", "0.1", None),
        {"id": "lab/d", "canonical_slug": "lab/d-1", "name": "D"},
    ]
    warehouse.put(catalogue(models, "2026-01-07T23:30:00"))
    warehouse.load()
    columns = "snapshot_day, id, canonical_slug, hugging_face_id, prompt_usd_per_trillion, completion_usd_per_trillion"
    assert warehouse.rows(f"select {columns} from raw.catalogue order by id") == [
        ("2026-01-07", "lab/a", "lab/a-1", "hub/a", 100000, 1234560),
        ("2026-01-07", "lab/b", "lab/b-1", None, 0, None),
        ("2026-01-07", "lab/c", "lab/c-1", None, None, 100000000000),
        ("2026-01-07", "lab/d", "lab/d-1", None, None, None),
    ]
    assert warehouse.rows("select series, window_start, row_count from raw.answers") == [("catalogue", None, 4)]


def test_a_catalogue_that_says_again_what_it_said_before_counts_for_its_own_day(warehouse: House) -> None:
    for day, name in enumerate(["A", "B", "A"], start=7):
        models = [{"id": "lab/a", "canonical_slug": "lab/a-1", "name": name}]
        warehouse.put(catalogue(models, f"2026-01-0{day}T02:30:00"))
    warehouse.load()
    assert warehouse.rows("select snapshot_day, name from raw.catalogue order by all") == [
        ("2026-01-07", "A"),
        ("2026-01-08", "B"),
        ("2026-01-09", "A"),
    ]


def test_tokens_beyond_the_exact_integers_of_a_double_are_kept_to_the_last_digit(warehouse: House) -> None:
    for count in (2**53 + 1, 2**62 + 1):
        warehouse.land({DAY: {"lab/a": count}}, AFTER)
    warehouse.load()
    assert warehouse.rows("select token_count from raw.rankings order by 1") == [(2**53 + 1,), (2**62 + 1,)]


def test_the_time_an_answer_tells_of_and_the_time_it_was_fetched_are_kept_apart(warehouse: House) -> None:
    warehouse.put(replace(ranking({DAY: {"lab/a": 10}}, AFTER), fetched_at=moment("2026-01-07T05:00:00")))
    warehouse.load()
    assert warehouse.rows("select as_of, fetched_at from raw.answers") == [(READ, "2026-01-07 05:00:00.000000")]


def test_a_request_without_parameters_is_kept_without_a_blank_behind_it(warehouse: House) -> None:
    body = json.dumps({"data": [{"date": DAY, "model_permaslug": "lab/a", "total_tokens": "10"}]}).encode()
    warehouse.put(Answer(Request("api", "rankings-daily", "GET", URL), moment(AFTER), body))
    warehouse.load()
    assert warehouse.rows("select request from raw.answers") == [(f"GET {URL}",)]
