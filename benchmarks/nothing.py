"""The same graph of assets doing nothing: what Dagster itself costs for our keys, checks, ops and materializations.

python -m benchmarks.nothing HOME

The baseline of benchmarks/run.py: it runs in a process of its own, on the kind of instance that the command line uses.
"""

import logging
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg

from orpipeline.assets.partitions import month_tags
from orpipeline.cli import start
from orpipeline.definitions import build_defs, make_intake
from orpipeline.jobs.history import open_instance
from orpipeline.settings import Settings


def hollow(real: dg.AssetsDefinition) -> dg.AssetsDefinition:
    """An op with the specs, checks and partitions of `real`, that yields their results and does nothing else."""
    checks = list(real.check_specs)

    @dg.multi_asset(
        name=real.op.name,
        specs=[spec.replace_attributes(code_version=None) for spec in real.specs],
        check_specs=checks,
        partitions_def=real.partitions_def,
        backfill_policy=real.backfill_policy,
    )
    def nothing() -> Iterator[Any]:
        for spec in real.specs:
            yield dg.MaterializeResult(
                asset_key=spec.key, metadata={"dagster/row_count": 0, "preview": dg.MetadataValue.md("")}
            )
        for check in checks:
            yield dg.AssetCheckResult(passed=True, check_name=check.name, asset_key=check.asset_key)

    return nothing


def main(home: Path) -> None:
    """One run of the hollow graph over all months."""
    settings = Settings(home=home, source="api", api_key="none")
    intake = make_intake(settings)
    real = build_defs(settings, intake)
    assets = [hollow(a) if isinstance(a, dg.AssetsDefinition) and a.is_executable else a for a in real.assets or []]
    definitions = dg.Definitions(assets=assets, jobs=[dg.define_asset_job("update")], executor=dg.in_process_executor)
    with open_instance(settings) as instance:
        done = definitions.resolve_job_def("update").execute_in_process(
            instance=instance, tags=month_tags([intake.reach()]), run_config={}
        )
    print(f"{sum(event.is_step_materialization for event in done.all_events)} materializations")


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    start(lambda: main(Path(sys.argv[1])))  # as the command does, so that only the work differs
