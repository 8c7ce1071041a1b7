"""The DuckDB edge: the private file, loading and versions, views and macros, checks, and the published copy."""
