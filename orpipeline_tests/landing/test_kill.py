"""A process killed for real, at many points of its work."""

import subprocess
import sys
import time
from pathlib import Path

from orpipeline.landing import Store
from orpipeline_tests.landing.make import reason

WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from orpipeline.answer import Answer, Request
from orpipeline.landing import Store
from orpipeline_tests.landing.make import reason
store = Store(Path(sys.argv[1]))
request = Request("api", "rankings-daily", "GET", "https://openrouter.ai/api/v1/x")
print("ready", flush=True)
for n in range(10**6):
    sha = store.put(Answer(request, datetime.now(UTC), f"{n} ".encode() * 20000))
    if n % 3 == 0:
        store.reject(sha, "every third", by="hand")
"""


def test_whatever_a_killed_writer_leaves_is_whole(tmp_path: Path) -> None:
    store = Store(tmp_path)
    for delay in (0.01, 0.05, 0.12):
        with subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE) as writer:
            assert writer.stdout
            assert writer.stdout.readline() == b"ready\n"
            time.sleep(delay)
            writer.kill()
        assert all(store.get(sha).sha256 == sha for sha in store.shas())
        assert all(reason(store, sha)["why"] == "every third" for sha in store.rejected())
    assert store.shas()
    assert store.rejected()
