"""The jobs: `update` asks the source and does everything after; `rebuild` does everything after, from landing alone."""

from collections.abc import Sequence
from typing import Any

import dagster as dg

from orpipeline.answer import Window
from orpipeline.assets import report
from orpipeline.assets.partitions import to_text

UPDATE, REBUILD = "update", "rebuild"


def jobs() -> list[Any]:
    """Both jobs, as the web UI lists them."""
    everything = dg.AssetSelection.all()
    return [
        dg.define_asset_job(UPDATE, everything, description="Ask the source, compute everything, publish."),
        dg.define_asset_job(
            REBUILD,
            everything - dg.AssetSelection.groups(report.INGEST),
            config=rebuild_config(from_scratch=True),
            description="Make the warehouse and the published file again from landing, with no network.",
        ),
    ]


def update_config(windows: Sequence[Window]) -> dict[str, Any]:
    """Run configuration that names the exact days."""
    return {"ops": {"rankings_daily": {"config": {"windows": to_text(windows)}}}}


def rebuild_config(*, from_scratch: bool) -> dict[str, Any]:
    """Run configuration of a rebuild; `from_scratch` reads all of landing again."""
    return {"ops": {"load_landing": {"config": {"from_scratch": from_scratch}}}}
