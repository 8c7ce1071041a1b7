"""Contracts of schema `mart`: prices, spend and the reconciliation with the API's own weeks."""

from orpipeline.contracts.table import Table

TABLES: tuple[Table, ...] = ()
