"""The registry of models: the shipped file, and what happens to a row that breaks a rule."""

import csv
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from orpipeline.errors import ConfigurationError
from orpipeline.registry import ModelVerdict, load_models
from orpipeline.registry.models import COLUMNS

OPEN = {
    "base_slug": "lab/open-1",
    "model_name": "Open 1",
    "lab": "Lab",
    "lab_country": "FR",
    "openness": "open_weights",
    "licence": "MIT",
    "licence_tier": "osi",
    "weights_repo": "lab/open-1",
    "evidence_url": "https://huggingface.co/lab/open-1",
    "evidence_kind": "huggingface",
    "confidence": "high",
    "checked_on": "2026-11-22",
}
CLOSED = OPEN | {
    "base_slug": "lab/closed-1",
    "openness": "proprietary",
    "licence": "",
    "licence_tier": "closed",
    "weights_repo": "",
    "evidence_kind": "vendor",
}
STEALTH = CLOSED | {
    "base_slug": "stealth/x",
    "lab": "undisclosed",
    "lab_country": "",
    "openness": "stealth",
    "licence_tier": "",
}
ROUTER = CLOSED | {"base_slug": "openrouter/auto", "openness": "router", "licence_tier": ""}


def written(folder: Path, *rows: Mapping[str, str]) -> Path:
    path = folder / "models.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


def refusal(path: Path) -> str:
    with pytest.raises(ConfigurationError) as caught:
        load_models(path)
    return str(caught.value)


def test_the_shipped_registry_holds_729_verdicts_on_712_models() -> None:
    verdicts = load_models()
    assert (len(verdicts), len({v.base_slug for v in verdicts})) == (729, 712)


def test_the_shipped_rows_are_typed_and_empty_cells_are_none() -> None:
    m2_5 = next(v for v in load_models() if v.base_slug == "minimax/minimax-m2.5-20260211")
    assert (m2_5.openness, m2_5.licence_tier, m2_5.lab_country) == ("open_weights", "clause", "CN")
    assert (m2_5.checked_on, m2_5.valid_from, m2_5.revealed_as) == (date(2026, 11, 22), None, None)


def test_every_shipped_model_has_exactly_one_verdict_on_any_day() -> None:
    verdicts = load_models()
    slugs = sorted({v.base_slug for v in verdicts})
    for day in (date(2025, 1, 1), date(2026, 2, 15), date(2026, 11, 21)):
        assert sorted(v.base_slug for v in verdicts if holds(v, day)) == slugs


def holds(verdict: ModelVerdict, day: date) -> bool:
    return (verdict.valid_from or date.min) <= day <= (verdict.valid_to or date.max)


def test_a_verdict_cannot_be_changed_after_loading(tmp_path: Path) -> None:
    (verdict,) = load_models(written(tmp_path, OPEN))
    with pytest.raises(ValueError, match="frozen"):
        verdict.openness = "proprietary"


@pytest.mark.parametrize("row", [OPEN, CLOSED, STEALTH, ROUTER, OPEN | {"evidence_url": ""}])
def test_a_sound_row_of_each_kind_loads(tmp_path: Path, row: Mapping[str, str]) -> None:
    assert load_models(written(tmp_path, row))[0].base_slug == row["base_slug"]


