-- A table, view or column has no comment, so it does not come from a contract.
-- blocking on citation
select
    schema_name,
    table_name,
    column_name
from duckdb_columns()
where not internal and database_name = current_database() and comment is null
union all
select
    schema_name,
    view_name,
    null as column_name
from duckdb_views()
where not internal and database_name = current_database() and comment is null
