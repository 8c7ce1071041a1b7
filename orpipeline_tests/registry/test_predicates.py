"""Every kind of claim loads as written, and a broken one is refused where it is broken."""

from pathlib import Path

import pytest

from orpipeline_tests.registry.claim_files import (
    PERIOD,
    PREDICATE,
    SOUND,
    loaded,
    refusal,
    with_predicate,
    without_period,
)

SOUND_PREDICATES = [
    "{kind: open_in_top_n, count: proprietary, n: 10, at_least: 1, at_most: 3}",
    "{kind: open_in_top_n, n: 5, exactly: 4, strictness: 2}",
    "{kind: top_n_is, models: [{name: M, slugs: [a/m]}, {name: No such, slugs: []}]}",
    "{kind: proprietary_members_are, n: 5, models: []}",
    "{kind: holds_since, condition: {n: 5, at_least: 4}}",
    "{kind: first_week_with, condition: {n: 5, at_least: 4}, ever: false}",
    "{kind: trend, share_of: open, weeks_before: 4, weeks_after: 4, direction: rising}",
    "{kind: share_at_least, of: models, models: [{name: M, slugs: [a/m]}], denominator: listed, at_least: 0.1}",
    "{kind: share_at_least, of: country, country: NO, denominator: all, at_least: 0.1}",
    "{kind: country_exceeds, country: CN, other_country: US, n: 10}",
]


@pytest.mark.parametrize("predicate", SOUND_PREDICATES)
def test_every_weekly_kind_of_predicate_loads_and_needs_a_period(tmp_path: Path, predicate: str) -> None:
    (claim,) = loaded(tmp_path, with_predicate(predicate))
    assert claim.predicate.kind in predicate
    assert "line 1, claim mine: period is missing: give around" in refusal(tmp_path, without_period(predicate))


TIMELESS_PREDICATES = [
    "{kind: price_is, model: {name: M, slugs: [a/m]}, input_price: 0, output_price: 0.6, day: 2026-02-17}",
    "{kind: price_ratio, model: {name: M, slugs: [a/m]}, of_model: {name: N, slugs: []}, at_least: 0.1, at_most: 2, "
    "day: 2026-02-17}",
    "{kind: licence_tier_is, model: {name: M, slugs: [a/m]}, tiers: [osi], day: 2026-02-17}",
    "{kind: out_of_scope, reason: A matter of taste.}",
]


@pytest.mark.parametrize("predicate", TIMELESS_PREDICATES)
def test_every_other_kind_of_predicate_loads_and_has_no_period(tmp_path: Path, predicate: str) -> None:
    assert loaded(tmp_path, without_period(predicate))[0].period is None
    assert "period is given, but a claim of kind" in refusal(tmp_path, with_predicate(predicate))


