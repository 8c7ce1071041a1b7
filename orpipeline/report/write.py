"""The page as a file: drawn from the published file, put in place in one step."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path

from orpipeline.errors import ConfigurationError, OrpipelineError
from orpipeline.report.drawer import Drawer
from orpipeline.report.page import Page
from orpipeline.warehouse.readers import open_published
from orpipeline.warehouse.staging import aside_of


def write_report(published: Path, target: Path, week: date | None = None) -> int:
    """Draw the page of the published file into `target`; returns its size in bytes.

    `week` (any day of it) is the week whose sensitivity is opened first. The same published file gives the same bytes.
    """
    with Drawer() as drawer, report_begun(published, drawer, week) as page:
        return put(page, target)


@contextmanager
def report_begun(published: Path, drawer: Drawer, week: date | None = None) -> Iterator[Page]:
    """The page of the published file, its charts being drawn by `drawer` while the block does something else."""
    with open_published(published) as con:
        yield Page(con, drawer, week)


def put(page: Page, target: Path) -> int:
    """Finish a page into `target`, or into what it links to; returns its size in bytes.

    `ConfigurationError` where something stands that is no file and would be replaced, such as a folder or /dev/stdout.
    """
    text = page.text().encode()
    aside = None
    try:
        target = target.resolve()
        if target.exists() and not target.is_file():
            raise ConfigurationError(
                f"The report cannot be written to {target}, which is no file. Name a file to write."
            )
        target.parent.mkdir(parents=True, exist_ok=True)
        aside = aside_of(target)
        with aside.open("wb") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(target)
    except (OSError, RuntimeError) as error:  # the latter of links that lead to each other
        with suppress(OSError):  # gone, or never made: a folder of the path may be a file
            if aside:
                aside.unlink()
        raise OrpipelineError(
            f"The report could not be written to {target} ({getattr(error, 'strerror', None) or error}); "
            "an earlier report there is untouched. Make room or mend the folder's permissions, then run it again."
        ) from error
    return len(text)
