"""The claim ledger's data: the shipped claims, the weeks they speak of, and what happens to a broken claim."""

from datetime import date
from pathlib import Path

import pytest

from orpipeline.errors import ConfigurationError
from orpipeline.registry import Claim, FixedPeriod, PeriodAround, load_claims, load_models
from orpipeline.registry.claims import WeekConvention
from orpipeline.registry.predicates import OpenInTopN, Part, PriceIs, ShareAtLeast, TopNIs
from orpipeline_tests.registry.claim_files import SOUND, loaded, without_period

# In the order of the list the ledger was made from.
SHIPPED_IDS = [
    *("A1", "A1a", "A1b", "A2", "A3", "A4", "A5", "A6", "A7", "A8", "A9"),
    *("B1", "B2", "B3", "B3a", "B4", "B5", "B6", "B7", "B8"),
    *("X1", "X1a", "X2", "X3", "X4", "X4a", "X5"),
]


@pytest.fixture
def shipped() -> dict[str, Claim]:
    return {claim.id: claim for claim in load_claims()}


def slugs_in(part: Part) -> set[str]:
    found: set[str] = set(getattr(part, "slugs", ()))
    for value in dict(part).values():
        for inner in value if isinstance(value, tuple) else (value,):
            found |= slugs_in(inner) if isinstance(inner, Part) else set()
    return found


def test_the_shipped_ledger_holds_every_claim_once_in_order(shipped: dict[str, Claim]) -> None:
    assert [claim.id for claim in load_claims()] == SHIPPED_IDS


def test_every_model_that_a_shipped_claim_names_stands_in_the_registry(shipped: dict[str, Claim]) -> None:
    named = set().union(*(slugs_in(claim.predicate) for claim in shipped.values()))
    assert len(named) > 8
    assert named <= {verdict.base_slug for verdict in load_models()}


def test_this_week_leaves_the_convention_open_and_a_named_iso_week_fixes_it(shipped: dict[str, Claim]) -> None:
    assert shipped["A1"].period == PeriodAround(around=date(2026, 2, 17))
    assert shipped["A1a"].period == FixedPeriod(convention="iso", week=date(2026, 2, 9))
    assert shipped["A1b"].period == FixedPeriod(convention="iso", week=date(2026, 2, 16))


def test_only_the_claim_about_the_licence_asks_for_more_than_open_weights(shipped: dict[str, Claim]) -> None:
    strict = {i: getattr(c.predicate, "strictness", 1) for i, c in shipped.items()}
    assert {i: s for i, s in strict.items() if s != 1} == {"A9": 4}
    assert shipped["A9"].period == shipped["A1"].period


def test_a_model_that_never_existed_keeps_its_place_without_a_slug(shipped: dict[str, Claim]) -> None:
    listed, priced = shipped["A2"].predicate, shipped["A6"].predicate
    assert isinstance(listed, TopNIs)
    assert isinstance(priced, PriceIs)
    assert [m.name for m in listed.models if not m.slugs] == [priced.model.name] == ["DeepSeek R2"]
    assert len(listed.models) == 5


def test_the_denominators_of_the_78_percent_claims_differ(shipped: dict[str, Claim]) -> None:
    predicates = [shipped[i].predicate for i in ("B3", "B3a")]
    assert [(p.denominator, p.at_least, p.n) for p in predicates if isinstance(p, ShareAtLeast)] == [
        ("all", 0.78, 5),
        ("top_n", 0.78, 5),
    ]


@pytest.mark.parametrize(
    ("convention", "day"), [("iso", 9), ("sunday", 8), *(("rolling", day) for day in range(8, 15))]
)
def test_a_fixed_week_is_the_only_week_of_its_claim_and_a_rolling_one_starts_on_any_day(
    convention: WeekConvention, day: int
) -> None:
    assert FixedPeriod(convention=convention, week=date(2026, 2, day)).weeks() == ((convention, date(2026, 2, day)),)


def test_around_a_day_stand_the_weeks_that_contain_it_or_ended_last_before() -> None:
    weeks = PeriodAround(around=date(2026, 2, 17)).weeks()
    of = {c: [str(w.week_start) for w in weeks if w.convention == c] for c in ("iso", "sunday", "rolling")}
    assert of["iso"] == ["2026-02-09", "2026-02-16"]
    assert of["sunday"] == ["2026-02-08", "2026-02-15"]
    assert of["rolling"] == [f"2026-02-{day}" for day in range(10, 18)]


@pytest.mark.parametrize(("day", "monday", "sunday"), [(22, 16, 22), (16, 16, 15), (21, 16, 15)])
def test_weeks_around_their_own_first_and_last_days_are_found(day: int, monday: int, sunday: int) -> None:
    weeks = PeriodAround(around=date(2026, 2, day)).weeks()
    assert weeks[1] == ("iso", date(2026, 2, monday))
    assert weeks[3] == ("sunday", date(2026, 2, sunday))


def test_a_users_own_claims_come_after_the_shipped_ones(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(SOUND, encoding="utf-8")
    claims = load_claims(extra=own)
    assert [c.id for c in claims] == [*SHIPPED_IDS, "mine"]
    assert claims[-1].predicate == OpenInTopN(kind="open_in_top_n", n=5, at_least=3)
    assert claims[-1].published_on == date(2026, 6, 20)


def test_claims_keep_the_order_of_their_files_not_that_of_their_names(tmp_path: Path) -> None:
    first, second = tmp_path / "first.yaml", tmp_path / "second.yaml"
    first.write_text(SOUND.replace("mine", "Z") + SOUND.replace("mine", "C"), encoding="utf-8")
    second.write_text(SOUND.replace("mine", "M") + SOUND.replace("mine", "A"), encoding="utf-8")
    assert [claim.id for claim in load_claims(first, extra=second)] == ["Z", "C", "M", "A"]


def test_a_users_claim_may_not_take_a_shipped_id(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(SOUND + SOUND.replace("mine", "A1"), encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"own\.yaml(.|\n)*line 8, claim A1: id is taken by an earlier claim"):
        load_claims(extra=own)


def test_a_users_claim_may_be_compared_with_a_shipped_one(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    text = without_period("{kind: claims_agree, claims: [A2, B2]}")
    own.write_text(text, encoding="utf-8")
    assert load_claims(extra=own)[-1].id == "mine"
    own.write_text(text.replace("B2", "A1"), encoding="utf-8")
    with pytest.raises(
        ConfigurationError, match=r"line 6, claim mine: predicate\.claims names 'A1', but there is no claim of kind"
    ):
        load_claims(extra=own)


def test_an_empty_file_of_ones_own_adds_nothing(tmp_path: Path) -> None:
    assert loaded(tmp_path, "# none yet\n") == []


def test_a_claims_file_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"nowhere\.yaml cannot be read"):
        load_claims(extra=tmp_path / "nowhere.yaml")
