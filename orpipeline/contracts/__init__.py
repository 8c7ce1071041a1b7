"""One contract a table, used by transforms, warehouse, Dagster and docs alike. Each part of the house has a module."""

from orpipeline.contracts import analysis, core, judgement, mart, money, raw
from orpipeline.contracts.table import Column, Table

TABLES: tuple[Table, ...] = (
    *raw.TABLES,
    *core.TABLES,
    *mart.TABLES,
    *analysis.TABLES,
    *money.TABLES,
    *judgement.TABLES,
)

__all__ = ["TABLES", "Column", "Table", "analysis", "core", "judgement", "mart", "money", "raw"]
