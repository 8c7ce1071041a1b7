import json
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl
import pytest
from pydantic import ValidationError

from orpipeline.answer import Window
from orpipeline.errors import AnswerRefused
from orpipeline.openrouter.judge import Rankings, judge
from orpipeline.openrouter.rankings import parse, parse_strictly
from orpipeline.openrouter.rows import day_totals
from orpipeline_tests.openrouter.make import FETCHED, FIRST, META, ROWS, answer, believed, payload, ranking, told, wide


def test_a_good_answer_becomes_columns_in_the_source_s_order() -> None:
    judged = believed()
    assert (judged.series, judged.window) == ("day", Window(date(2026, 2, 2), date(2026, 2, 4)))
    assert judged.as_of == datetime(2026, 2, 5, 2, 0, 0, 123000, tzinfo=UTC)
    assert not judged.is_as_of_fetched
    assert [(day.isoformat(), slug, str(tokens)) for day, slug, tokens in judged.rows.iter_rows()] == ROWS
    assert judged.rows.schema == {"day": pl.Date, "permaslug": pl.String, "token_count": pl.Int64}


def test_the_window_the_source_resolved_is_believed_over_the_one_that_was_asked_for() -> None:
    judged = believed(start_date="2024-01-01", end_date="2026-02-09")
    assert judged.window == Window(date(2026, 2, 2), date(2026, 2, 4))


@pytest.mark.parametrize(
    ("meta", "params"),
    [
        (META, {"start_date": "2026-02-03", "end_date": "2026-02-04"}),
        (META, {"start_date": "2026-02-02", "end_date": "2026-02-03"}),
        (None, {"start_date": "2026-02-03", "end_date": "2026-02-09"}),
        ({**META, "start_date": "0001-01-01", "end_date": "9999-12-31"}, {"start_date": "2026-02-02"}),
    ],
)
def test_an_answer_about_days_that_nobody_asked_for_is_refused_because_it_would_erase_them(
    meta: dict[str, Any] | None, params: dict[str, str]
) -> None:
    with pytest.raises(AnswerRefused, match=r"it says it covers .* but .* was asked for"):
        believed(meta=meta, **params)


def test_an_answer_without_meta_takes_the_time_of_fetching_and_the_days_it_has() -> None:
    for body in (payload(ROWS[3:], None), {**payload(ROWS[3:], None), "meta": None}):
        judged = judge(answer(json.dumps(body).encode()))
        assert isinstance(judged, Rankings)
        assert (judged.as_of, judged.is_as_of_fetched) == (FETCHED, True)
        assert judged.window == Window(date(2026, 2, 3), date(2026, 2, 4))


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (("2026-02-04", "lab/x", 5), "row 7 (2026-02-04, lab/x): total_tokens is 5 of the wrong type (int)"),
        (("2026-02-04", "lab/x", None), "row 7 (2026-02-04, lab/x): total_tokens is None of the wrong type"),
        (("2026-02-04", 7, "5"), "row 7 (2026-02-04, 7): model_permaslug is 7 of the wrong type (int)"),
        ((20260204, "lab/x", "5"), "row 7 (20260204, lab/x): date is 20260204 of the wrong type (int)"),
        (("2026-02-04", "lab/x", "-5"), "row 7 (2026-02-04, lab/x): total_tokens is '-5', which is negative"),
        (
            ("2026-02-04", "lab/x", "5.5"),
            "row 7 (2026-02-04, lab/x): total_tokens is '5.5', but exact token counts have",
        ),
        (("2026-02-04", "lab/x", "9223372036854775808"), "is '9223372036854775808', which is over 2^63-1"),
        (("2026-02-04", "lab/x", "9" * 5000), "which is over 2^63-1"),
        (("2026-02-04", "lab/x", ""), "total_tokens is '', which is not a whole number"),
        (("2026-02-04", "lab/x", "1e9"), "total_tokens is '1e9', which is not a whole number"),
        (("2026-02-04", "lab/x", " 5"), "total_tokens is ' 5', which is not a whole number"),
        (("2026-02-04", "lab/x", "1_000"), "which is not a whole number"),
        (("2026-02-04", "lab/x", "٣"), "which is not a whole number"),
        (("2026-02-04", "", "5"), "row 7 (2026-02-04, ): model_permaslug is empty"),
        (("2026-02-04", "  ", "5"), "model_permaslug is empty"),
        (
            ("2026-02-04", "lab/\u202ex", "5"),
            "row 7 (2026-02-04, 'lab/\\u202ex'): model_permaslug is over 300 characters",
        ),
        (("2026-02-04", "lab/\x1b[2J", "5"), "holds one that cannot be shown"),
        (("2026-02-04", "other:free", "5"), "row 7 (2026-02-04, other:free): 'other' has no variants"),
        (("2026-02-04", "x" * 301, "5"), "model_permaslug is over 300 characters"),
        (("2026-02-30", "lab/x", "5"), "row 7 (2026-02-30, lab/x): the date is not a day written YYYY-MM-DD"),
        (("20260204", "lab/x", "5"), "row 7 (20260204, lab/x): the date is not a day"),
        (("2026-02-04T00:00:00", "lab/x", "5"), "the date is not a day"),
        (("2026-02-04\n", "lab/x", "5"), "the date is not a day"),
        (("0000-02-04", "lab/x", "5"), "the date is not a day"),
        (("2026-02-05", "lab/x", "800"), "row 7 (2026-02-05, lab/x): the date lies outside 2026-02-02..2026-02-04"),
        (("2026-02-01", "lab/x", "800"), "row 7 (2026-02-01, lab/x): the date lies outside 2026-02-02..2026-02-04"),
        (
            ("2026-02-04", "lab/a-20260101", "5"),
            "row 7 (2026-02-04, lab/a-20260101): this day already has a row of that",
        ),
        (("2026-02-02", "lab/x", "5"), "row 3 (2026-02-02, other): 'other' must be the last row of its day"),
        (("2026-02-03", "other", "5"), "row 7 (2026-02-03, other): this day already has a row of that name"),
    ],
)
def test_a_bad_row_is_named_in_the_refusal(row: tuple[Any, Any, Any], sentence: str) -> None:
    with pytest.raises(AnswerRefused) as refused:
        believed([*ROWS, row])
    assert sentence in str(refused.value)
    assert "kept in landing/rejected" in str(refused.value)
    assert len(str(refused.value)) < 400


