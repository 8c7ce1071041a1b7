"""Vega-Lite drawn by a process of its own: V8 takes half a second to start and 130 MB, beside a run and not in it.

python -m orpipeline.report.drawer: reads a JSON list of specifications, writes a JSON list of SVG texts.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Self

from orpipeline.errors import OrpipelineError

Spec = dict[str, Any]
_NOTHING: Spec = {"data": {"values": []}, "mark": "point", "encoding": {}}


class Drawer:
    """The process, getting ready from the start of the block: `begin` the drawings, do something else, take the `texts`."""

    def __enter__(self) -> Self:
        # -P: with no modules from the current folder.
        command = [sys.executable, "-P", "-m", __name__]
        pipe = subprocess.PIPE
        self._process: subprocess.Popen[str] | None = None
        try:
            # Out of the terminal's reach: Ctrl-C ends whoever waits for the drawings, and its end ends this process.
            self._process = subprocess.Popen(  # noqa: S603
                command, stdin=pipe, stdout=pipe, stderr=pipe, encoding="utf-8", process_group=0
            )
        except OSError as error:  # said by whoever wants a drawing: a run has more to do than that
            self._no_process = str(error)
        return self

    def __exit__(self, *_: object) -> None:
        if self._process:
            self._process.kill()
            self._process.communicate()

    def begin(self, specs: Sequence[Spec]) -> None:
        """Send everything that is to be drawn, once; `OrpipelineError` if there is no process."""
        if self._process is None:
            raise OrpipelineError(f"No process could be started to draw the report's charts ({self._no_process}).")
        stdin, self._process.stdin = self._process.stdin, None
        if stdin is None:
            raise RuntimeError("it draws once")
        with suppress(BrokenPipeError), stdin:  # it has died, and `texts` says of what
            stdin.write(json.dumps(list(specs)))

    def texts(self) -> list[str]:
        """The SVG of each specification that was sent, in their order; `OrpipelineError` if the process failed."""
        assert self._process is not None  # noqa: S101 - as `begin` has seen
        written, complaint = self._process.communicate()
        if self._process.returncode:
            # Python's last word, which may be one of JavaScript's with the places where it happened below it.
            said = [line for line in complaint.splitlines() if line.strip() and not line[0].isspace()]
            last = said[-1] if said else "no reason given"
            raise OrpipelineError(
                f"The report's charts could not be drawn (status {self._process.returncode}: {last}). "
                "Run `orpipeline report` to try again; an earlier report is untouched."
            )
        found: list[str] = json.loads(written)
        return found


def main() -> None:
    """Draw what stdin asks for. All is read before anything is written, so neither side ever waits for the other."""
    import vl_convert  # noqa: PLC0415 - 40 MB that only this process needs

    vl_convert.vegalite_to_svg(_NOTHING)  # V8 is up before there is anything to draw
    drawn = [vl_convert.vegalite_to_svg(spec) for spec in json.load(sys.stdin)]
    json.dump(drawn, sys.stdout)


if __name__ == "__main__":
    main()
