"""The judge against real bodies that others fetched. ORPIPELINE_HISTORY names their folder; they are not shipped."""

import gzip
import hashlib
import json
import os
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from orpipeline.answer import Answer
from orpipeline.errors import AnswerRefused
from orpipeline.landing import Store
from orpipeline.openrouter.judge import Catalogue, Manifest, Rankings, judge
from orpipeline.openrouter.rows import day_totals
from orpipeline_tests.openrouter.make import answer

HISTORY = os.environ.get("ORPIPELINE_HISTORY")
pytestmark = pytest.mark.skipif(
    not HISTORY, reason="ORPIPELINE_HISTORY does not name the folder of real historic answers"
)
ROOT = Path(HISTORY or ".")
RAW = ROOT / "rankings-daily" / "raw"
# When the bodies were fetched is not known; after all of them, at least, because no answer is from the future.
FETCHED = datetime(2026, 12, 1, tzinfo=UTC)


def fetched(body: Answer) -> Answer:
    return replace(body, fetched_at=FETCHED)


def ranking(path: Path) -> Rankings:
    judged = judge(fetched(answer(path.read_bytes())))
    assert isinstance(judged, Rankings)
    return judged


def test_real_api_answers_with_meta_are_believed() -> None:
    paths = sorted((RAW / "llm-carbon-index").glob("asof_*.json"))
    assert len(paths) == 5
    for path in paths:
        judged = ranking(path)
        assert (judged.rows.height, judged.is_as_of_fetched) == (1530, False)
        assert judged.as_of.strftime("asof_%Y-%m-%dT%H%M%SZ") == path.stem
        assert (judged.window.end - judged.window.start).days == 29


def test_one_night_s_three_readings_differ_in_the_newest_day_only() -> None:
    readings = [ranking(path) for path in sorted((RAW / "llm-carbon-index").glob("asof_2026-06-19*.json"))]
    totals = [day_totals(reading.rows) for reading in readings]
    assert len({total[date(2026, 6, 18)] for total in totals}) == 3
    assert all(len({total[day] for total in totals}) == 1 for day in totals[0] if day != date(2026, 6, 18))


@pytest.mark.parametrize(
    "path", ["llm-carbon-index/no-meta_2026-06-14.json", "llm-market-data/2026-10-01.json"], ids=["no-meta", "pickmiu"]
)
def test_real_answers_without_meta_take_the_time_of_fetching(path: str) -> None:
    judged = ranking(RAW / path)
    assert (judged.as_of, judged.is_as_of_fetched, judged.rows.height) == (FETCHED, True, 51)
    assert judged.window.start == judged.window.end


def test_derived_shapes_are_refused_and_not_guessed_at() -> None:
    derived = [*(RAW / "ai-tracker").iterdir(), *(RAW / "compute-and-llm-dashboard").iterdir()]
    for path in [*derived, *(ROOT / "bad-inputs").iterdir()]:
        with pytest.raises(AnswerRefused, match="data: field required"):
            judge(answer(path.read_bytes()))


def test_the_real_manifest_is_believed_and_its_sample_csv_is_not_the_file_it_names() -> None:
    manifest = judge(answer((RAW / "exports" / "rankings-daily-manifest.json").read_bytes(), "export-manifest"))
    assert isinstance(manifest, Manifest)
    assert (manifest.snapshot_date, manifest.row_count) == (date(2026, 10, 8), 1530)
    body = (RAW / "exports" / "rankings-daily-sample.csv").read_bytes()
    said = {
        "retrieved_at": manifest.as_of.isoformat(),
        "snapshot_date": str(manifest.snapshot_date),
        "row_count": str(manifest.row_count),
        "sha256": manifest.csv_sha256,
    }
    with pytest.raises(AnswerRefused, match="sha256"):
        judge(fetched(answer(body, "export-csv", "export", said)))
    own = {**said, "sha256": hashlib.sha256(body).hexdigest(), "row_count": "153"}
    judged = judge(fetched(answer(body, "export-csv", "export", own)))
    assert isinstance(judged, Rankings)
    assert sorted(set(judged.rows["day"])) == [date(2026, 9, 30), date(2026, 10, 1), date(2026, 10, 7)]


def test_real_catalogues_of_five_dates_are_believed() -> None:
    paths = sorted((ROOT / "models-catalogue" / "raw").glob("*.json.gz"))
    counts = []
    for path in paths:
        judged = judge(answer(gzip.decompress(path.read_bytes()), "models"))
        assert isinstance(judged, Catalogue)
        counts.append(len(judged.models))
        assert all(model.prompt_price is not None for model in judged.models)
        assert not any(model.hugging_face_id == "" for model in judged.models)
    assert counts == [151, 349, 425, 457, 400]


def test_real_bodies_land_and_come_back_unchanged(tmp_path: Path) -> None:
    store = Store(tmp_path)
    for path in RAW.rglob("*.json"):
        body = path.read_bytes()
        assert store.get(store.put(answer(body))).body == body
        assert json.loads(body)
