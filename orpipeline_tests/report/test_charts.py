"""Charts as specifications: gaps break lines, names do not overlap, colours can be told apart and read."""

import re
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest

import orpipeline.report
from orpipeline.report.charts import group_share, leaders, spans, time_axis
from orpipeline.report.grids import leading_models, months

MONDAYS = [date(2026, 2, 2) + timedelta(weeks=n) for n in range(4)]
STYLE = (Path(orpipeline.report.__file__).parent / "templates" / "style.css").read_text()


def test_a_line_breaks_where_a_week_is_not_held() -> None:
    frame = pl.DataFrame({"week_start": [MONDAYS[0], MONDAYS[1], MONDAYS[3]]})
    assert spans(frame)["span"].to_list() == [0, 0, 1]


def test_each_line_breaks_at_its_own_gaps() -> None:
    frame = pl.DataFrame({"week_start": [*MONDAYS[:3], MONDAYS[0], MONDAYS[2]], "name": ["a"] * 3 + ["b"] * 2})
    assert spans(frame, by=["name"]).select("name", "span").rows() == [("a", 0), ("a", 0), ("a", 0), ("b", 0), ("b", 1)]


@pytest.mark.parametrize(
    ("weeks", "width", "pad", "months_a_label"),
    [
        (1, 340, 0, 1),
        (70, 900, 0, 1),
        (70, 900, 130, 2),
        (96, 900, 130, 2),
        (26, 340, 95, 1),
        (52, 340, 95, 2),
        (96, 340, 95, 4),
        (15, 340, 172, 1),
        (520, 900, 0, 12),
    ],
)
def test_a_label_of_the_time_axis_stands_where_there_is_room_for_it(
    weeks: int, width: int, pad: int, months_a_label: int
) -> None:
    frame = pl.DataFrame({"week_start": [MONDAYS[0] + timedelta(weeks=n) for n in range(weeks)]})
    assert time_axis(frame, width, pad)["axis"]["tickCount"] == {"interval": "month", "step": months_a_label}


def shares(*points: float | None) -> pl.DataFrame:
    rows = [(MONDAYS[0], "2026-W06", n + 1, f"lab {n}", point, point, point) for n, point in enumerate(points)]
    columns = ["week_start", "week", "rank", "name", "share_low", "share_point", "share_high"]
    return pl.DataFrame(rows, schema=columns, orient="row")


def test_names_of_near_lines_stand_a_line_apart_and_the_bottom_one_at_its_line() -> None:
    spec = group_share(shares(0.40, 0.39, 0.39, 0.01), 900)
    at = sorted(row["label_at"] for row in spec["layer"][-1]["data"]["values"])
    assert at[:2] == [0.01, 0.39]
    assert all(after - before >= 16 / 300 * 0.4 - 1e-9 for before, after in pairwise(at[1:]))


def test_only_six_leaders_are_drawn_and_a_share_not_known_is_no_point() -> None:
    frame = shares(0.3, 0.2, None, 0.1, 0.1, 0.05, 0.04)
    assert leaders(frame) == [f"lab {n}" for n in range(6)]
    names = {row["name"] for row in group_share(frame, 900)["data"]["values"]}
    assert names == {"lab 0", "lab 1", "lab 3", "lab 4", "lab 5"}


def test_leading_models_reached_the_top_five_in_the_newest_weeks() -> None:
    rows = [(MONDAYS[0], 1, "old"), (MONDAYS[1], 5, "five"), (MONDAYS[2], 6, "five"), (MONDAYS[2], 7, "seven")]
    frame = pl.DataFrame(rows, schema=["week_start", "rank", "model"], orient="row")
    assert leading_models(frame, weeks=2).rows() == [(MONDAYS[1], 5, "five"), (MONDAYS[2], 6, "five")]


def test_months_count_days_by_state_and_name_those_without_rows() -> None:
    states = {1: "present", 2: "missing", 3: "missing", 4: "empty", 6: "empty"}
    days = pl.DataFrame({"day": [date(2026, 2, day) for day in states], "status": list(states.values())})
    assert months(days).rows() == [("2026-02", 1, 2, 2, "2 to 4, 6")]


def palettes() -> list[dict[str, str]]:
    light, dark = re.findall(r":root \{(.*?)\}", STYLE, flags=re.DOTALL)[:2]
    return [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", text)) for text in (light, dark)]


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, section 1.4.3: the ratio of relative luminances."""

    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("palette", palettes(), ids=["light", "dark"])
def test_letters_contrast_with_their_ground_and_marks_with_the_paper(palette: dict[str, str]) -> None:
    letters = [("ink", "paper"), ("quiet", "paper"), ("link", "paper"), ("on-open", "open"), ("paper", "ink")]
    letters += [(name, "card") for name in ("ink", "quiet", "link")] + [(f"s{n}", "paper") for n in range(1, 7)]
    too_pale = {pair for pair in letters if contrast(palette[pair[0]], palette[pair[1]]) < 4.5}
    assert not too_pale
    assert all(contrast(palette[mark], palette["paper"]) >= 3 for mark in ("open", "prop", "stealth", "other"))
