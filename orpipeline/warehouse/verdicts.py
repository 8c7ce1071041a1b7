"""Which verdicts differ from what readers see: the private file's claims beside those of the published one."""

from dataclasses import dataclass
from pathlib import Path

import duckdb

from orpipeline.warehouse.connection import connect_read_only


@dataclass(frozen=True)
class VerdictChange:
    """A claim that both files judge, and its two verdicts."""

    claim_id: str
    before: str
    after: str

    @property
    def sentence(self) -> str:
        """For logs and the check."""
        return f"claim {self.claim_id} was {self.before} and is {self.after}"


def changed_verdicts(con: duckdb.DuckDBPyConnection, published: Path) -> list[VerdictChange]:
    """Claims of `con` whose verdict is another one in the file at `published`, by id.

    New and dropped claims are no changes; without a readable published file with claims there is none.
    """
    before = _published_verdicts(published)
    rows = con.sql("select claim_id, verdict from mart.claims order by claim_id").fetchall()
    return [
        VerdictChange(claim_id, before[claim_id], verdict)
        for claim_id, verdict in rows
        if before.get(claim_id, verdict) != verdict
    ]


def _published_verdicts(published: Path) -> dict[str, str]:
    if not published.exists():
        return {}
    try:
        with connect_read_only(published) as con:
            return dict(con.sql("select claim_id, verdict from claims").fetchall())
    except (duckdb.Error, RuntimeError):
        # Made before there were claims, or damaged: nothing to compare with, and the run replaces it.
        return {}
