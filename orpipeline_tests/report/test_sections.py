"""Sections without data, with restatements, with a claim of the user's; files that cannot be reported on."""

import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import duckdb
import pytest

from orpipeline.errors import ConfigurationError, OrpipelineError
from orpipeline.report.write import write_report
from orpipeline_tests.runs import Run


def drawn(published: Path, week: date | None = None) -> str:
    target = published.with_name("report.html")
    write_report(published, target, week)
    return target.read_text()


def words(page: str) -> str:
    """What a person reads, without the style, the script and the tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", re.sub(r"<(script|style).*?</\1>", " ", page, flags=re.DOTALL)).split())


def test_a_warehouse_without_days_says_so_in_every_section(editable: Path) -> None:
    with duckdb.connect(str(editable)) as con:
        tables = con.sql("select schema_name, table_name from duckdb_tables()").fetchall()
        for schema, table in tables:
            con.execute(f"delete from {schema}.{table}")
    said = words(drawn(editable))
    assert "No closed week is held yet; a week counts once all its seven days were read." in said
    assert said.count("No closed week is held yet; there is nothing to draw.") == 4
    assert "No day is held yet" in said
    assert "The ledger holds no claim." in said
    assert "No figure held was changed by the source" in said
    assert "No answer is held yet." in said


def test_restatements_are_counted_and_the_largest_shown(editable: Path) -> None:
    with duckdb.connect(str(editable)) as con:
        con.execute("""
            insert into core.versions
            select series, day, permaslug, 2, token_count - 1234567, as_of + interval 1 day, as_of, null
            from core.versions
            where day = '2026-02-10' and permaslug = 'minimax/minimax-m2.1'
        """)
    page = drawn(editable)
    assert "changed 1 published figure on 1 day after" in words(page)
    assert "minimax/minimax-m2.1" in page
    assert "2026-09-29 08:19" in page
    assert "70 883 767 199 70 882 532 632" in words(page).replace("\N{NO-BREAK SPACE}", " ")


def test_an_address_that_a_browser_should_not_follow_is_no_link(editable: Path) -> None:
    with duckdb.connect(str(editable)) as con:
        con.execute(
            "update mart.claims set url = 'javascript:alert(1)', statement = '</script><b>x' where claim_id = 'A1'"
        )
    page = drawn(editable)
    assert "javascript:" not in page
    assert "<b>x" not in page
    assert "&lt;/script&gt;&lt;b&gt;x" in page


def test_a_number_in_a_models_name_is_not_shortened_as_the_drawings_numbers_are(editable: Path) -> None:
    with duckdb.connect(str(editable)) as con:
        con.execute("update mart.rank_movement set model_name = 'Pi 3.14159' where rank = 1")
    page = drawn(editable)
    drawings = "".join(re.findall(r"<svg.*?</svg>", page, flags=re.DOTALL))
    assert "Pi 3.14159" in drawings
    assert re.search(r' d="[^"]*\d\.\d{2}\D', drawings)
    assert not re.search(r' d="[^"]*\d\.\d{3}', drawings)


def test_the_chosen_week_is_open_and_a_week_not_held_is_refused(editable: Path) -> None:
    assert '<option value="2026-06-08" selected>2026-W24' in drawn(editable, date(2026, 6, 10))
    with pytest.raises(ConfigurationError, match="2025-W01"):
        drawn(editable, date(2025, 1, 1))


def test_a_file_of_another_version_is_refused_with_what_to_do(editable: Path) -> None:
    with duckdb.connect(str(editable)) as con:
        con.execute("drop view claims")
    with pytest.raises(ConfigurationError, match="orpipeline rebuild"):
        drawn(editable)


def test_what_cannot_be_written_is_said_and_leaves_nothing_behind(recorded: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way of a folder")
    with pytest.raises(OrpipelineError, match=r"could not be written"):
        write_report(recorded.settings.published, tmp_path / "file" / "report.html")
    (tmp_path / "report.html").mkdir()
    with pytest.raises(ConfigurationError, match=r"report\.html, which is no file"):
        write_report(recorded.settings.published, tmp_path / "report.html")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "report.html"]


def test_a_link_stays_a_link_and_a_device_a_device(recorded: Run, tmp_path: Path) -> None:
    link, page = tmp_path / "link.html", tmp_path / "page.html"
    link.symlink_to(page)
    size = write_report(recorded.settings.published, link)
    assert (link.is_symlink(), page.stat().st_size) == (True, size)
    circle = tmp_path / "circle.html"
    circle.symlink_to(circle)
    with pytest.raises(OrpipelineError, match=r"could not be written to .*circle\.html \(\w.*\); an earlier report"):
        write_report(recorded.settings.published, circle)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(ConfigurationError, match="which is no file"):
        write_report(recorded.settings.published, pipe)
    assert pipe.is_fifo()


def test_the_page_is_the_same_in_another_time_zone(recorded: Run, tmp_path: Path) -> None:
    here, there = tmp_path / "here.html", tmp_path / "there.html"
    write_report(recorded.settings.published, here)
    code = (
        "import sys, pathlib; from orpipeline.report.write import write_report; "
        "write_report(*map(pathlib.Path, sys.argv[1:]))"
    )
    command = [sys.executable, "-c", code, str(recorded.settings.published), str(there)]
    subprocess.run(command, check=True, env={**os.environ, "TZ": "Pacific/Kiritimati"})
    assert there.read_bytes() == here.read_bytes()
