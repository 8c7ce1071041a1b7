"""The report: self-contained, readable by machine and person, safe against hostile names, the same every time."""

import os
import re
import time
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import duckdb
import pytest

from orpipeline.errors import ConfigurationError
from orpipeline.report.write import write_report
from orpipeline_tests.browser import chromium
from orpipeline_tests.runs import Run

MAX_BYTES = 3_000_000


@pytest.fixture(scope="module")
def page(recorded: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("report") / "report.html"
    size = write_report(recorded.settings.published, target)
    assert size == target.stat().st_size
    return target


class Outline(HTMLParser):
    """Tags in order with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def test_the_first_screen_answers_the_question(page: Path) -> None:
    text = re.sub(r"<[^>]+>", "", page.read_text())
    assert "12 of 32 closed weeks: 2026-W07, 2026-W08 and 2026-W24 to 2026-W33" in " ".join(text.split())


def test_it_names_the_model_whose_weights_came_out_within_the_week_that_it_makes_one_of_four(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert re.findall(r"(2026-W\d\d)<br>[^\n]*not open on its first day:<br>([^<]*)<", text) == [
        ("2026-W24", "minimax/minimax-m3-20260531")
    ]


def test_it_loads_nothing_from_anywhere_and_stays_small(page: Path) -> None:
    for tag, attributes in Outline(page.read_text()).tags:
        loaded = {
            name: value or "" for name, value in attributes.items() if name in {"src", "srcset", "data", "action"}
        }
        assert not [value for value in loaded.values() if not value.startswith("data:")], (tag, loaded)
        assert not (tag == "link" and attributes.get("rel") == "stylesheet")
    assert "@import" not in page.read_text()
    assert page.stat().st_size < MAX_BYTES


def test_it_carries_the_citation_and_no_path_of_a_machine(page: Path, recorded: Run) -> None:
    text = page.read_text()
    assert "Source: OpenRouter (openrouter.ai/rankings), as of 2026-09-28T08:19:54Z. Licensed under CC BY 4.0." in text
    assert str(recorded.settings.home) not in text


def test_headings_stand_in_order_and_every_drawing_has_words(page: Path) -> None:
    tags = Outline(page.read_text()).tags
    levels = [int(tag[1]) for tag, _ in tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert levels.count(1) == 1
    drawings = [attributes for tag, attributes in tags if tag == "svg"]
    assert drawings
    assert all(a.get("aria-label") or a.get("aria-labelledby") or a.get("aria-hidden") == "true" for a in drawings)
    assert {"main", "header", "footer", "nav"} <= {tag for tag, _ in tags}
    assert ("html", "en") in [(tag, a.get("lang")) for tag, a in tags]


def test_an_id_stands_for_one_place_also_within_the_drawings(page: Path) -> None:
    ids = [attributes["id"] for _, attributes in Outline(page.read_text()).tags if "id" in attributes]
    assert ids
    assert len(set(ids)) == len(ids)


def test_every_figure_has_a_table_behind_it(page: Path) -> None:
    figures = re.findall(r"<figure.*?</figure>", page.read_text(), flags=re.DOTALL)
    assert len(figures) >= 5
    for figure in figures:
        assert "<table" in figure
        assert "<figcaption" in figure


def test_the_same_published_file_gives_the_same_bytes(page: Path, recorded: Run, tmp_path: Path) -> None:
    write_report(recorded.settings.published, tmp_path / "again.html")
    assert (tmp_path / "again.html").read_bytes() == page.read_bytes()


def test_a_hostile_name_is_text_and_never_a_script(editable: Path, tmp_path: Path) -> None:
    with duckdb.connect(str(editable)) as con:
        con.execute("update mart.weekly_rank set model_name = '<script>alert(1)</script>' where rank = 1")
        con.execute("update mart.rank_movement set model_name = '\"><img src=x onerror=alert(1)>' where rank = 2")
    write_report(editable, tmp_path / "report.html")
    text = (tmp_path / "report.html").read_text()
    assert "<script>alert" not in text
    assert "<img" not in text
    assert "&lt;script&gt;alert(1)" in text


def test_what_a_killed_report_left_is_cleared_but_not_what_one_is_writing_or_what_is_of_another(
    page: Path, recorded: Run
) -> None:
    killed, writing, other = (
        page.with_name(name) for name in (f".{page.name}.1.part", f".{page.name}.2.part", f".{page.stem}-2.html.1.part")
    )
    for path in (killed, writing, other):
        path.touch()
    for path in (killed, other):
        os.utime(path, (0, time.time() - 7200))
    write_report(recorded.settings.published, page)
    assert {path.name for path in page.parent.iterdir()} == {page.name, writing.name, other.name}


def test_without_a_published_file_it_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="Run `orpipeline run`"):
        write_report(tmp_path / "none.duckdb", tmp_path / "report.html")
    assert not (tmp_path / "report.html").exists()


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_browser_shows_it_without_errors_and_without_scrolling_sideways(
    page: Path, tmp_path: Path, width: int, theme: str
) -> None:
    with chromium(tmp_path / "profile") as window:
        size = {"width": width, "height": 1500, "deviceScaleFactor": 1, "mobile": width < 500}
        window.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        media = {"features": [{"name": "prefers-color-scheme", "value": theme}]}
        window.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
        window.get(f"file://{page}")
        assert window.execute_script("return document.documentElement.scrollWidth <= innerWidth && innerWidth") == width
        assert [entry for entry in window.get_log("browser") if entry["level"] == "SEVERE"] == []
