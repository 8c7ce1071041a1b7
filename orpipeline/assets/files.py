"""The last assets: files made from the published file. What fails here leaves that file published."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any, TypeVar

import dagster as dg

from orpipeline.assets import report
from orpipeline.errors import OrpipelineError
from orpipeline.report.drawer import Drawer
from orpipeline.report.page import Page
from orpipeline.report.write import put, report_begun
from orpipeline.warehouse.export import export
from orpipeline.warehouse.private import Warehouse

_Made = TypeVar("_Made")
_BOTH: dict[str, Any] = {"deps": ["published_file"], "group_name": report.PUBLISH, "owners": report.OWNERS}
EXPORT = dg.AssetSpec(
    "export_files",
    kinds={"parquet", "file"},
    description="export/: every view as Parquet, with datapackage.json (columns, units, licence) and the citation.",
    **_BOTH,
)
REPORT = dg.AssetSpec(
    "report_page",
    kinds={"html", "file"},
    description="report.html: one page that answers the question, for a browser, a phone or a screen reader, offline.",
    **_BOTH,
)


@dg.multi_asset(name="files", specs=[EXPORT, REPORT], can_subset=True)
def files(
    context: dg.AssetExecutionContext,
    warehouse: dg.ResourceParam[Warehouse],
    drawer: dg.ResourceParam[Drawer],
) -> Iterator[dg.MaterializeResult]:
    """Both files in one step: another process draws the charts while the views are written."""
    chosen, failed = context.selected_asset_keys, _Failed()
    with ExitStack() as stack:
        begin = report_begun(warehouse.settings.published, drawer)
        page = failed.unless(lambda: stack.enter_context(begin)) if REPORT.key in chosen else None
        if EXPORT.key in chosen and (made := failed.unless(lambda: _export(warehouse))):
            yield dg.MaterializeResult(asset_key=EXPORT.key, metadata=made)
        if page and (made := failed.unless(lambda: _draw(warehouse, page))):
            yield dg.MaterializeResult(asset_key=REPORT.key, metadata=made)
    if failed:
        said = OrpipelineError(" ".join([*failed, "The published file itself is new and whole."]))
        raise dg.Failure(str(said), allow_retries=False) from said


class _Failed(list[str]):
    """What went wrong, in sentences: neither of the two files waits for the other."""

    def unless(self, make: Callable[[], _Made]) -> _Made | None:
        try:
            return make()
        except OrpipelineError as error:
            self.append(str(error))
            return None


def _export(warehouse: Warehouse) -> dict[str, Any]:
    done = export(warehouse.settings.published, warehouse.settings.exports, "parquet")
    warehouse.say(f"{len(done.files)} views exported, {done.size / 1e6:.1f} MB")
    return {"bytes": done.size, "files": len(done.files), "citation": done.citation}


def _draw(warehouse: Warehouse, page: Page) -> dict[str, Any]:
    size = put(page, warehouse.settings.report)
    warehouse.say(f"report drawn, {size / 1e6:.1f} MB")
    return {"bytes": size}
