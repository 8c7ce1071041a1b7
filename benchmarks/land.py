"""Land the answers of a size as runs would have, so that `orpipeline rebuild` has something to read.

python -m benchmarks.land S|M|L HOME
"""

import json
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path

from benchmarks.rankings import DAY, SIZES, Population, as_first_published, days_until, is_restated
from orpipeline.answer import Answer, Request
from orpipeline.landing import Store
from orpipeline.openrouter.catalogue import OFFICIAL_HOST
from orpipeline.openrouter.client import MODELS, RANKINGS
from orpipeline.openrouter.windows import MAX_DAYS
from orpipeline.settings import Settings

LAST_DAY = date(2026, 11, 21)
Day = tuple[date, list[tuple[str, int]]]


def answers(name: str) -> Iterator[Answer]:
    """Windows of 366 days as first published, then each restated day again, then a catalogue."""
    population = Population.of(SIZES[name])
    window: list[Day] = []
    again: list[Answer] = []
    for number, day in days_until(LAST_DAY, population.size):
        rows = population.day(number)
        if is_restated(number):
            again.append(_ranking([(day, rows)], read_on=LAST_DAY + 2 * DAY))
            rows = as_first_published(rows)
        window.append((day, rows))
        if len(window) == MAX_DAYS or day == LAST_DAY:
            yield _ranking(window, read_on=LAST_DAY + DAY)
            window = []
    yield from again
    listing = json.dumps({"data": population.catalogue()}).encode()
    yield Answer(Request("api", "models", "GET", f"https://{OFFICIAL_HOST}{MODELS}"), _at_two(LAST_DAY), listing)


def _ranking(days: list[Day], read_on: date) -> Answer:
    asked = {"start_date": str(days[0][0]), "end_date": str(days[-1][0])}
    data = [
        {"date": str(day), "model_permaslug": slug, "total_tokens": str(tokens)}
        for day, rows in days
        for slug, tokens in rows
    ]
    meta = {"as_of": _at_two(read_on).isoformat(), "version": "v1", **asked}
    body = json.dumps({"data": data, "meta": meta}).encode()
    request = Request("api", "rankings-daily", "GET", f"https://{OFFICIAL_HOST}{RANKINGS}", asked)
    return Answer(request, _at_two(read_on), body)


def _at_two(day: date) -> datetime:
    return datetime.combine(day, time(2), UTC)


if __name__ == "__main__":
    store = Store(Settings(home=Path(sys.argv[2])).landing)
    for answer in answers(sys.argv[1]):
        store.put(answer)
