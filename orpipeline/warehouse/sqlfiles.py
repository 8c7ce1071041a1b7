"""The SQL files of the project: views, macros and checks, found in a checkout and in the installed package alike."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import duckdb

_PACKAGE = Path(__file__).parents[1]
_QUERY = " as\n"  # what the view's query stands behind
_COMMENTS = "\ncomment on view"  # where the comments begin, after the query
_TEXT = r"\s+is\s+'((?:[^']|'')*)'"
_VIEW_COMMENT = re.compile(r"comment on view \w+" + _TEXT)
_COLUMN_COMMENT = re.compile(r"comment on column \w+\.(\w+)" + _TEXT)


@dataclass(frozen=True)
class View:
    """One view of schema `main`: its statements, what its query reads, its comment and those of its columns."""

    name: str
    sql: str
    reads: tuple[str, ...]

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
        unordered = {name: View(name, sql, _reads(con, sql)) for name, sql in found.items()}
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


def _reads(con: duckdb.DuckDBPyConnection, sql: str) -> tuple[str, ...]:
    """What a view's query reads, by DuckDB's own parser: `schema.table`, those of schema `main` bare."""
    query = sql.partition(_COMMENTS)[0].partition(_QUERY)[2].rstrip().rstrip(";")
    found = con.get_table_names(query, qualified=True)  # as 'core."days"' and 'core.daily_usage AS usage'
    return tuple(sorted({name.partition(" AS ")[0].replace('"', "") for name in found}))


def _unquoted(text: str) -> str:
    return text.replace("''", "'")
