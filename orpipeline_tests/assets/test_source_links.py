"""The web UI can open the file that makes an asset."""

from pathlib import Path

import dagster as dg

from orpipeline.definitions import build_defs
from orpipeline.settings import Settings


def test_every_asset_that_runs_links_to_a_file_that_is_there(tmp_path: Path) -> None:
    graph = build_defs(Settings(tmp_path, source="recorded")).resolve_asset_graph()
    for key in graph.executable_asset_keys:
        links = graph.get(key).metadata["dagster/code_references"]
        assert isinstance(links, dg.CodeReferencesMetadataValue), key
        for link in links.code_references:
            assert isinstance(link, dg.LocalFileCodeReference)
            assert Path(link.file_path).exists(), key


def test_a_table_made_from_daily_usage_alone_links_to_its_transform(tmp_path: Path) -> None:
    graph = build_defs(Settings(tmp_path, source="recorded")).resolve_asset_graph()
    for table, module in (("weekly_openness", "shares.py"), ("weekly_lab_share", "groups.py")):
        (link,) = graph.get(dg.AssetKey(["mart", table])).metadata["dagster/code_references"].code_references
        assert Path(link.file_path).name == module


def test_a_view_links_to_its_own_sql(tmp_path: Path) -> None:
    graph = build_defs(Settings(tmp_path, source="recorded")).resolve_asset_graph()
    (link,) = graph.get(dg.AssetKey("weekly_top5")).metadata["dagster/code_references"].code_references
    assert Path(link.file_path).name == "weekly_top5.sql"
