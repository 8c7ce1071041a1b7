"""Pure polars functions from core to mart frames: no database, no network, no Dagster, no clock."""
