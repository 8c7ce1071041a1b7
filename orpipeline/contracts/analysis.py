"""Contracts of schema `mart`: charts, spells, labs, countries, concentration, lifecycles, growth."""

from orpipeline.contracts.table import Table

TABLES: tuple[Table, ...] = ()
