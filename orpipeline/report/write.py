"""The page as a file: drawn from the published file, put in place in one step."""

import os
from contextlib import suppress
from datetime import date
from pathlib import Path

from orpipeline.errors import OrpipelineError
from orpipeline.report.page import build_page
from orpipeline.warehouse.readers import open_published


def write_report(published: Path, target: Path, week: date | None = None) -> int:
    """Draw the page of the published file into `target`; returns its size in bytes.

    `week` (any day of it) is the week whose sensitivity is opened first. The same published file gives the same bytes.
    """
    with open_published(published) as con:
        text = build_page(con, week).encode()
    aside = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with aside.open("wb") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(target)
    except OSError as error:
        with suppress(OSError):  # gone, or never made: a folder of the path may be a file
            aside.unlink()
        raise OrpipelineError(
            f"The report could not be written to {target} ({error.strerror or error}); "
            "an earlier report there is untouched. Make room or mend the folder's permissions, then run it again."
        ) from error
    return len(text)