def test_a_missing_field_is_named_with_its_row() -> None:
    body = payload()
    del body["data"][3]["total_tokens"]
    with pytest.raises(AnswerRefused, match=r"row 4 \(2026-02-03, lab/b:free\): total_tokens is missing"):
        judge(answer(json.dumps(body).encode()))


def test_a_refusal_names_the_answer_as_its_file_is_named() -> None:
    refused = ranking([])
    with pytest.raises(AnswerRefused, match=f"^The rankings-daily answer {refused.sha256[:12]} was refused: "):
        judge(refused)


def test_a_wholly_empty_answer_is_refused() -> None:
    with pytest.raises(AnswerRefused, match="holds no row at all"):
        believed([])


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (json.dumps(payload()).encode()[:-100], "not whole JSON (EOF while parsing"),
        (b"", "not whole JSON"),
        (b"<html>", "not whole JSON"),
        (b"\xff\xfe{}", "not whole JSON"),
        (b"[" * 5000, "not whole JSON"),
        (b"[]", "the answer: input should be"),
        (b"{}", "data: field required"),
        (b'{"data": null}', "data: input should be a valid array"),
        (b'{"data": [7]}', "data.0: input should be"),
        (b'{"data": {"rows": []}}', "data: input should be a valid array"),
    ],
)
def test_a_body_that_is_no_ranking_is_refused(body: bytes, sentence: str) -> None:
    with pytest.raises(AnswerRefused) as refused:
        judge(answer(body))
    assert sentence in str(refused.value)


@pytest.mark.parametrize(
    ("meta", "sentence"),
    [
        ({**META, "version": "v2"}, "meta.version is v2, but this program knows only v1"),
        ({**META, "as_of": "yesterday"}, "meta.as_of"),
        ({**META, "as_of": "0001-01-01T00:00:00+14:00"}, "it cannot be read (date value out of range)"),
        ({**META, "as_of": "2026-02-05T02:00:00"}, "meta.as_of: input should have timezone info"),
        ({**META, "end_date": "2026-02-01"}, "its window ends on 2026-02-01, before it starts on 2026-02-02"),
        ({"as_of": META["as_of"], "version": "v1"}, "meta.start_date: field required"),
        ({key: META[key] for key in ("as_of", "start_date", "end_date")}, "meta.version: field required"),
    ],
)
def test_a_meta_that_cannot_be_believed_is_refused(meta: dict[str, Any], sentence: str) -> None:
    with pytest.raises(AnswerRefused) as refused:
        believed(meta=meta)
    assert sentence in str(refused.value)


def test_a_newer_version_is_told_apart_even_when_its_rows_have_another_shape() -> None:
    with pytest.raises(AnswerRefused, match=r"meta\.version is v2"):
        judge(answer(b'{"data": [{"day": 1}], "meta": {"version": "v2"}}'))


def _read(parser: Callable[[bytes], tuple[pl.DataFrame, object]], body: bytes) -> object:
    try:
        text, meta = parser(body)
        return text.rows(), meta
    except ValidationError as error:
        return error.errors(include_url=False, include_input=False)


TWICE = (
    b'{"data": [{"date": "2026-02-02", "date": "2026-02-03", "model_permaslug": "a", "total_tokens": "1"}],'
    b' "meta": {"as_of": "2026-02-05T02:00:00Z", "version": "v1", "version": "v1", "start_date": "2026-02-02",'
    b' "end_date": "2026-02-04"}, "data": [{"date": "2026-02-04", "model_permaslug": "a", "total_tokens": "1"}]}'
)


