"""Whatever a history does to landing, the warehouse holds the versions of the answers that are left, and no others."""

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from orpipeline.answer import Answer
from orpipeline.landing import LandingDamaged
from orpipeline_tests.house import House
from orpipeline_tests.warehouse.test_versions import PURE, answers
from orpipeline_tests.warehouse.versions_by_hand import versions

STEPS = ("land", "land", "load", "reject", "delete", "damage", "begin anew")


@dataclass
class Model:
    """What a person would expect: files of landing and whether they are whole, what is loaded, what a hand set aside."""

    whole: dict[str, bool] = field(default_factory=dict)
    held: set[str] = field(default_factory=set)
    by_hand: set[str] = field(default_factory=set)

    def load(self) -> None:
        self.whole = {sha: is_whole for sha, is_whole in self.whole.items() if is_whole or sha in self.held}
        self.held = set(self.whole)

    @property
    def is_emptied(self) -> bool:
        """Nothing is left of what was loaded, and a hand's rejections do not account for all of it."""
        return bool(self.held) and self.held.isdisjoint(self.whole) and not self.held <= self.by_hand


def take(step: str, each: Answer, house: House, model: Model) -> None:
    """One step with one answer, in the warehouse and in the model."""
    sha = each.sha256
    path = house.settings.landing / f"{sha}.json.gz"
    if step == "land":
        house.put(each)
        if sha not in model.by_hand:
            model.whole[sha] = True
    elif step == "load":
        load(house, model)
    elif step == "begin anew":
        begin_anew(house, model)
    elif sha in model.whole:
        if step == "damage":
            path.write_bytes(path.read_bytes()[:40])
            model.whole[sha] = False
            return
        del model.whole[sha]
        if step == "reject":
            house.store.reject(sha, "a test", by="hand")
            model.by_hand.add(sha)
        else:
            path.unlink()


def load(house: House, model: Model) -> None:
    if model.is_emptied:
        with pytest.raises(LandingDamaged):
            house.load()
        return
    house.load()
    model.load()


def begin_anew(house: House, model: Model) -> None:
    """As after the private file was deleted."""
    for table in ("raw.answers", "raw.rankings", "raw.catalogue", "core.versions"):
        house.con.execute(f"delete from {table}")
    model.held = set()
    load(house, model)


def test_any_history_of_landing_leaves_the_versions_of_the_answers_that_are_left(warehouse: House) -> None:
    @PURE
    @given(answers=answers, data=st.data())
    def agrees(answers: list[Answer], data: st.DataObject) -> None:
        warehouse.empty()
        model = Model()
        for step in data.draw(st.lists(st.sampled_from(STEPS), min_size=4, max_size=16)):
            take(step, data.draw(st.sampled_from(answers)), warehouse, model)
        load(warehouse, model)
        assert_frame_equal(warehouse.versions(), versions(each for each in answers if each.sha256 in model.held))

    agrees()
