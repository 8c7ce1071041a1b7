"""Immutable answers in a folder, and the refused ones beside them with the reason."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from orpipeline.answer import Answer
from orpipeline.errors import ConfigurationError, OrpipelineError
from orpipeline.landing.envelope import LandingDamaged, damaged, decode, encode
from orpipeline.landing.files import move_whole, write_whole

RejectedBy = Literal["rule", "hand"]
SUFFIX = ".json.gz"
WHY_SUFFIX = ".why.json"
NAME = re.compile(r"[0-9a-f]{64}\.json\.gz")
MIN_PREFIX = 6


class Store:
    """The answers under `root`, one file each, named by `Answer.sha256`.

    A file appears whole or not at all (written aside, synced, renamed), so a process killed at any point leaves a store
    that the next one can use. Files without their final name are ignored.
    """

    def __init__(self, root: Path, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.root = root
        self._rejected = root / "rejected"
        self._clock = clock

    def put(self, answer: Answer) -> str:
        """Keep an answer and return its sha; one already kept whole, or set aside by hand, is left as it is.

        `OrpipelineError` when it cannot be written (disk full, no permission); nothing half-written stays.
        """
        sha = answer.sha256
        if not self._is_whole(sha) and not self.is_rejected_by_hand(sha):
            write_whole(self._path(sha), encode(answer))
        return sha

    def get(self, sha: str) -> Answer:
        """The accepted answer of that name, verified against it; `LandingDamaged` when missing or not whole, `OrpipelineError`
        when this user may not read it."""
        path = self._path(sha)
        try:
            packed = path.read_bytes()
        except PermissionError as error:
            raise OrpipelineError(
                f"The landed answer {path} may not be read by this user. Mend its permissions and run the same command again; "
                "nothing was changed."
            ) from error
        except OSError as error:
            raise damaged(path, f"cannot be read ({error.strerror})") from error
        return decode(packed, path, sha)

    def shas(self) -> list[str]:
        """Names of the accepted answers, sorted."""
        return _names(self.root)

    def reject(self, sha: str, why: str, by: RejectedBy) -> None:
        """Set an accepted answer aside, with the reason beside it; a second time changes nothing.

        The reason is written before the move: killed in between, the answer is still accepted and the call can be
        repeated. Also right for a damaged file. `ConfigurationError` when there is no such answer.
        """
        accepted = self._path(sha)
        if not accepted.exists():
            if self._is_rejected(sha):
                return
            raise ConfigurationError(f"There is no answer {sha} in {self.root}; the files there are named by them.")
        why_file = json.dumps({"why": why, "by": by, "rejected_at": self._clock().isoformat()}, ensure_ascii=False)
        write_whole(self._rejected / (sha + WHY_SUFFIX), why_file.encode())
        move_whole(accepted, self._rejected / accepted.name)

    def is_rejected_by_hand(self, sha: str) -> bool:
        """Whether a person set this answer aside: it stays so, however often the source gives it again.

        `LandingDamaged` when the file that says so cannot be read.
        """
        return self._is_rejected(sha) and self._rejected_by(sha) == "hand"

    def rejected(self) -> list[str]:
        """Names of the answers set aside, sorted; one whose move was interrupted is not among them."""
        return [sha for sha in _names(self._rejected) if self._is_rejected(sha)]

    def resolve(self, prefix: str) -> str:
        """The one accepted sha that begins with `prefix` (6 hex digits or more); `ConfigurationError` otherwise."""
        wanted = prefix.strip().lower()
        if not re.fullmatch(rf"[0-9a-f]{{{MIN_PREFIX},64}}", wanted):
            raise ConfigurationError(
                f"'{prefix}' does not name an answer: give the first {MIN_PREFIX} or more hex digits."
            )
        found = [sha for sha in self.shas() if sha.startswith(wanted)]
        if len(found) == 1:
            return found[0]
        what = "Two or more accepted answers begin" if found else "No accepted answer begins"
        raise ConfigurationError(f"{what} with '{prefix}' in {self.root}: give more digits, or check the name.")

    def _path(self, sha: str) -> Path:
        return self.root / (sha + SUFFIX)

    def _is_whole(self, sha: str) -> bool:
        try:
            self.get(sha)
        except LandingDamaged:
            return False
        return True

    def _is_rejected(self, sha: str) -> bool:
        moved = (self._rejected / (sha + SUFFIX)).exists() and not self._path(sha).exists()
        return moved and (self._rejected / (sha + WHY_SUFFIX)).exists()

    def _rejected_by(self, sha: str) -> str:
        path = self._rejected / (sha + WHY_SUFFIX)
        try:
            return str(json.loads(path.read_bytes())["by"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise LandingDamaged(
                f"{path} does not say why its answer was set aside. Write it anew or delete it."
            ) from error


def _names(folder: Path) -> list[str]:
    if not folder.is_dir():
        return []
    return sorted(path.name.removesuffix(SUFFIX) for path in folder.iterdir() if NAME.fullmatch(path.name))
