"""What reporting held days as partitions costs: 690 daily against 23 monthly materializations in one in-process run.

python -m benchmarks.partitions

Prints seconds of the run and of one without partitions, so that the difference is the cost of the reports. The numbers behind
the choice in orpipeline/assets/partitions.py.
"""

import logging
import tempfile
import time
import warnings

import dagster as dg

from orpipeline_tests.runs import NO_TELEMETRY

RANGE = ("dagster/asset_partition_range_start", "dagster/asset_partition_range_end")


def seconds(partitions: dg.PartitionsDefinition | None) -> float:
    """Wall seconds of one run that materializes every partition of an asset that does nothing."""

    @dg.asset(partitions_def=partitions, backfill_policy=dg.BackfillPolicy.single_run() if partitions else None)
    def held() -> dg.MaterializeResult:
        return dg.MaterializeResult()

    keys = partitions.get_partition_keys() if partitions else []
    tags = dict(zip(RANGE, (keys[0], keys[-1]), strict=True)) if keys else {}
    definitions = dg.Definitions(assets=[held], jobs=[dg.define_asset_job("all")], executor=dg.in_process_executor)
    with (
        tempfile.TemporaryDirectory() as folder,
        dg.DagsterInstance.local_temp(folder, overrides=NO_TELEMETRY) as instance,
    ):
        start = time.perf_counter()
        definitions.resolve_job_def("all").execute_in_process(instance=instance, tags=tags)
        return time.perf_counter() - start


def main() -> None:
    """Print the three times and the two ratios."""
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    daily = dg.DailyPartitionsDefinition(start_date="2025-01-01", end_date="2026-11-22")
    monthly = dg.MonthlyPartitionsDefinition(start_date="2025-01-01", end_date="2026-12-01")
    seconds(None)  # the first run pays for what is loaded once
    none, by_month, by_day = seconds(None), seconds(monthly), seconds(daily)
    print(f"no partitions  {none:6.2f} s")
    print(f"23 months      {by_month:6.2f} s  {by_month / none:5.1f} times")
    print(f"690 days       {by_day:6.2f} s  {by_day / none:5.1f} times")


if __name__ == "__main__":
    main()
