import errno
import gzip
import json
import os
from datetime import timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from orpipeline.answer import Answer
from orpipeline.errors import ConfigurationError, OrpipelineError
from orpipeline.landing import LandingDamaged, Store
from orpipeline_tests.landing.make import NOON, REQUEST, answer, files

BODIES = [b'{"data": []}\n', "a,b\r\nµ,\x00\r\n".encode(), b"", b"\xff\xfe\x00 not text", b"x" * 10**6]


@pytest.mark.parametrize("body", BODIES)
def test_what_comes_out_is_what_went_in_byte_for_byte(store: Store, body: bytes) -> None:
    sha = store.put(answer(body))
    assert sha == answer(body).sha256
    assert store.get(sha) == answer(body)
    assert store.shas() == [sha]
    assert files(store) == {f"{sha}.json.gz"}


def test_a_file_can_be_read_without_this_program(store: Store, tmp_path: Path) -> None:
    sha = store.put(answer(b'{"data": [1]}'))
    envelope = json.loads(gzip.decompress((tmp_path / "landing" / f"{sha}.json.gz").read_bytes()))
    assert envelope["body"] == '{"data": [1]}'
    assert envelope["fetched_at"] == "2026-02-01T12:00:00+00:00"
    assert (envelope["endpoint"], envelope["params"]) == ("rankings-daily", {"start_date": "2026-01-01"})


def test_the_moment_of_fetching_is_kept_in_utc_whatever_zone_it_came_in(store: Store) -> None:
    further_east = NOON.astimezone(timezone(timedelta(hours=2)))
    sha = store.put(Answer(REQUEST, further_east, b"{}"))
    envelope = json.loads(gzip.decompress((store.root / f"{sha}.json.gz").read_bytes()))
    assert envelope["fetched_at"] == NOON.isoformat()
    (store.root / f"{sha}.json.gz").write_bytes(
        gzip.compress(json.dumps(envelope | {"fetched_at": further_east.isoformat()}).encode())
    )
    assert store.get(sha).fetched_at.isoformat() == NOON.isoformat()


def test_the_same_answer_gives_the_same_file_bytes(tmp_path: Path) -> None:
    one, two = Store(tmp_path / "1"), Store(tmp_path / "2")
    sha = one.put(answer())
    two.put(answer())
    packed = (tmp_path / "1" / f"{sha}.json.gz").read_bytes()
    assert packed == (tmp_path / "2" / f"{sha}.json.gz").read_bytes()
    assert packed[4:8] == bytes(4), "gzip's time stamp would make two files of one answer differ"


def test_an_identical_answer_later_leaves_the_first_as_it_is(store: Store) -> None:
    sha = store.put(answer())
    assert store.put(Answer(REQUEST, NOON.replace(year=2027), b"{}")) == sha
    assert store.get(sha).fetched_at == NOON


def test_an_answer_that_comes_again_mends_its_damaged_file(store: Store) -> None:
    sha = store.put(answer())
    path = store.root / f"{sha}.json.gz"
    path.write_bytes(path.read_bytes()[:40])
    store.put(answer())
    assert store.get(sha) == answer()


def test_an_empty_or_missing_store_has_no_answers(store: Store) -> None:
    assert (store.shas(), store.rejected()) == ([], [])


def test_half_written_and_foreign_files_are_not_answers(store: Store, tmp_path: Path) -> None:
    sha = store.put(answer())
    for name in (f"{'a' * 64}.json.gz.part", "notes.txt", f"{'b' * 63}.json.gz", ".DS_Store"):
        (tmp_path / "landing" / name).write_bytes(b"x")
    assert store.shas() == [sha]


def _flip(packed: bytes) -> bytes:
    return packed[:40] + bytes([packed[40] ^ 1]) + packed[41:]


def _edited(key: str, value: Any) -> Any:
    def edit(packed: bytes) -> bytes:
        return gzip.compress(json.dumps({**json.loads(gzip.decompress(packed)), key: value}).encode())

    return edit


@pytest.mark.parametrize(
    "damage",
    [
        lambda packed: packed[:-5],
        lambda _: b"",
        lambda _: b"plain text",
        _flip,
        _edited("body", '{"data": [9]}'),
        _edited("params", {"start_date": "2026-01-02"}),
        _edited("body_sha256", "0" * 64),
        _edited("fetched_at", "yesterday"),
        _edited("fetched_at", "0001-01-01T00:00:00+14:00"),
        _edited("format", 2),
        _edited("body_encoding", "rot13"),
        _edited("url", 7),
        _edited("endpoint", "rankings-dailx"),
        _edited("source", None),
        _edited("body", 7),
        _edited("params", [7]),
        lambda _: gzip.compress(b"[]"),
        lambda _: gzip.compress(b"{}"),
        lambda _: gzip.compress(b"[" * 100_000),
        lambda _: gzip.compress(b'{"format": NaN}'),
        lambda _: gzip.compress(b'{"format": "\xff"}'),
    ],
)
def test_a_damaged_file_is_named_with_what_to_do(store: Store, tmp_path: Path, damage: Any) -> None:
    sha = store.put(answer())
    path = tmp_path / "landing" / f"{sha}.json.gz"
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(LandingDamaged, match="orpipeline rebuild") as error:
        store.get(sha)
    assert str(path) in str(error.value)
    assert error.value.exit_status == 5


