"""Rankings in OpenRouter's shape, made up but always the same: no clock, no randomness of the machine, no numpy."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from orpipeline.registry import load_models

DAY = timedelta(days=1)
_FIRST_TOTAL, _DAILY_GROWTH, _GROWING_DAYS = 2e11, 1.004, 730  # tokens of the first day; L must stay below 2^63
_LIFE_DAYS = 300


@dataclass(frozen=True)
class Size:
    """How many days, and how many named models on each; `other` comes on top."""

    days: int
    listed: int


SIZES = {"S": Size(690, 50), "M": Size(690, 2000), "L": Size(3650, 2000)}


@dataclass(frozen=True)
class Population:
    """A quarter more places than are listed; in each, one model follows another, those of the head from the registry."""

    size: Size
    slugs: list[list[str]]  # place -> generation -> model
    weights: list[float]

    @classmethod
    def of(cls, size: Size) -> "Population":
        """The models of this size; real names first, so that verdicts have work to do."""
        places = size.listed * 5 // 4
        generations = size.days // _LIFE_DAYS + 2
        real = iter(sorted({row.base_slug for row in load_models()}))
        slugs = [[next(real, f"lab-{p % 40}/model-{p}-{g}") for g in range(generations)] for p in range(places)]
        return cls(size, slugs, [1 / (place + 3) ** 1.1 for place in range(places)])

    def day(self, number: int) -> list[tuple[str, int]]:
        """The rows of a day, 0 the first: the named models with the largest token counts, then `other`."""
        draw = Random(number).random
        scale = _FIRST_TOTAL * _DAILY_GROWTH ** min(number, _GROWING_DAYS)
        rows = []
        for place, weight in enumerate(self.weights):
            # Each place begins at another point of its model's 300 days, in which the model rises and falls.
            generation, age = divmod(number + place * 37 % _LIFE_DAYS, _LIFE_DAYS)
            curve = 0.05 + math.sin(math.pi * age / _LIFE_DAYS)
            tokens = int(scale * weight * curve * (0.8 + 0.4 * draw())) + 1
            slug = self.slugs[place][generation]
            rows.append((slug, tokens))
            if place % 16 == 7:
                rows.append((f"{slug}:free", tokens // 3 + 1))
        rows.sort(key=lambda row: (-row[1], row[0]))
        return [*rows[: self.size.listed], ("other", sum(tokens for _, tokens in rows[self.size.listed :]))]

    def catalogue(self) -> list[dict[str, Any]]:
        """A catalogue entry for each model, in the source's form; one in twenty has no price."""
        slugs = sorted({slug for generations in self.slugs for slug in generations})
        return [
            {
                "id": slug,
                "canonical_slug": slug,
                "name": slug,
                "hugging_face_id": f"weights/{number}" if number % 2 else None,
                "pricing": {"prompt": f"{number % 20 * 1e-7:.9f}", "completion": f"{number % 20 * 4e-7:.9f}"}
                if number % 20
                else {},
            }
            for number, slug in enumerate(slugs)
        ]


def days_until(last: date, size: Size) -> Iterator[tuple[int, date]]:
    """Number and date of each day of this size, the last one being `last`."""
    first = last - (size.days - 1) * DAY
    return ((number, first + number * DAY) for number in range(size.days))


def is_restated(number: int) -> bool:
    """One day in a hundred was first published two per cent lower."""
    return number % 100 == 80


def as_first_published(rows: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """What a restated day was before."""
    return [(slug, tokens - tokens // 50) for slug, tokens in rows]
