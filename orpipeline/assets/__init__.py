"""The thin Dagster ring: each asset reads, calls one pure function, writes and reports what it did."""

import warnings

import dagster as dg

# One run for a range of months and links to the source are what we want, and Dagster still calls both beta.
for said in (
    "Parameter `backfill_policy`",
    "Class `LocalFileCodeReference`",
    "Class `CodeReferencesMetadataValue`",
    "Function `with_source_code_references`",
):
    warnings.filterwarnings("ignore", message=said, category=dg.BetaWarning)
