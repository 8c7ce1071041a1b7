"""Contracts of schema `mart`: sensitivity and the claim ledger."""

from orpipeline.contracts.table import Table

TABLES: tuple[Table, ...] = ()
