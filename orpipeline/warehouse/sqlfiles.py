"""The SQL files of the project: views, macros and checks, found in a checkout and in the installed package alike."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import sqlglot
from sqlglot import exp

_PACKAGE = Path(__file__).parents[1]
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
    unordered = {name: View(name, sql, _reads(sql, name)) for name, sql in found.items()}
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


def _reads(sql: str, name: str) -> tuple[str, ...]:
    """Names as `schema.table`, those of schema `main` bare; common table expressions are not tables."""
    create = sqlglot.parse_one(sql.partition(_COMMENTS)[0], dialect="duckdb")
    own = {cte.alias_or_name for cte in create.find_all(exp.CTE)} | {name}
    tables = (f"{table.db}.{table.name}" if table.db else table.name for table in create.find_all(exp.Table))
    return tuple(sorted({table for table in tables if table not in own}))


def _unquoted(text: str) -> str:
    return text.replace("''", "'")
