"""The SQL files of the project: views, macros and checks, found in a checkout and in the installed package alike."""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

_PACKAGE = Path(__file__).parents[1]
Node = dict[str, Any]  # of a parsed query
_QUERY = " as\n"  # what the view's query stands behind
_COMMENTS = "\ncomment on view"  # where the comments begin, after the query
_TEXT = r"\s+is\s+'((?:[^']|'')*)'"
_VIEW_COMMENT = re.compile(r"comment on view \w+" + _TEXT)
_OTHER_ROWS = {"WINDOW", "SUBQUERY"}
_COLUMN_COMMENT = re.compile(r"comment on column \w+\.(\w+)" + _TEXT)


@dataclass(frozen=True)
class View:
    """One view of schema `main`: its statements, what its query reads and does, its comment and those of its columns."""

    name: str
    sql: str
    reads: tuple[str, ...]
    hands_on: bool
    """Whether its rows are those of one stored table, all or some, in the table's own order. Any other view computes."""

    @property
    def query(self) -> str:
        """The `create view` statement alone."""
        return self.sql.partition(_COMMENTS)[0].strip()

    @property
    def comment(self) -> str:
        """What the view says of itself."""
        found = _VIEW_COMMENT.search(self.sql)
        return _unquoted(found.group(1)) if found else ""

    @property
    def columns(self) -> tuple[tuple[str, str], ...]:
        """Name and comment of each column, in the order of the file."""
        return tuple((name, _unquoted(text)) for name, text in _COLUMN_COMMENT.findall(self.sql))


@dataclass(frozen=True)
class Check:
    """One data check: `sql` returns the offending rows, `sentence` says what a row means, `table` is what it judges."""

    name: str
    sql: str
    sentence: str
    table: str
    is_blocking: bool


def beside_package(name: str) -> Path:
    """A file or folder of the top level: inside the installed package, or beside it in a checkout."""
    inside = _PACKAGE / name
    return inside if inside.exists() else _PACKAGE.parent / name


def sql_folder() -> Path:
    """The folder `sql/`."""
    return beside_package("sql")


@cache
def views() -> tuple[View, ...]:
    """All views, each after those it reads."""
    found = {path.stem: path.read_text() for path in sorted((sql_folder() / "views").glob("*.sql"))}
    with duckdb.connect() as con:
        unordered = {name: _view(con, name, sql) for name, sql in found.items()}
    ordered: dict[str, View] = {}

    def place(name: str) -> None:
        for read in unordered[name].reads:
            if read in unordered and read not in ordered:
                place(read)
        ordered.setdefault(name, unordered[name])

    for name in unordered:
        place(name)
    return tuple(ordered.values())


@cache
def macros() -> tuple[str, ...]:
    """The statements of all table macros."""
    return tuple(path.read_text() for path in sorted((sql_folder() / "macros").glob("*.sql")))


@cache
def checks() -> tuple[Check, ...]:
    """All data checks; the head of each file is `-- <sentence>` and `-- <blocking|warning> on <table>`."""
    return tuple(_check(path) for path in sorted((sql_folder() / "checks").glob("*.sql")))


def _check(path: Path) -> Check:
    text = path.read_text()
    sentence, kind = (line.removeprefix("--").strip() for line in text.splitlines()[:2])
    severity, _, table = kind.partition(" on ")
    return Check(path.stem, text, sentence, table, is_blocking=severity == "blocking")


def _view(con: duckdb.DuckDBPyConnection, name: str, sql: str) -> View:
    """A view, with what DuckDB's own parser finds in its query."""
    parsed = con.execute("select json_serialize_sql(?::varchar)", [_select(sql)]).fetchall()[0][0]
    pieces: list[Node] = []

    def seen(piece: Node) -> Node:
        pieces.append(piece)
        return piece

    query = json.loads(parsed, object_hook=seen)["statements"][0]["node"]
    return View(name, sql, _reads(pieces), _hands_on(query, pieces))


def _reads(pieces: list[Node]) -> tuple[str, ...]:
    """`schema.table`, those of schema `main` bare, without the query's own common tables."""
    own = {table["key"] for node in pieces for table in node.get("cte_map", {}).get("map", ())}
    read = {(node["schema_name"], node["table_name"]) for node in pieces if node.get("type") == "BASE_TABLE"}
    return tuple(sorted(f"{schema}.{name}" if schema else name for schema, name in read if schema or name not in own))


def _hands_on(query: Node, pieces: list[Node]) -> bool:
    """A `select` from one stored table, perhaps with a condition, and nothing that looks at other rows."""
    if query["type"] != "SELECT_NODE" or query["from_table"]["type"] != "BASE_TABLE":
        return False
    is_stored = bool(query["from_table"]["schema_name"])  # a view's schema is not written
    looks = any(node.get("class") in _OTHER_ROWS for node in pieces)
    return is_stored and not (looks or query["modifiers"] or query["group_expressions"])


def _select(sql: str) -> str:
    """A view's query alone."""
    return sql.partition(_COMMENTS)[0].partition(_QUERY)[2].rstrip().rstrip(";")


def _unquoted(text: str) -> str:
    return text.replace("''", "'")
