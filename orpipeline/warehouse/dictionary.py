"""The data dictionary: what every view and macro of a finished file says of itself, as data and as Markdown.

`python -m orpipeline.warehouse.dictionary > docs/views.md` writes the page that users read, from the published file of
`ORPIPELINE_HOME`.
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import duckdb

from orpipeline.settings import Settings
from orpipeline.warehouse.readers import open_published

_EXAMPLE = re.compile(r"select \* from \w+\(.*\)")
_UNIT = re.compile(r"\bUnit: ([^.]+)\.?$")
_HEAD = """# The views

Everything below is the public surface of `orpipeline.duckdb`: views and table macros of schema `main`. The text comes
from the comments inside the file, so `duckdb_columns()`, `duckdb_views()` and this page always agree. How the figures are
made, and what they cannot say: [method.md](method.md).

All days and times are UTC. Token counts are exact integers (`BIGINT`); shares are `DOUBLE` from 0 to 1. `null` means
"not known" or "does not apply", never zero.

Weekly views hold up to three ways of cutting weeks (`week_convention`), three ways of counting variants
(`variant_policy`) and weeks that are not over (`status = 'partial'`): filter on all three where a view has them, or the
same tokens are counted more than once. Rolling weeks overlap each other, so never add them up; where a view has `n`,
`strictness` or other settings, each has rows of its own.
"""


@dataclass(frozen=True)
class Column:
    """One column of a view: DuckDB's type and the comment, which names the unit."""

    name: str
    type: str
    comment: str

    @property
    def unit(self) -> str | None:
        """The unit that ends the comment (`... Unit: tokens.`), if it names one."""
        found = _UNIT.search(self.comment)
        return found.group(1) if found else None


@dataclass(frozen=True)
class Described:
    """One view with its columns, or one table macro with the columns of its example."""

    name: str
    comment: str
    columns: tuple[Column, ...]
    parameters: tuple[str, ...] = ()


def described_views(con: duckdb.DuckDBPyConnection) -> list[Described]:
    """All views of schema `main` by name, with their columns in the order of the view."""
    columns: dict[str, list[Column]] = {}
    rows = con.sql(
        """
        select table_name, column_name, data_type, coalesce(comment, '') from duckdb_columns()
        where schema_name = 'main' and not internal order by table_name, column_index
        """
    ).fetchall()
    for view, *column in rows:
        columns.setdefault(view, []).append(Column(*column))
    views = con.sql(
        """
        select view_name, coalesce(comment, '') from duckdb_views()
        where schema_name = 'main' and not internal order by view_name
        """
    ).fetchall()
    return [Described(name, comment, tuple(columns[name])) for name, comment in views]


def described_macros(con: duckdb.DuckDBPyConnection) -> list[Described]:
    """All table macros of schema `main` by name; the columns are those of the example in the macro's comment."""
    rows = con.sql(
        """
        select function_name, coalesce(comment, ''), parameters from duckdb_functions()
        where function_type = 'table_macro' and schema_name = 'main' and not internal order by function_name
        """
    ).fetchall()
    return [
        Described(name, comment, tuple(_example_columns(con, comment)), tuple(names)) for name, comment, names in rows
    ]


def _example_columns(con: duckdb.DuckDBPyConnection, comment: str) -> Iterator[Column]:
    found = _EXAMPLE.search(comment)
    if found:
        for name, kind, *_ in con.sql(f"describe {found.group()}").fetchall():
            yield Column(name, kind, "")


def markdown(con: duckdb.DuckDBPyConnection) -> str:
    """The whole page `docs/views.md`."""
    views, macros = described_views(con), described_macros(con)
    parts = [_HEAD, _index(views), *(_view(view) for view in views), _macros(macros)]
    return "\n".join(parts)


def _index(views: list[Described]) -> str:
    rows = "\n".join(f"| [`{view.name}`](#{view.name}) | {_cell(view.comment)} |" for view in views)
    return f"| view | what it holds |\n|---|---|\n{rows}\n"


def _view(view: Described) -> str:
    rows = "\n".join(f"| `{c.name}` | {c.type} | {_cell(c.comment)} |" for c in view.columns)
    return f"## {view.name}\n\n{view.comment}\n\n| column | type | meaning |\n|---|---|---|\n{rows}\n"


def _macros(macros: list[Described]) -> str:
    lines = ["## Table macros\n", "Views with arguments: call them in `from` as a table.\n"]
    for macro in macros:
        text, example = _EXAMPLE.sub("", macro.comment).rstrip(" :."), _EXAMPLE.search(macro.comment)
        lines.append(f"### {macro.name}({', '.join(macro.parameters)})\n\n{text}.\n")
        if example:
            lines.append(f"```sql\n{example.group()}\n```\n")
        lines.append(f"Columns: {', '.join(f'`{c.name}`' for c in macro.columns)}.\n")
    return "\n".join(lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    with open_published(Settings.from_env().published) as published:
        sys.stdout.write(markdown(published))
