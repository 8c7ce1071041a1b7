"""The thin Dagster ring: each asset reads, calls one pure function, writes and reports what it did."""

import warnings

import dagster as dg

# One run for a range of months is what we want, and Dagster still calls the policy beta.
warnings.filterwarnings("ignore", message="Parameter `backfill_policy`", category=dg.BetaWarning)