@pytest.mark.parametrize(
    "body",
    [
        json.dumps(payload()).encode(),
        json.dumps(payload(meta=None)).encode(),
        json.dumps({**payload(), "meta": None, "note": [float("nan"), 10**30, {"data": []}]}).encode(),
        json.dumps({**payload(), "meta": {**META, "as_of": 1770256800}}).encode(),
        json.dumps({**payload(), "meta": {**META, "start_date": 20000, "more": 1}}).encode(),
        json.dumps({**payload(), "meta": [META]}).encode(),
        json.dumps({**payload(), "meta": "v1"}).encode(),
        json.dumps({"data": [*payload()["data"], ["2026-02-04", "a", "1"]]}).encode(),
        json.dumps({"data": [*payload()["data"], {}, 7, "row", None]}).encode(),
        json.dumps({"data": {}}).encode(),
        json.dumps({"data": "date"}).encode(),
        json.dumps({"data": []}).encode(),
        json.dumps(payload([("2026-02-04", "a\ud800b", "1")])).encode(),
        json.dumps(payload([("2026-02-04", True, None), (1.5, "a", 10**40)])).encode(),
        TWICE,
        b'["data"]',
        b"null",
        b'{"data": [',
        b"\xef\xbb\xbf{}",
    ],
)
def test_columns_are_what_a_reading_row_by_row_gives_and_refused_in_the_same_words(body: bytes) -> None:
    assert _read(parse, body) == _read(parse_strictly, body)


def test_additions_the_contract_allows_are_accepted() -> None:
    body = payload([*ROWS, ("2026-02-04", "lab/new:brand-new-variant", "0")])
    body["data"][0]["request_count"] = 3
    body["meta"]["period"] = "day"
    body["note"] = "hello"
    assert isinstance(judge(answer(json.dumps(body).encode())), Rankings)


def test_two_thousand_models_a_day_before_2025_are_accepted() -> None:
    rows = [(f"2024-12-{day:02}", f"lab/m{n}", str(5000 - n)) for day in (30, 31) for n in range(2000)]
    judged = believed(rows, {**META, "start_date": "2024-12-30", "end_date": "2024-12-31"})
    assert judged.rows.height == 4000


def test_token_counts_are_exact_up_to_the_largest_the_warehouse_can_hold() -> None:
    largest = 2**63 - 1
    rows = [(str(FIRST + timedelta(days=n)), "lab/a", str(largest - n)) for n in range(3)]
    assert believed(rows).rows["token_count"].to_list() == [largest, largest - 1, largest - 2]


def test_a_day_that_totals_more_than_64_bits_hold_is_summed_exactly() -> None:
    largest = 2**63 - 1
    rows = [("2026-02-03", "lab/a", "7"), ("2026-02-02", "lab/a", str(largest)), ("2026-02-02", "lab/b", str(largest))]
    judged = believed([rows[0], ("2026-02-03", "lab/b", str(largest)), *rows[1:]])
    assert day_totals(judged.rows) == {date(2026, 2, 2): 2 * largest, date(2026, 2, 3): largest + 7}


def test_judging_does_not_depend_on_when_or_how_often_it_is_done() -> None:
    assert told(believed()) == told(believed())


def test_sixty_thousand_rows_are_judged_in_well_under_a_second() -> None:
    rows = [(str(FIRST + timedelta(days=d)), f"lab/m{m}", str(10**12 - m)) for d in range(300) for m in range(200)]
    body = ranking(rows, wide())
    started = time.perf_counter()
    assert isinstance(judge(body), Rankings)
    assert time.perf_counter() - started < 1.0  # measured 0.11 s; a row-by-row model takes 0.4 s and more


def test_a_time_of_the_figures_up_to_a_day_after_the_fetch_is_believed_and_a_later_one_is_not() -> None:
    day_later = FETCHED + timedelta(days=1)
    assert believed(ROWS, {**META, "as_of": day_later.isoformat()}).as_of == day_later
    with pytest.raises(AnswerRefused, match="lies more than a day after it was fetched"):
        believed(ROWS, {**META, "as_of": (day_later + timedelta(seconds=1)).isoformat()})


def test_an_answer_of_exactly_the_days_asked_for_is_believed() -> None:
    assert believed(start_date="2026-02-02", end_date="2026-02-04").rows.height == len(ROWS)


def test_weeks_that_nobody_asked_for_are_refused_as_days_are() -> None:
    weeks = [("2026-02-02", "lab/a", "5"), ("2026-02-09", "lab/a", "6")]
    meta = {**META, "start_date": "2026-02-02", "end_date": "2026-02-15"}
    assert believed(weeks, meta, period="week", start_date="2026-02-02", end_date="2026-02-15").rows.height == 2
    with pytest.raises(AnswerRefused, match=r"covers 2026-02-02\.\.2026-02-15, but 2026-02-09\.\.2026-02-15"):
        believed(weeks, meta, period="week", start_date="2026-02-09", end_date="2026-02-15")
