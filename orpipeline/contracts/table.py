"""What a table is: columns with type, unit and description, and a key. DDL, comments and polars schema all come from here."""

from dataclasses import dataclass
from typing import Literal

import polars as pl

SqlType = Literal["boolean", "bigint", "double", "varchar", "date", "timestamp"]

_POLARS: dict[SqlType, pl.DataType] = {
    "boolean": pl.Boolean(),
    "bigint": pl.Int64(),
    "double": pl.Float64(),
    "varchar": pl.String(),
    "date": pl.Date(),
    "timestamp": pl.Datetime("us"),
}


@dataclass(frozen=True)
class Column:
    """One column. `timestamp` is UTC without a zone; `unit` is said in the comment where a number has one."""

    name: str
    type: SqlType
    description: str
    unit: str = ""
    nullable: bool = False

    @property
    def polars(self) -> pl.DataType:
        """The polars type that equals the SQL type."""
        return _POLARS[self.type]

    @property
    def comment(self) -> str:
        """Description with the unit behind it, as it stands in the database and the docs."""
        return f"{self.description} Unit: {self.unit}." if self.unit else self.description

    def optional(self) -> "Column":
        """The same column where it may be null."""
        return Column(self.name, self.type, self.description, self.unit, nullable=True)


@dataclass(frozen=True)
class Table:
    """One stored table: `schema.name`, what a row is, where it comes from, its columns and its primary key."""

    schema: str
    name: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]

    @property
    def full_name(self) -> str:
        """`schema.name`, as SQL writes it."""
        return f"{self.schema}.{self.name}"

    @property
    def polars_schema(self) -> pl.Schema:
        """Names and polars types, in order."""
        return pl.Schema({column.name: column.polars for column in self.columns})

    def ddl(self) -> str:
        """`create table` with types and nullability."""
        lines = [f"{c.name} {c.type}{'' if c.nullable else ' not null'}" for c in self.columns]
        return f"create table {self.full_name} ({', '.join(lines)})"

    def comments(self) -> list[str]:
        """One `comment on` statement for the table and one a column."""
        table = f"comment on table {self.full_name} is {quoted(self.description)}"
        return [table] + [f"comment on column {self.full_name}.{c.name} is {quoted(c.comment)}" for c in self.columns]

    def conform(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """The last step of a transform: exactly these columns and types, sorted by the key; else polars' SchemaError."""
        return self.shape(frame).sort(self.key)

    def shape(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """`conform` for rows that are in the order of the key."""
        return frame.select(column.name for column in self.columns).match_to_schema(self.polars_schema)


def quoted(text: str) -> str:
    """A SQL string literal."""
    return "'" + text.replace("'", "''") + "'"
