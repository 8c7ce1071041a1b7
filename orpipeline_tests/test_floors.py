"""The house's floors: who may call whom (the two greps, made exact)."""

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
FILES = [(floor, path) for floor in FORBIDDEN for path in sorted((PACKAGE / floor).rglob("*.py"))]


@pytest.mark.parametrize(("floor", "path"), FILES, ids=[str(path.relative_to(PACKAGE)) for _, path in FILES])
def test_a_floor_imports_nothing_from_above(floor: str, path: Path) -> None:
    imported = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            imported |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            imported.add(node.module.split(".")[0])
    assert not imported & FORBIDDEN[floor]
