"""The jobs: `update` asks the source and does everything after; `rebuild` does everything after, from landing alone."""

from collections.abc import Sequence
from typing import Any

import dagster as dg

from orpipeline.answer import Window
from orpipeline.assets import report
from orpipeline.assets.partitions import month_tags, to_text

UPDATE, REBUILD = "update", "rebuild"


def jobs() -> list[Any]:
    """Both jobs, as the web UI lists them."""
    everything = dg.AssetSelection.all()
    return [
        dg.define_asset_job(UPDATE, everything, description="Ask the source, compute everything, publish."),
        dg.define_asset_job(
            REBUILD,
            everything - dg.AssetSelection.groups(report.INGEST),
            config=rebuild_config(),
            description="Make the warehouse and the published file again from landing, with no network.",
        ),
    ]


def update_config(windows: Sequence[Window]) -> dict[str, Any]:
    """Run configuration that names the exact days."""
    return {"ops": {"rankings_daily": {"config": {"windows": to_text(windows)}}}}


def update_tags(windows: Sequence[Window]) -> dict[str, str]:
    """Run tags that select the months of these days."""
    return month_tags(windows)


def rebuild_config() -> dict[str, Any]:
    """Run configuration that reads all of landing again."""
    return {"ops": {"load_landing": {"config": {"from_scratch": True}}}}
