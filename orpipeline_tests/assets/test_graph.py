"""The graph that Dagster shows: whole, told in the order in which the data flow."""

from pathlib import Path

import dagster as dg
import pytest

from orpipeline.assets import report
from orpipeline.contracts import TABLES, raw
from orpipeline.definitions import build_defs
from orpipeline.settings import Settings, SourceName
from orpipeline.warehouse.sqlfiles import checks, views
from orpipeline_tests.built import STEPS


@pytest.fixture(scope="module")
def definitions(tmp_path_factory: pytest.TempPathFactory) -> dg.Definitions:
    return build_defs(Settings(tmp_path_factory.mktemp("graph"), source="recorded"))


@pytest.mark.parametrize("source", ["auto", "api", "export", "recorded"])
def test_the_definitions_of_every_source_can_be_loaded(tmp_path: Path, source: SourceName) -> None:
    definitions = build_defs(Settings(tmp_path, source=source))
    dg.Definitions.validate_loadable(definitions)
    assert definitions.resolve_job_def("update").name == "update"


def test_every_table_and_view_is_an_asset_with_a_description_an_owner_and_a_group(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    stored = {report.table_key(table.full_name) for table in TABLES if table is not raw.LAYOUT}
    assert stored | {report.table_key(view.name) for view in views()} <= graph.get_all_asset_keys()
    for key in graph.get_all_asset_keys():
        node = graph.get(key)
        assert node.description, key
        assert node.owners, key
        assert node.group_name != "default", key


def test_no_asset_stands_in_a_group_before_one_it_reads(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    for key in graph.get_all_asset_keys():
        for parent in graph.get(key).parent_keys:
            assert graph.get(parent).group_name <= graph.get(key).group_name, (parent, key)


def test_a_step_is_downstream_of_the_tables_it_reads(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    for step in STEPS:
        reads = {report.table_key(table.full_name) for table in step.reads}
        assert reads <= graph.get(report.table_key(step.table.full_name)).parent_keys, step.table.full_name


def test_the_published_file_waits_for_every_view_and_every_blocking_check_stands_before_it(
    definitions: dg.Definitions,
) -> None:
    graph = definitions.resolve_asset_graph()
    before = graph.get_ancestor_asset_keys(dg.AssetKey("published_file"))
    assert {report.table_key(view.name) for view in views()} <= before
    blocking = [check for check in checks() if check.is_blocking]
    assert blocking
    assert all(report.table_key(check.table) in before for check in blocking)
    for check in blocking:
        assert graph.get_check_spec(dg.AssetCheckKey(report.table_key(check.table), check.name)).blocking


def test_the_rebuild_asks_no_source(definitions: dg.Definitions) -> None:
    job = definitions.resolve_job_def("rebuild")
    asked = {"rankings_daily", "rankings_weekly", "models_catalogue"}
    assert asked.isdisjoint(node.name for node in job.nodes)
    assert asked <= {node.name for node in definitions.resolve_job_def("update").nodes}