MODEL = "{name: M, slugs: [a/m]}"
BROKEN_CLAIMS = [
    (SOUND.replace("id: mine", "id: 'my own'"), "line 1, claim my own: id is 'my own', but "),
    (SOUND.replace("- id: mine\n ", "-"), "line 1, claim without id: id is missing"),
    (SOUND.replace("A newsletter", "''"), "line 2, claim mine: source is ''"),
    (SOUND.replace("https://", ""), "line 3, claim mine: url is 'example.org/12', but must be an address"),
    (
        SOUND.replace("published_on: 2026-06-20", "published_on: 2026-06-31"),
        "line 4, claim mine: published_on is '2026-06-31'",
    ),
    (SOUND.replace("statement", "text"), "line 5, claim mine: text is not known here"),
    (SOUND.replace("statement", "text"), "line 1, claim mine: statement is missing"),
    (SOUND.replace(PERIOD, "this week"), "line 6, claim mine: period is 'this week', but must be"),
    (SOUND.replace(PERIOD, "{around: June}"), "line 6, claim mine: period.around is 'June', but must be a date"),
    (SOUND.replace(PERIOD, "{convention: iso}"), "line 6, claim mine: period.week is missing"),
    (
        SOUND.replace(PERIOD, "{convention: us, week: 2026-02-09}"),
        "period.convention is 'us', but must be 'iso', 'sunday'",
    ),
    (
        SOUND.replace(PERIOD, "{convention: iso, week: 2026-02-10}"),
        "a Tuesday, but a week of convention iso starts on Monday",
    ),
    (SOUND.replace(PERIOD, "{convention: sunday, week: 2026-02-09}"), "a week of convention sunday starts on Sunday"),
    (SOUND.replace(PERIOD, "{around: 2026-06-20, week: 2026-06-15}"), "period.week is not known here"),
    (with_predicate("{n: 5}"), "line 7, claim mine: predicate has no 'kind'"),
    (with_predicate("{kind: wins}"), "predicate has the kind 'wins', but must have one of 'open_in_top_n'"),
    (
        with_predicate("{kind: open_in_top_n, n: many, at_least: 3}"),
        "line 7, claim mine: predicate.n is 'many', but must be",
    ),
    (
        with_predicate("{kind: open_in_top_n, n: 51, at_least: 3}"),
        "predicate.n is '51', but must be less than or equal to 50",
    ),
    (with_predicate("{kind: open_in_top_n, n: 5}"), "predicate give exactly, or else at_least"),
    (with_predicate("{kind: open_in_top_n, n: 5, exactly: 1, at_most: 2}"), "predicate give exactly, or else at_least"),
    (with_predicate("{kind: open_in_top_n, n: 5, at_least: 3, strictness: 5}"), "predicate.strictness is '5'"),
    (
        with_predicate("{kind: open_in_top_n, count: proprietary, n: 5, exactly: 1, strictness: 4}"),
        "strictness speaks of open",
    ),
    (with_predicate("{kind: top_n_is, models: []}"), "predicate.models is '[]'"),
    (
        with_predicate("{kind: top_n_is, models: [{name: M, slugs: ['a/m:free']}]}"),
        "predicate.models.0.slugs.0 is 'a/m:free'",
    ),
    (with_predicate("{kind: holds_since, condition: {n: 5}}"), "predicate.condition give exactly, or else at_least"),
    (with_predicate("{kind: share_at_least, of: open, denominator: all, at_least: 78}"), "predicate.at_least is '78'"),
    (
        with_predicate("{kind: share_at_least, of: open, denominator: top_n, at_least: 0.7}"),
        "denominator top_n needs n",
    ),
    (
        with_predicate("{kind: share_at_least, of: country, denominator: all, at_least: 0.7}"),
        "country goes with of: country",
    ),
    (
        with_predicate("{kind: share_at_least, of: models, denominator: all, at_least: 0.7}"),
        "models go with of: models",
    ),
    (
        with_predicate("{kind: share_at_least, of: proprietary, denominator: all, at_least: 0.7, strictness: 4}"),
        "strictness speaks of open models",
    ),
    (
        with_predicate("{kind: country_exceeds, country: China, other_country: US}"),
        "predicate.country is 'China', but must be the",
    ),
    (
        without_period(
            f"{{kind: price_ratio, model: {MODEL}, of_model: {MODEL}, at_least: 2, at_most: 1, day: 2026-02-17}}"
        ),
        "predicate at_least 2.0 is above at_most 1.0",
    ),
    (with_predicate("{kind: open_in_top_n, n: 5, at_least: 3, at_most: 2}"), "predicate at_least 3 is above at_most 2"),
    (with_predicate("{kind: open_in_top_n, n: 5, at_least: 6}"), "predicate 6 models of a top 5 are asked for"),
    (with_predicate("{kind: holds_since, condition: {n: 3, exactly: 4}}"), "4 models of a top 3 are asked for"),
    *(
        (
            with_predicate(f"{{kind: {kind}, models: [{MODEL}, {{name: N, slugs: [a/n, a/m]}}]}}"),
            "but must name each model once, and a/m stands twice",
        )
        for kind in (
            "top_n_is",
            "proprietary_members_are, n: 5",
            "share_at_least, of: models, denominator: all, at_least: 0.1",
        )
    ),
    (
        with_predicate(f"{{kind: proprietary_members_are, n: 1, models: [{MODEL}, {{name: N, slugs: []}}]}}"),
        "predicate 2 models of a top 1 are named",
    ),
    (with_predicate("{kind: country_exceeds, country: US, other_country: US}"), "predicate US cannot exceed itself"),
    (
        without_period(f"{{kind: price_is, model: {MODEL}, input_price: -1, output_price: 1, day: 2026-02-17}}"),
        "line 6, claim mine: predicate.input_price is '-1', but must be greater than or equal to 0",
    ),
    (
        without_period(f"{{kind: licence_tier_is, model: {MODEL}, tiers: [free], day: 2026-02-17}}"),
        "predicate.tiers.0 is 'free'",
    ),
    (
        without_period("{kind: claims_agree, claims: [A2, A2x]}"),
        "line 6, claim mine: predicate.claims names 'A2x', but there is",
    ),
    (SOUND + SOUND, "line 8, claim mine: id is taken by an earlier claim; choose another"),
    (SOUND.replace("  url:", "  source: B\n  url:"), "line 3: source stands twice in one mapping"),
    (SOUND.replace("n: 5", "n: 5, n: 6"), "line 7: n stands twice in one mapping"),
    (SOUND.replace("at_least: 3}", "at_least: 3, n: 6}"), "line 7: n stands twice in one mapping"),
    (
        with_predicate("{kind: top_n_is, models: [{name: M, name: N, slugs: [a/m]}]}"),
        "line 7: name stands twice in one mapping",
    ),
    (without_period("{kind: claims_agree, claims: [A2]}"), "line 6, claim mine: predicate.claims.1 is missing"),
    ("- A1\n", "line 1: must be a mapping that starts with 'id:'"),
    ("A1: {source: A}\n", "line 1: must be a list, each entry starting with '- id:'"),
    (SOUND + "- id: [\n", "not YAML"),
    (SOUND + "---\n" + SOUND, "line 8: not YAML"),
    ("- id: \x01\n", "not YAML"),
]


@pytest.mark.parametrize(("text", "words"), BROKEN_CLAIMS, ids=[words[-60:] for _, words in BROKEN_CLAIMS])
def test_a_broken_claim_is_refused_with_its_line_id_and_field(tmp_path: Path, text: str, words: str) -> None:
    message = refusal(tmp_path, text)
    assert words in message
    assert "claims.yaml breaks its rules" in message


def test_an_alias_within_its_own_anchor_is_refused(tmp_path: Path) -> None:
    message = refusal(tmp_path, SOUND.replace(PREDICATE, "&p {kind: top_n_is, models: [*p]}"))
    assert "line 7: not YAML (found unconstructable recursive node)" in message
