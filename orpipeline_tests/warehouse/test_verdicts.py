"""Which verdicts differ from those that readers see."""

from contextlib import AbstractContextManager
from pathlib import Path

import duckdb
import pytest

from orpipeline.contracts import judgement
from orpipeline.warehouse.connection import connect
from orpipeline.warehouse.verdicts import VerdictChange, changed_verdicts
from orpipeline_tests.analysis_database import database
from orpipeline_tests.analysis_frames import frame


def warehouse(path: Path, **verdicts: str) -> AbstractContextManager[duckdb.DuckDBPyConnection]:
    rows: list[dict[str, object]] = [{"claim_id": name, "verdict": verdict} for name, verdict in verdicts.items()]
    return database(path, {judgement.CLAIMS: frame(judgement.CLAIMS, rows)})


def test_a_verdict_that_is_not_the_published_one_is_named_and_the_others_are_not(tmp_path: Path) -> None:
    published = tmp_path / "published.duckdb"
    with warehouse(published, A1="fragile", A2="refuted", gone="supported"):
        pass
    with warehouse(tmp_path / "private.duckdb", A1="supported", A2="refuted", new="refuted") as con:
        changes = changed_verdicts(con, published)
    assert changes == [VerdictChange("A1", "fragile", "supported")]
    assert changes[0].sentence == "claim A1 was fragile and is supported"


def test_changes_come_in_the_order_of_their_claims(tmp_path: Path) -> None:
    published = tmp_path / "published.duckdb"
    with warehouse(published, B1="fragile", A1="fragile"):
        pass
    with warehouse(tmp_path / "private.duckdb", B1="refuted", A1="supported") as con:
        assert [change.claim_id for change in changed_verdicts(con, published)] == ["A1", "B1"]


def test_the_same_verdicts_again_are_no_change(tmp_path: Path) -> None:
    published = tmp_path / "published.duckdb"
    with warehouse(published, A1="fragile"):
        pass
    with warehouse(tmp_path / "private.duckdb", A1="fragile") as con:
        assert changed_verdicts(con, published) == []


@pytest.mark.parametrize("there", ["nothing", "no claims", "no database"])
def test_without_published_claims_there_is_nothing_to_compare(tmp_path: Path, there: str) -> None:
    published = tmp_path / "published.duckdb"
    if there == "no claims":
        connect(published).close()
    if there == "no database":
        published.write_text("not a database")
    with warehouse(tmp_path / "private.duckdb", A1="fragile") as con:
        assert changed_verdicts(con, published) == []
