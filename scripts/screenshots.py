"""Take the pictures of README.md: the report and the web UI, on the recorded weeks.

usage: .venv/bin/python scripts/screenshots.py     (needs Debian's packages chromium and chromium-driver)

Writes docs/images/report.png and docs/images/ui.png. Run it again when either looks different.
"""

import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from orpipeline.cli.progress import progress  # noqa: E402
from orpipeline.cli.runner import update  # noqa: E402
from orpipeline.definitions import make_intake  # noqa: E402
from orpipeline.jobs.plan import update_windows  # noqa: E402
from orpipeline.settings import Settings  # noqa: E402
from orpipeline_tests.browser import chromium  # noqa: E402
from orpipeline_tests.end_to_end.dagster_server import web_ui  # noqa: E402

IMAGES = ROOT / "docs" / "images"


def main() -> None:
    """Run the main job in a temporary home and photograph what it leaves."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        settings = Settings(home=home, source="recorded")
        intake = make_intake(settings)
        update(settings, intake, update_windows(intake), progress())
        with web_ui(home) as url, chromium(Path(folder) / "profile", 1280, 900) as window:
            window.get(f"file://{settings.report.absolute()}")
            _settle(window.save_screenshot, "report.png", seconds=2)
            window.set_window_size(1500, 900)
            window.get(
                f"{url}/assets/weeks_with_four_open_in_top_five?view=lineage&lineageScope=upstream&lineageDepth=4"
            )
            _settle(window.save_screenshot, "ui.png", seconds=12)


def _settle(save: object, name: str, seconds: float) -> None:
    time.sleep(seconds)  # charts and the graph's layout need a moment, and say nothing when they are done
    save(str(IMAGES / name))  # type: ignore[operator]
    print(f"{IMAGES / name}: {(IMAGES / name).stat().st_size / 1000:.0f} kB")  # noqa: T201


if __name__ == "__main__":
    main()
