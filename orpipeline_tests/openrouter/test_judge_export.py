import hashlib
import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from orpipeline.answer import Window
from orpipeline.errors import AnswerRefused
from orpipeline.openrouter.judge import Manifest, Rankings, judge
from orpipeline_tests.openrouter.make import HEADER, ROWS, answer, csv_body, export

MANIFEST: dict[str, Any] = {
    "dataset": "rankings-daily",
    "schema_version": "v1",
    "snapshot_date": "2026-02-05",
    "retrieved_at": "2026-02-05T01:46:15.433Z",
    "row_count": 6,
    "files": {"csv": {"url": "https://openrouter.ai/x.csv", "sha256": "a" * 64, "bytes": 7}},
}


def manifest(**changes: Any) -> dict[str, Any]:
    return {**MANIFEST, **changes}


def test_the_csv_gives_the_same_rows_as_the_api_and_takes_its_time_from_the_manifest() -> None:
    judged = judge(export())
    assert isinstance(judged, Rankings)
    assert (judged.series, judged.is_as_of_fetched) == ("day", False)
    assert judged.as_of == datetime(2026, 2, 5, 1, 46, 15, 433000, tzinfo=UTC)
    assert judged.window == Window(date(2026, 2, 2), date(2026, 2, 4))
    assert [(day.isoformat(), slug, str(tokens)) for day, slug, tokens in judged.rows.iter_rows()] == ROWS


def test_further_columns_in_any_order_and_a_byte_order_mark_are_accepted() -> None:
    lines = ["total_tokens,note,date,model_permaslug", '5,"a, b",2026-02-04,lab/a', "3,,2026-02-04,other"]
    judged = judge(export(b"\xef\xbb\xbf" + "".join(line + "\r\n" for line in lines).encode()))
    assert isinstance(judged, Rankings)
    assert judged.rows["token_count"].to_list() == [5, 3]


@pytest.mark.parametrize(
    ("bad", "sentence"),
    [
        (export(sha256="b" * 64), "but the manifest says bbbb"),
        (export(csv_body()[:-20], sha256=hashlib.sha256(csv_body()).hexdigest()), "its sha256 is"),
        (export(row_count="7"), "it holds 6 rows, but the manifest says 7"),
        (export(row_count="5"), "it holds 6 rows, but the manifest says 5"),
        (export(b""), "header lacks date, model_permaslug, total_tokens"),
        (export(csv_body(header=HEADER.replace("total_", ""))), "header lacks total_tokens"),
        (export(csv_body() + b"2026-02-04,lab/c\r\n"), "row 7 (2026-02-04,lab/c): 2 cells, but the header names 5"),
        (export(csv_body() + b"2026-02-04,lab/c,1,5,0.5,6\r\n"), "row 7 (2026-02-04,lab/c,1,5,0.5,6): 6 cells"),
        (export(csv_body([])), "holds no row at all"),
        (export(csv_body([("2026-02-04", "lab/a", "5.0")])), "row 1 (2026-02-04, lab/a): total_tokens is '5.0'"),
        (export(csv_body([("2026-02-05", "lab/a", "5")])), "the date lies outside 2026-01-06..2026-02-04"),
        (export(csv_body([("2026-01-05", "lab/a", "5")])), "the date lies outside 2026-01-06..2026-02-04"),
        (export(b'date,model_permaslug,total_tokens\r\n"x'), "it is not CSV in UTF-8"),
        (export(b"\xff\xfe"), "it is not CSV in UTF-8"),
        (answer(csv_body(), "export-csv", "export"), "does not carry the manifest's retrieved_at"),
    ],
)
def test_a_csv_that_breaks_a_rule_is_refused(bad: Any, sentence: str) -> None:
    with pytest.raises(AnswerRefused) as refused:
        judge(bad)
    assert sentence in str(refused.value)


def test_a_manifest_says_which_file_is_the_newest() -> None:
    said = judge(answer(json.dumps(MANIFEST).encode(), "export-manifest", "export"))
    assert isinstance(said, Manifest)
    assert (said.snapshot_date, said.row_count) == (date(2026, 2, 5), 6)
    assert (said.csv_url, said.csv_sha256) == ("https://openrouter.ai/x.csv", "a" * 64)


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (manifest(schema_version="v2"), "it is of rankings-daily v2, but only rankings-daily v1 is known"),
        (manifest(dataset="benchmark-runs"), "it is of benchmark-runs v1"),
        (manifest(files={}), "csv"),
        (manifest(files={"csv": {"url": "https://openrouter.ai/x.csv", "sha256": "A"}}), "sha256"),
        (manifest(retrieved_at="2026-02-05"), "retrieved_at"),
        ([], "the answer"),
        *(
            (manifest(files={"csv": {"url": url, "sha256": "a" * 64}}), "elsewhere than on openrouter.ai")
            for url in ("https://evil.example/x.csv", "file:///etc/passwd", "x.csv", "http://[::1/x.csv")
        ),
    ],
)
def test_a_manifest_that_cannot_be_believed_is_refused(body: Any, sentence: str) -> None:
    with pytest.raises(AnswerRefused) as refused:
        judge(answer(json.dumps(body).encode(), "export-manifest", "export"))
    assert sentence in str(refused.value)
