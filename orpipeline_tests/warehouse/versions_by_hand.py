"""What `core.versions` must hold, worked out in plain Python from the accepted answers (warehouse.md, rule 4)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise

import polars as pl

from orpipeline.answer import Answer
from orpipeline.contracts import core
from orpipeline.openrouter.judge import Rankings, judge

Fact = tuple[str, date, str]
Row = tuple[str, date, str, int, int | None, datetime, datetime | None, datetime | None]


def versions(answers: Iterable[Answer]) -> pl.DataFrame:
    """All versions of all facts, in the order `House.versions` gives them."""
    covering = _covering(answers)
    rows = [row for (series, day), seen in covering.items() for row in _of_day(series, day, seen)]
    frame = pl.DataFrame(rows, schema=core.VERSIONS.polars_schema, orient="row")
    return frame.sort(*frame.columns, nulls_last=True)


def _covering(answers: Iterable[Answer]) -> dict[tuple[str, date], list[Rankings]]:
    """The answers that cover each day of each series, in their order."""
    covering: dict[tuple[str, date], list[Rankings]] = defaultdict(list)
    judged = [(answer, judge(answer)) for answer in answers]
    rankings = [(answer, ranking) for answer, ranking in judged if isinstance(ranking, Rankings)]
    for _, ranking in sorted(rankings, key=lambda r: (r[1].as_of, r[0].request.source, r[0].sha256)):
        start, end = ranking.window
        for n in range((end - start).days + 1):
            covering[ranking.series, start + timedelta(days=n)].append(ranking)
    return covering


def _of_day(series: str, day: date, seen: list[Rankings]) -> Iterator[Row]:
    said = [_rows_of(ranking, day) for ranking in seen]
    times = [ranking.as_of.replace(tzinfo=None) for ranking in seen]
    for slug in sorted({slug for rows in said for slug in rows}):
        values = [None, *(rows.get(slug) for rows in said)]
        changed = [n for n, (before, after) in enumerate(pairwise(values)) if before != after]
        for n, following in zip(changed, [*changed[1:], None], strict=True):
            superseded = None if following is None else times[following]
            yield series, day, slug, n + 1, values[n + 1], times[n], times[n - 1] if n else None, superseded


def _rows_of(ranking: Rankings, day: date) -> dict[str, int]:
    return {slug: count for at, slug, count in ranking.rows.iter_rows() if at == day}
