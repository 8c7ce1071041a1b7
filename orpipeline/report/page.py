"""The page: facts in, one self-contained HTML text out."""

import base64
import hashlib
import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import duckdb
import jinja2
from markupsafe import Markup

from orpipeline.report import charts, grids, sensitivity, strip, tables, words
from orpipeline.report.drawer import Drawer
from orpipeline.report.facts import Facts, read_facts
from orpipeline.report.svg import Drawing, placed

_TEMPLATES = Path(__file__).parent / "templates"
VERDICTS = {
    "supported": "✓ supported",
    "refuted": "✗ refuted",
    "fragile": "± fragile",
    "undecidable": "? undecidable",
    "out_of_scope": "· out of scope",
}


class Page:
    """A page whose charts are being drawn from the moment it is made; the same published file gives the same text.

    `week` (any day of it) is the week whose sensitivity is opened first. `ConfigurationError` if the file that is open
    as `con` was made by another version.
    """

    def __init__(self, con: duckdb.DuckDBPyConnection, drawer: Drawer, week: date | None = None) -> None:
        self._facts = read_facts(con)
        self._drawer, self._week = drawer, week
        self._drawings = _drawings(self._facts)
        drawer.begin([drawing.styled for pair in self._drawings.values() for drawing in pair])

    def text(self) -> str:
        """The whole page; `ConfigurationError` if the week is not held, `OrpipelineError` if drawing failed."""
        facts = self._facts
        parts = {"tables": _tables(facts), **_answer(facts), **_matrix(facts, self._week)}  # while it draws
        template = _environment().get_template("page.html.j2")
        texts = iter(self._drawer.texts())
        charts = {
            name: Markup("").join(placed(drawing, next(texts)) for drawing in pair)
            for name, pair in self._drawings.items()
        }
        return _filled(template, facts, {"charts": charts, **parts})


def _filled(template: jinja2.Template, facts: Facts, parts: dict[str, Any]) -> str:
    """The template with everything in it."""
    script = (_TEMPLATES / "page.js").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return template.render(
        style=Markup((_TEMPLATES / "style.css").read_text(encoding="utf-8")),  # noqa: S704 - a file of ours
        script=Markup(script),  # noqa: S704 - a file of ours
        script_hash=digest,
        words=words,
        verdicts=VERDICTS,
        citations=facts.citations.to_dicts(),
        citation=" ".join(facts.citations["text"].to_list()),
        restated_days=facts.restated_days.height,
        restated_facts=int(facts.restated_days["fact_count"].sum()),
        claims=[{**claim, "link": _web_address(claim["url"])} for claim in facts.claims.to_dicts()],
        **parts,
    )


def _answer(facts: Facts) -> dict[str, Any]:
    """What the first screen says: the weeks with four or more, and how sure each is."""
    found = strip.weeks(facts.weeks, facts.top_five, sensitivity.agreement(facts.sensitivity), facts.robustness)
    hits = [week for week in found if week.open_count >= 4]
    return {
        "weeks": found,
        "hits": hits,
        "sure": [week for week in hits if week.is_sure],
        "unsure": [week for week in hits if not week.is_sure],
        "near": [week for week in found if week.open_count < 4 and week.ways_four],
        "strict": [week for week in hits if week.osi_four],
    }


def _matrix(facts: Facts, wish: date | None) -> dict[str, Any]:
    """The matrices of all weeks, and the one that is open without scripts."""
    matrices = sensitivity.matrices(facts.sensitivity)
    monday = sensitivity.chosen_week(facts.weeks, sensitivity.agreement(facts.sensitivity), wish)
    data = {key: {"week": m.week, "windows": m.windows} for key, m in matrices.items()}
    return {
        "matrices": matrices,
        "chosen": None if monday is None else str(monday),
        # "</script>" cannot occur in it: no less-than sign does.
        "matrix_json": Markup(json.dumps(data, separators=(",", ":")).replace("<", "\\u003c")),  # noqa: S704
        "settings": sensitivity,
    }


def _drawings(facts: Facts) -> dict[str, list[Drawing]]:
    """What is to be drawn, by section; one without data has nothing, and the page says so in words."""
    wanted = {
        "share": (charts.open_share, facts.openness, "Line chart: open share of tokens by week, with its bounds"),
        "ranks": (grids.bump, facts.ranks, "Rank chart: the leading models of the newest weeks, by week"),
        "labs": (charts.group_share, facts.labs, "Line chart: share of the six leading labs by week"),
        "countries": (charts.group_share, facts.countries, "Line chart: share of the leading countries by week"),
        "days": (grids.calendar, facts.days, "Calendar: which days are held"),
    }
    return {
        name: charts.both(build, frame, f"{label}. The table below it has the figures.")
        for name, (build, frame, label) in wanted.items()
        if frame.height
    }


def _tables(facts: Facts) -> dict[str, tables.Table]:
    return {
        "share": tables.open_share(facts.openness),
        "ranks": tables.ranks(facts.ranks),
        "labs": tables.group_share(facts.labs, "leading labs"),
        "countries": tables.group_share(facts.countries, "leading countries"),
        "days": tables.coverage(facts.days),
        "top_five": tables.top_five(facts.top_five),
        "number_one": tables.number_one(facts.number_one),
        "restatements": tables.restatements(facts.restatements),
    }


def _web_address(url: str | None) -> str | None:
    """A claim's address if a browser may follow it: the user's own claims file could say `javascript:`."""
    return url if url and urlsplit(url).scheme in {"http", "https"} else None


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
