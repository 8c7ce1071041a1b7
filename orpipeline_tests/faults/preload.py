"""What every run needs, imported (and read) once: a run forked from here is a process of its own and starts at once."""

import pkgutil
from importlib import import_module

import orpipeline
from orpipeline.warehouse import sqlfiles

for module in pkgutil.walk_packages(orpipeline.__path__, "orpipeline."):
    import_module(module.name)
# What libraries import only when first used.
for name in ("duckdb.polars_io", "pyarrow.dataset", "dagster._core.execution.execute_in_process", "httpx", "jinja2"):
    import_module(name)
sqlfiles.views()
sqlfiles.checks()
sqlfiles.macros()
