"""How long each view of a published file takes to read whole, every row and column.

python -m benchmarks.views HOME
"""

import sys
from pathlib import Path

from benchmarks.measure import seconds_of
from orpipeline.settings import Settings
from orpipeline.warehouse.dictionary import described_views
from orpipeline.warehouse.readers import open_published


def view_seconds(published: Path) -> list[tuple[str, int, float]]:
    """Name, rows and median seconds of each view, the slowest first."""
    with open_published(published) as con:
        timed = [
            (
                view.name,
                con.sql(f"from {view.name}").pl().height,
                # Into a frame: counting alone would let DuckDB skip the columns.
                seconds_of(lambda name=view.name: con.sql(f"from {name}").pl()),  # type: ignore[misc]
            )
            for view in described_views(con)
        ]
    return sorted(timed, key=lambda row: -row[2])


if __name__ == "__main__":
    for name, rows, seconds in view_seconds(Settings(home=Path(sys.argv[1])).published):
        print(f"| `{name}` | {rows} | {seconds * 1000:.0f} |")
