"""How sure a week's answer is: how many ways of counting agree, and the matrix of all of them for one week."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product

import polars as pl

from orpipeline.errors import ConfigurationError
from orpipeline.report.words import day_span, week_name

POLICIES = {"merged": "variants merged", "as_listed": "as listed", "exclude_free": "without :free"}
STEALTH = {"not_open": "not open", "open": "open", "as_revealed": "as revealed"}
STRICTNESS = {
    1: "any public weights",
    2: "community licence or freer",
    3: "clause licence or freer",
    4: "OSI licences only",
}
TIME_BASES = {"as_then": "verdicts of that time", "as_now": "newest verdicts"}
# One character a setting keeps a hundred weeks in some 70 kB; a tie may put more than nine models in the top five.
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_NOT_HELD = "-"
_DIGIT_OF = dict(enumerate(_DIGITS))
_WINDOW = ["week_start", "window_start", "week_convention"]
_SETTINGS = pl.DataFrame(
    list(product(POLICIES, STEALTH, STRICTNESS, TIME_BASES)),
    schema={
        "variant_policy": pl.String,
        "stealth_scenario": pl.String,
        "strictness": pl.Int64,
        "time_basis": pl.String,
    },
    orient="row",
).with_row_index("place")


@dataclass(frozen=True)
class Matrix:
    """One week: its name, and a row a window (label, counts). The counts go policy, stealth, strictness, time basis."""

    week: str
    span: str
    windows: list[tuple[str, str]]

    def cells(self, strictness: int = 1, basis: str = "as_then") -> list[tuple[str, list[int | None]]]:
        """The rows at one strictness and time basis: a label and the counts by policy and stealth scenario."""
        first = (strictness - 1) * len(TIME_BASES) + list(TIME_BASES).index(basis)
        step = len(STRICTNESS) * len(TIME_BASES)
        return [(label, [_count(text[at]) for at in range(first, len(text), step)]) for label, text in self.windows]


def agreement(sensitivity: pl.DataFrame) -> pl.DataFrame:
    """A row a week: ways of counting any public weights (`ways`), how many find four or more (`ways_four`), and whether
    OSI licences alone reach four in the plain setting (`osi_four`; null without such a setting).

    The licence is left out of `ways` on purpose: "open" without a licence named means weights anyone can download
    (warehouse.md, section 7); a stricter meaning is another question, not another way to count.
    """
    plain = (
        (pl.col("week_convention") == "iso")
        & (pl.col("variant_policy") == "merged")
        & (pl.col("stealth_scenario") == "not_open")
        & (pl.col("time_basis") == "as_then")
        & (pl.col("strictness") == 4)
    )
    anything = pl.col("strictness") == 1
    return (
        sensitivity.group_by("week_start")
        .agg(
            ways=anything.sum().cast(pl.Int64),
            ways_four=(anything & pl.col("has_four_or_more")).sum().cast(pl.Int64),
            osi_four=pl.col("has_four_or_more").filter(plain).first(),
        )
        .sort("week_start")
    )


def matrices(sensitivity: pl.DataFrame) -> dict[str, Matrix]:
    """One matrix a week, by the week's Monday as ISO text."""
    windows = sensitivity.select(_WINDOW).unique()
    counts = sensitivity.select(*_WINDOW, *_SETTINGS.columns[1:], digit=pl.col("open_count").replace_strict(_DIGIT_OF))
    cells = windows.join(_SETTINGS, how="cross").join(counts, on=[*_WINDOW, *_SETTINGS.columns[1:]], how="left")
    texts = (
        cells.sort(*_WINDOW, "place")
        .group_by(_WINDOW, maintain_order=True)
        .agg(pl.col("digit").fill_null(_NOT_HELD).str.join())
    )
    found: dict[str, Matrix] = {}
    for monday, start, convention, text in texts.iter_rows():
        matrix = found.setdefault(str(monday), Matrix(week_name(monday), day_span(monday), []))
        matrix.windows.append((_label(convention, start), text))
    return found


def chosen_week(weeks: pl.DataFrame, ways: pl.DataFrame, wish: date | None) -> date | None:
    """The Monday of the week to open with: the wish, else the least sure week with four or more, else the newest.

    `ConfigurationError` if the wish is in no closed week held; None if there is no week at all.
    """
    if wish is not None:
        monday = wish - timedelta(days=wish.weekday())
        held = sorted(set(ways["week_start"]))
        if monday not in held:
            reach = f"they begin from {held[0]} to {held[-1]}" if held else "there is none yet"
            raise ConfigurationError(
                f"The week of {wish} ({week_name(monday)}) is not held as a closed week. Name a day of one that is: {reach}."
            )
        return monday
    both = weeks.join(ways, on="week_start").with_columns(sure=pl.col("ways_four") / pl.col("ways"))
    hits = both.filter(pl.col("open_count") >= 4).sort("sure", "week_start")
    pick = hits.head(1) if hits.height else both.sort("week_start").tail(1)
    return pick["week_start"].to_list()[0] if pick.height else None


def _count(digit: str) -> int | None:
    return None if digit == _NOT_HELD else _DIGITS.index(digit)


def _label(convention: str, start: date) -> str:
    what = {"iso": " (ISO week)", "sunday": " (Sunday-start week)"}.get(convention, "")
    return f"{start:%a} {start.day} {start:%b}{what}"