BROKEN_ROWS = [
    (OPEN | {"base_slug": ""}, "base_slug is empty"),
    (OPEN | {"base_slug": "lab/open-1:free"}, "without its variant"),
    (OPEN | {"base_slug": "other"}, "not 'other'"),
    (OPEN | {"base_slug": "lab/open 1"}, "must be a permaslug without spaces"),
    (OPEN | {"model_name": ""}, "model_name is empty, but must be text"),
    (OPEN | {"lab": " "}, "lab is empty, but must be text"),
    (OPEN | {"lab_country": "FRA"}, "lab_country is 'FRA', but must be the two capital letters"),
    (OPEN | {"lab_country": "fr"}, "lab_country is 'fr', but must be the two capital letters"),
    (OPEN | {"lab_country": "France"}, "lab_country is 'France', but must be the two capital letters"),
    (
        OPEN | {"openness": "open"},
        "openness is 'open', but must be 'open_weights', 'proprietary', 'stealth' or 'router'",
    ),
    (OPEN | {"openness": ""}, "openness is empty, but must be 'open_weights'"),
    (OPEN | {"licence_tier": "gpl"}, "licence_tier is 'gpl', but must be 'osi'"),
    (OPEN | {"licence_tier": "closed"}, "licence_tier is closed, but an open_weights row has one of osi, clause"),
    (OPEN | {"licence_tier": ""}, "licence_tier is empty, but an open_weights row has one of osi, clause"),
    (CLOSED | {"licence_tier": "osi"}, "licence_tier is osi, but must be closed on a proprietary row"),
    (CLOSED | {"licence_tier": ""}, "licence_tier is empty, but must be closed on a proprietary row"),
    (STEALTH | {"licence_tier": "closed"}, "licence_tier is closed, but must be empty on a stealth row"),
    (ROUTER | {"licence_tier": "osi"}, "licence_tier is osi, but must be empty on a router row"),
    (OPEN | {"evidence_url": "huggingface.co/lab"}, "evidence_url is 'huggingface.co/lab', but must be an address"),
    (OPEN | {"evidence_url": "https:///lab"}, "evidence_url is 'https:///lab', but must be an address"),
    (OPEN | {"evidence_url": "https://hf.co/a b"}, "evidence_url is 'https://hf.co/a b', but must be an address"),
    (OPEN | {"evidence_url": "", "weights_repo": ""}, "evidence_url is empty: give the address"),
    (CLOSED | {"evidence_url": ""}, "evidence_url is empty: give the address"),
    (CLOSED | {"evidence_url": "", "weights_repo": "lab/closed-1"}, "evidence_url is empty: give the address that"),
    (OPEN | {"evidence_kind": "blog"}, "evidence_kind is 'blog', but must be 'huggingface'"),
    (OPEN | {"evidence_kind": ""}, "evidence_kind is empty, but must be 'huggingface'"),
    (OPEN | {"confidence": "sure"}, "confidence is 'sure', but must be 'high', 'medium' or 'low'"),
    (CLOSED | {"evidence_kind": "absence"}, "confidence is high, but evidence_kind absence allows only low"),
    (CLOSED | {"evidence_kind": "absence", "confidence": "medium"}, "confidence is medium, but evidence_kind absence"),
    (OPEN | {"licence": ""}, "confidence is high, but an open row without a licence allows only low"),
    (OPEN | {"checked_on": ""}, "checked_on is empty, but must be a date like 2026-02-09"),
    (OPEN | {"checked_on": "20261122"}, "checked_on is '20261122', but must be a date like 2026-02-09"),
    (OPEN | {"checked_on": "2026-02-30"}, "checked_on is '2026-02-30', but must be a day that exists"),
    (OPEN | {"revealed_as": "lab/open-2"}, "only a stealth row is revealed"),
    (STEALTH | {"revealed_on": "2026-02-11"}, "revealed_on is given, but revealed_as is empty"),
    (STEALTH | {"revealed_as": "lab/nowhere"}, "revealed_as is 'lab/nowhere', but the table has no such other model"),
    (STEALTH | {"revealed_as": "stealth/x"}, "the table has no such other model"),
    (STEALTH | {"lab": "Lab"}, "lab is 'Lab', but a stealth row says undisclosed"),
    (
        OPEN | {"valid_from": "2026-03-02", "valid_to": "2026-03-01"},
        "valid_to 2026-03-01 is before valid_from 2026-03-02",
    ),
    (OPEN | {"valid_from": "2026-03-01"}, "valid_from must be empty on a model's first row"),
    (OPEN | {"valid_to": "2026-03-01"}, "valid_to must be empty on a model's last row"),
]


@pytest.mark.parametrize(("row", "words"), BROKEN_ROWS, ids=[words[:60] for _, words in BROKEN_ROWS])
def test_a_broken_row_is_refused_with_its_line_model_and_column(
    tmp_path: Path, row: dict[str, str], words: str
) -> None:
    message = refusal(written(tmp_path, ROUTER | {"base_slug": "openrouter/sound"}, row))
    assert f"line 3, {row['base_slug']}: " in message
    assert words in message


