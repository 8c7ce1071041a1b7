"""How a claim's margin is told: in the unit of what it is a distance of."""

import pytest

from orpipeline.cli.claims import print_line
from orpipeline.transforms.claims.verdicts import MARGIN_MEANS


@pytest.mark.parametrize(
    ("kind", "margin", "told"),
    [
        ("open_in_top_n", 0.0033, "margin 0.33%"),
        ("share_at_least", 0.3266, "margin 32.66%"),
        ("price_is", 0.15, "margin 0.15 (USD per million tokens: how far the stated prices miss)"),
        ("price_ratio", 3.5, "margin 3.5 (ratio of prices: distance from the bound)"),
        ("open_in_top_n", None, "0 unknown"),
    ],
)
def test_a_margin_is_told_in_its_unit(
    capsys: pytest.CaptureFixture[str], kind: str, margin: float | None, told: str
) -> None:
    counts = {"settings_true": 1, "settings_false": 0, "settings_unknown": 0}
    print_line(
        {"claim_id": "X1", "verdict": "supported", "statement": "It is so.", "flipped_by": None}
        | counts
        | {"margin": margin, "margin_means": None if margin is None else MARGIN_MEANS[kind]}
    )
    assert capsys.readouterr().out.splitlines()[0].endswith(told)
