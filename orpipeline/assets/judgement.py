"""The steps for sensitivity and the claim ledger, and the check that tells when a verdict changes."""

import dagster as dg
import polars as pl

from orpipeline.assets import report
from orpipeline.assets.step import Step, catalogue
from orpipeline.contracts import core, judgement, mart, raw
from orpipeline.registry.claims import Claim, load_claims
from orpipeline.transforms import claims, sensitivity
from orpipeline.transforms.charts import CHART_SIZE
from orpipeline.warehouse.private import Warehouse
from orpipeline.warehouse.verdicts import changed_verdicts

LEDGER = dg.AssetSpec(
    "registry_claims",
    group_name=report.INGEST,
    owners=report.OWNERS,
    kinds={"yaml"},
    description="The claim ledger's data: orpipeline/registry/claims.yaml and the file that ORPIPELINE_CLAIMS names.",
)


def _ledger(warehouse: Warehouse) -> list[Claim]:
    return load_claims(extra=warehouse.settings.claims_path)


def _sensitivity(warehouse: Warehouse) -> pl.LazyFrame:
    return sensitivity.open_top_five_sensitivity(
        warehouse.read(mart.WEEKLY_RANK, f"rank <= {sensitivity.TOP_N}"),
        warehouse.read(mart.PERIODS),
        warehouse.read(core.MODELS),
        warehouse.now(),
    )


def _claim_settings(warehouse: Warehouse) -> pl.LazyFrame:
    known = claims.facts(
        warehouse.read(mart.WEEKLY_RANK, f"rank <= {CHART_SIZE}", claims.RANKS),
        warehouse.read(core.DAILY_USAGE, columns=claims.USAGE),
        warehouse.read(mart.PERIODS),
        warehouse.read(core.MODELS),
        catalogue(warehouse),
        warehouse.now(),
    )
    return claims.claim_settings(_ledger(warehouse), known)


def _claims(warehouse: Warehouse) -> pl.LazyFrame:
    return claims.claims(_ledger(warehouse), warehouse.read(judgement.CLAIM_SETTINGS), warehouse.now())


_LEDGER_KEY = ("registry_claims",)

STEPS: tuple[Step, ...] = (
    Step(judgement.OPEN_TOP_FIVE_SENSITIVITY, (mart.WEEKLY_RANK, mart.PERIODS, core.MODELS), _sensitivity),
    Step(
        judgement.CLAIM_SETTINGS,
        (mart.WEEKLY_RANK, core.DAILY_USAGE, mart.PERIODS, core.MODELS, raw.CATALOGUE, raw.ANSWERS),
        _claim_settings,
        also_reads=_LEDGER_KEY,
    ),
    Step(judgement.CLAIMS, (judgement.CLAIM_SETTINGS,), _claims, also_reads=_LEDGER_KEY),
)


# Blocking, though a warning never blocks: so the check is over before the published file, which it reads, is replaced.
@dg.asset_check(
    asset=report.table_key(judgement.CLAIMS.full_name),
    name="verdict_changes",
    blocking=True,
    description="No claim's verdict differs from the one in the published file.",
)
def verdict_changes(warehouse: dg.ResourceParam[Warehouse]) -> dg.AssetCheckResult:
    """Warn of every claim whose verdict readers have not seen yet; the same data again change nothing."""
    changes = changed_verdicts(warehouse.con, warehouse.settings.published)
    return dg.AssetCheckResult(
        passed=not changes,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={
            "offending_rows": len(changes),
            "said": "; ".join(change.sentence for change in changes) or "no verdict changed",
        },
    )
