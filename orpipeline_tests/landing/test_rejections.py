from pathlib import Path

import pytest

from orpipeline.errors import ConfigurationError, OrpipelineError
from orpipeline.landing import LandingDamaged, Store
from orpipeline_tests.landing.make import NOON, answer, files, reason


def test_a_rejected_answer_keeps_its_body_and_its_reason(store: Store) -> None:
    kept, sha = store.put(answer(b"[]")), store.put(answer())
    store.reject(sha, "it is empty: µ", by="rule")
    assert store.shas() == [kept]
    assert store.rejected() == [sha]
    assert reason(store, sha) == {"why": "it is empty: µ", "by": "rule", "rejected_at": NOON.isoformat()}
    assert files(store) == {f"{kept}.json.gz", f"rejected/{sha}.json.gz", f"rejected/{sha}.why.json"}
    with pytest.raises(LandingDamaged):
        store.get(sha)


def test_rejecting_twice_changes_nothing(store: Store) -> None:
    sha = store.put(answer())
    store.reject(sha, "first", by="hand")
    store.reject(sha, "second", by="rule")
    assert reason(store, sha)["why"] == "first"


def test_a_damaged_file_can_be_set_aside(store: Store, tmp_path: Path) -> None:
    sha = store.put(answer())
    (tmp_path / "landing" / f"{sha}.json.gz").write_bytes(b"torn")
    store.reject(sha, "damaged", by="rule")
    assert (store.shas(), store.rejected()) == ([], [sha])


def test_rejecting_what_is_not_there_is_a_plain_error(store: Store) -> None:
    with pytest.raises(ConfigurationError, match="There is no answer"):
        store.reject("0" * 64, "why", by="hand")


def test_an_answer_set_aside_by_hand_does_not_come_back_by_being_fetched_again(store: Store) -> None:
    sha = store.put(answer())
    store.reject(sha, "the source was wrong", by="hand")
    assert store.put(answer()) == sha
    assert (store.shas(), store.rejected()) == ([], [sha])


def test_an_answer_refused_by_a_rule_is_judged_anew_when_it_comes_again(store: Store) -> None:
    sha = store.put(answer())
    store.reject(sha, "first", by="rule")
    store.put(answer())
    assert (store.shas(), store.rejected()) == ([sha], [])
    store.reject(sha, "second", by="rule")
    assert reason(store, sha)["why"] == "second"


def test_killed_between_reason_and_move_the_answer_is_still_accepted(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sha = store.put(answer())

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("orpipeline.landing.store.move_whole", killed)
        with pytest.raises(KeyboardInterrupt):
            store.reject(sha, "why", by="hand")
    assert (store.shas(), store.rejected()) == ([sha], [])
    store.reject(sha, "why", by="hand")
    assert store.rejected() == [sha]


@pytest.mark.parametrize("text", ["{", "{}", "[]", '"hand"'])
def test_a_reason_that_cannot_be_read_is_told_when_its_answer_comes_again(
    store: Store, tmp_path: Path, text: str
) -> None:
    sha = store.put(answer())
    store.reject(sha, "why", by="hand")
    (tmp_path / "landing" / "rejected" / f"{sha}.why.json").write_text(text)
    with pytest.raises(LandingDamaged, match=r"why\.json does not say why"):
        store.put(answer())
    assert store.rejected() == [sha]


def test_an_answer_that_lies_among_the_rejected_without_a_reason_is_not_taken_for_rejected(store: Store) -> None:
    sha = store.put(answer())
    store.reject(sha, "why", by="hand")
    (store.root / "rejected" / f"{sha}.why.json").unlink()
    assert store.rejected() == []
    assert store.put(answer()) == sha
    assert store.shas() == [sha]


def test_an_answer_whose_reason_cannot_be_written_is_still_accepted(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    sha = store.put(answer())

    def full(*_: object) -> None:
        raise OrpipelineError("No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("orpipeline.landing.store.write_whole", full)
        with pytest.raises(OrpipelineError, match="No space left"):
            store.reject(sha, "why", by="hand")
    assert (store.shas(), files(store)) == ([sha], {f"{sha}.json.gz"})