def test_a_file_under_another_s_name_and_a_missing_one_are_damage_too(store: Store, tmp_path: Path) -> None:
    sha, other = store.put(answer()), store.put(answer(b"[]"))
    (tmp_path / "landing" / f"{sha}.json.gz").replace(tmp_path / "landing" / f"{other}.json.gz")
    for name in (other, sha):
        with pytest.raises(LandingDamaged):
            store.get(name)


def test_a_file_that_this_user_may_not_read_is_not_taken_for_a_damaged_one(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    sha = store.put(answer())

    def refuse(_: Path) -> bytes:  # root, who runs the tests in a container, may read everything
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    with monkeypatch.context() as patch:
        patch.setattr("pathlib.Path.read_bytes", refuse)
        with pytest.raises(OrpipelineError, match="may not be read by this user") as error:
            store.get(sha)
        with pytest.raises(OrpipelineError, match="may not be read by this user"):
            store.put(answer())
    assert not isinstance(error.value, LandingDamaged)
    assert store.get(sha) == answer()


@pytest.mark.parametrize("step", ["fsync", "replace"])
@pytest.mark.parametrize(
    ("code", "todo"),
    [(errno.ENOSPC, "Free some space"), (errno.EDQUOT, "Free some space"), (errno.EACCES, "permissions")],
)
def test_a_failed_write_leaves_nothing_half_written_and_says_what_to_do(
    store: Store, monkeypatch: pytest.MonkeyPatch, step: str, code: int, todo: str
) -> None:
    before = store.put(answer(b"[]"))

    def fail(*_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code))

    with monkeypatch.context() as patch:
        patch.setattr("orpipeline.landing.files.os.fsync" if step == "fsync" else "pathlib.Path.replace", fail)
        with pytest.raises(OrpipelineError, match=todo):
            store.put(answer())
    assert files(store) == {f"{before}.json.gz"}
    assert store.get(store.put(answer())) == answer()


def test_every_folder_in_which_a_name_appeared_or_vanished_is_synced(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []
    monkeypatch.setattr("orpipeline.landing.files.sync_folder", lambda folder: synced.append(folder.name))
    sha = store.put(answer())
    assert synced == ["landing"]
    synced.clear()
    store.reject(sha, "why", by="hand")
    assert synced == ["rejected", "rejected", "landing"]  # the reason, then the move


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full, a device that is always full")
def test_a_really_full_disk_is_told_in_plain_words(store: Store, tmp_path: Path) -> None:
    (tmp_path / "landing").mkdir()
    part = tmp_path / "landing" / f"{answer().sha256}.json.gz.part"
    part.symlink_to("/dev/full")
    with pytest.raises(OrpipelineError, match=r"No space left on device\. Free some space"):
        store.put(answer())
    assert files(store) == set()


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "landing").write_text("in the way")
    with pytest.raises(OrpipelineError, match="Could not write"):
        Store(tmp_path / "landing").put(answer())


def test_an_answer_is_found_by_the_beginning_of_its_name(store: Store) -> None:
    sha = store.put(answer())
    store.reject(store.put(answer(b"[]")), "why", by="hand")
    assert store.resolve(sha[:6].upper()) == store.resolve(f" {sha}\n") == sha
    for wrong, sentence in [
        (sha[:5], "6 or more hex digits"),
        ("nothex", "6 or more hex digits"),
        (sha[1:9], "No accepted answer begins"),
        (answer(b"[]").sha256[:8], "No accepted answer begins"),
        ("../../etc", "6 or more hex digits"),
    ]:
        with pytest.raises(ConfigurationError, match=sentence):
            store.resolve(wrong)


def test_an_ambiguous_beginning_is_told_apart_from_an_unknown_one(store: Store, tmp_path: Path) -> None:
    store.put(answer())
    for tail in ("0", "1"):
        (tmp_path / "landing" / f"{'abcdef' + tail * 58}.json.gz").write_bytes(b"")
    with pytest.raises(ConfigurationError, match="Two or more accepted answers begin with 'abcdef'"):
        store.resolve("abcdef")
    assert store.resolve("abcdef0") == "abcdef" + "0" * 58


def test_answers_are_named_in_the_order_of_their_names_not_of_the_folder(store: Store) -> None:
    named = [store.put(answer(b"%d" % n)) for n in range(20)]
    assert store.shas() == sorted(named)
