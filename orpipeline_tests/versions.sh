#!/usr/bin/env bash
# The suite on other versions than those of uv.lock: DuckDB 1.5, and the lowest versions that pyproject.toml allows.
# Environments are made in $1 (a folder of your choice); what follows goes to pytest, e.g. `-k "not faults"`.
set -euo pipefail
place=$(realpath -m "$1")
shift
cd "$(dirname "$0")/.."
uv=$(command -v uv || echo .uv/bin/uv)
export DAGSTER_DISABLE_TELEMETRY=1

environment() { # name, requirements file
    [ -x "$place/$1/bin/python" ] || "$uv" venv --quiet --python "${PYTHON:-python3}" "$place/$1"
    "$uv" pip install --quiet --python "$place/$1/bin/python" -r "$2"
    "$uv" pip install --quiet --python "$place/$1/bin/python" --no-deps -e .
}

mkdir -p "$place"
"$uv" export --quiet --frozen --no-emit-project --no-hashes | sed 's/^duckdb==.*/duckdb>=1.5,<1.6/' > "$place/duckdb15.txt"
"$uv" pip compile --quiet --resolution lowest-direct --group dev pyproject.toml -o "$place/lowest.txt"
failed=0
for name in duckdb15 lowest; do
    environment "$name" "$place/$name.txt"
    echo "== $name: $("$place/$name/bin/python" -c 'import dagster, duckdb, polars, pyarrow; print("duckdb", duckdb.__version__, "polars", polars.__version__, "pyarrow", pyarrow.__version__, "dagster", dagster.__version__)')"
    "$place/$name/bin/python" -m pytest -q -p no:cacheprovider "$@" || failed=1
done
exit $failed
