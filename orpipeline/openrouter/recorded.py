"""The answers shipped inside the package: real figures of 2026-01-05..2026-08-16, one answer a month, no network."""

import gzip
import json
from datetime import date, datetime
from importlib.resources import files

from orpipeline.answer import Answer, Request, Window
from orpipeline.errors import OrpipelineError

URL = "https://openrouter.ai/api/v1/datasets/rankings-daily"
SUFFIX = ".json.gz"


def answers(window: Window | None = None) -> list[Answer]:
    """The recorded answers that hold a day of `window` (all without one), in order of their days.

    An answer is always whole: cutting it would make it another answer. `fetched_at` is its `meta.as_of`.
    """
    shipped = [_answer(name) for name in _names()]
    return [answer for answer in shipped if window is None or _overlaps(answer, window)]


def _names() -> list[str]:
    folder = files("orpipeline").joinpath("recorded")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(SUFFIX)) if folder.is_dir() else []
    if not names:
        raise OrpipelineError("The recorded answers are missing from the installed package. Install orpipeline again.")
    return names


def _answer(name: str) -> Answer:
    body = gzip.decompress(files("orpipeline").joinpath("recorded", name).read_bytes())
    meta = json.loads(body)["meta"]
    params = {"start_date": meta["start_date"], "end_date": meta["end_date"]}
    request = Request("recorded", "rankings-daily", "GET", URL, params)
    return Answer(request, datetime.fromisoformat(meta["as_of"]), body)


def _overlaps(answer: Answer, window: Window) -> bool:
    start, end = (date.fromisoformat(answer.request.params[key]) for key in ("start_date", "end_date"))
    return start <= window.end and end >= window.start