CLOSED_UNTIL = CLOSED | {"valid_to": "2026-03-09"}
OPEN_FROM = OPEN | {"base_slug": "lab/closed-1", "valid_from": "2026-03-10"}
BROKEN_PERIODS = [
    (
        (CLOSED_UNTIL, OPEN_FROM | {"valid_from": "2026-03-09"}),
        "line 3, lab/closed-1: valid_from overlaps the period of line 2",
    ),
    (
        (CLOSED_UNTIL, OPEN_FROM | {"valid_from": "2026-03-11"}),
        "2026-03-11 leaves a gap after valid_to 2026-03-09 of line 2",
    ),
    (
        (CLOSED_UNTIL | {"valid_from": "2026-01-01"}, OPEN_FROM),
        "line 2, lab/closed-1: valid_from must be empty on a model's first",
    ),
    ((CLOSED, OPEN_FROM), "overlaps the period of line 2; close that one with valid_to"),
    ((CLOSED, CLOSED), "overlaps the period of line 2"),
    ((CLOSED, CLOSED_UNTIL), "line 2, lab/closed-1: valid_from overlaps the period of line 3"),
    (
        (CLOSED_UNTIL, OPEN_FROM | {"valid_to": "2026-04-01"}),
        "line 3, lab/closed-1: valid_to must be empty on a model's last",
    ),
]


@pytest.mark.parametrize(("rows", "words"), BROKEN_PERIODS, ids=[words[-40:] for _, words in BROKEN_PERIODS])
def test_periods_of_one_model_must_cover_all_time_once(
    tmp_path: Path, rows: tuple[dict[str, str], dict[str, str]], words: str
) -> None:
    assert words in refusal(written(tmp_path, *rows))


def test_a_closed_row_and_its_successor_load_in_any_order_of_lines(tmp_path: Path) -> None:
    assert [v.openness for v in load_models(written(tmp_path, OPEN_FROM, CLOSED_UNTIL))] == [
        "open_weights",
        "proprietary",
    ]


def test_a_verdict_may_hold_for_a_single_day(tmp_path: Path) -> None:
    one_day = OPEN_FROM | {"valid_to": "2026-03-10"}
    after = CLOSED_UNTIL | {"valid_from": "2026-03-11", "valid_to": ""}
    assert len(load_models(written(tmp_path, CLOSED_UNTIL, one_day, after))) == 3


def test_ten_problems_of_a_file_are_told_at_once_and_the_rest_counted(tmp_path: Path) -> None:
    message = refusal(written(tmp_path, *(OPEN | {"base_slug": f"lab/m{i}", "confidence": "?"} for i in range(13))))
    assert "line 2, lab/m0" in message
    assert "line 11, lab/m9" in message
    assert "line 12" not in message
    assert "and 3 more" in message


@pytest.mark.parametrize(("problems", "more"), [(10, ""), (11, "and 1 more")])
def test_the_eleventh_problem_is_counted_and_there_is_no_word_of_more_when_there_is_none(
    tmp_path: Path, problems: int, more: str
) -> None:
    rows = (OPEN | {"base_slug": f"lab/m{i}", "confidence": "?"} for i in range(problems))
    assert refusal(written(tmp_path, *rows)).partition("m9: ")[2].partition("\n")[2].strip() == more


def test_a_bad_file_is_refused_in_plain_words(tmp_path: Path) -> None:
    sound = written(tmp_path, OPEN).read_text(encoding="utf-8")
    path = tmp_path / "bad.csv"
    for text, words in [
        (sound.replace("licence_tier", "license_tier"), "line 1: the columns are"),
        ("", "line 1: the columns are ''"),
        (sound.replace("Open 1", "Open, 1"), "line 2, lab/open-1: "),
        (sound + "\n" + sound.splitlines()[1], "line 3, empty: base_slug is empty"),
        (sound.replace("Open 1", '"Open" 1'), "line 2: not CSV"),
    ]:
        path.write_text(text, encoding="utf-8")
        assert words in refusal(path)
    path.write_bytes(b"\xff\xfe")
    assert "is not UTF-8" in refusal(path)
    assert "cannot be read" in refusal(tmp_path / "nowhere.csv")


def test_a_row_with_a_cell_too_many_says_so(tmp_path: Path) -> None:
    path = written(tmp_path, OPEN)
    path.write_text(path.read_text(encoding="utf-8").rstrip("\n") + ",and more\n", encoding="utf-8")
    assert "line 2, lab/open-1: cell 18 is not known here" in refusal(path)


def test_a_file_saved_by_a_spreadsheet_with_mark_and_crlf_loads(tmp_path: Path) -> None:
    path = written(tmp_path, OPEN | {"note": "two\u2028lines"})
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert load_models(path)[0].note == "two\u2028lines"
