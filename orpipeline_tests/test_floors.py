"""The house's floors: who may call whom, in the package and outside it."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "orpipeline"
FORBIDDEN = {
    "transforms": {"dagster", "duckdb", "httpx"},
    "openrouter": {"dagster", "duckdb"},  # polars may be: rules on whole columns are shorter and twice as fast in it
    "landing": {"dagster", "duckdb", "polars"},
    "registry": {"dagster", "duckdb", "httpx", "polars"},
    "contracts": {"dagster", "duckdb", "httpx"},
    "warehouse": {"dagster"},
    "report": {"dagster"},
}
# A part of the package may import those of its own floor and of the floors below.
FLOORS = {
    0: {"answer", "contracts", "errors", "settings"},
    1: {"landing", "openrouter", "registry", "warehouse"},
    2: {"transforms"},
    3: {"assets", "report"},
    4: {"jobs"},
    5: {"cli", "definitions"},
}
FLOOR_OF = {part: floor for floor, parts in FLOORS.items() for part in parts}
FILES = [(floor, path) for floor in FORBIDDEN for path in sorted((PACKAGE / floor).rglob("*.py"))]


@pytest.mark.parametrize(("floor", "path"), FILES, ids=[str(path.relative_to(PACKAGE)) for _, path in FILES])
def test_a_floor_imports_no_library_that_belongs_above(floor: str, path: Path) -> None:
    assert not {name.split(".")[0] for name in imported(path)} & FORBIDDEN[floor]


@pytest.mark.parametrize("part", sorted(FLOOR_OF))
def test_a_part_imports_nothing_from_a_floor_above(part: str) -> None:
    files = [PACKAGE / f"{part}.py"] if (PACKAGE / f"{part}.py").exists() else (PACKAGE / part).rglob("*.py")
    parts = {name.split(".")[1] for path in files for name in imported(path) if name.startswith("orpipeline.")}
    assert {above for above in parts if FLOOR_OF[above] > FLOOR_OF[part]} == set()


def test_every_part_has_its_floor() -> None:
    parts = {path.stem for path in PACKAGE.glob("*.py")} | {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert parts - {"__init__"} == set(FLOOR_OF)


def imported(path: Path) -> set[str]:
    """Modules that a file imports, anywhere in it."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names
