"""What must never get out, and what a query must never do."""

from inspect import signature
from ipaddress import ip_address
from pathlib import Path

import pytest

from orpipeline.cli import web
from orpipeline.settings import Settings
from orpipeline_tests.faults.world import World, contents

FORBIDDEN = {
    "write": "create table mine as select 1",
    "insert": "insert into core.days select * from core.days",
    "delete": "delete from core.days",
    "drop": "drop view weekly_rank",
    "attach": "attach 'other.duckdb' as other",
    "attach memory": "attach ':memory:' as other",
    "copy out": "copy (select 1) to 'out.csv'",
    "export": "export database 'out'",
    "install": "install httpfs",
    "load": "load httpfs",
    "read a file": "select * from read_csv('/etc/passwd', header = false, columns = {'line': 'varchar'})",
    "read a file by name": "from '/etc/hostname'",
    "read text": "select content from read_text('/etc/hostname')",
    "list files": "select * from glob('/etc/*')",
    "environment": "select getenv('HOME')",
    "set": "set enable_external_access = true",
    "unlock": "set lock_configuration = false",
    "reset": "reset lock_configuration",
    "memory": "set memory_limit = '100GB'",
    "pragma": "pragma memory_limit = '100GB'",
    "two statements": "select 1; drop view weekly_rank",
    "secret": "create secret (type s3, key_id 'a', secret 'b')",
}


@pytest.mark.parametrize("kind", FORBIDDEN)
def test_a_query_cannot(
    world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    from orpipeline.cli import main

    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ORPIPELINE_HOME", str(world.new_home))
    monkeypatch.setattr("sys.argv", ["orpipeline", "query", FORBIDDEN[kind]])
    before = (world.new_home / "orpipeline.duckdb").read_bytes()
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    said = capsys.readouterr()
    assert "Traceback" not in said.err
    assert "root:" not in said.out
    assert (world.new_home / "orpipeline.duckdb").read_bytes() == before
    assert not list(tmp_path.iterdir())


def test_nothing_that_runs_leave_holds_the_key(world: World) -> None:
    for home in (world.old_home, world.new_home):
        world.assert_key_is_nowhere(home)


def test_the_published_file_the_export_and_the_report_carry_no_path_of_this_machine(world: World) -> None:
    home = world.new_home
    public = [
        home / "orpipeline.duckdb",
        *(path for path in home.rglob("*") if path.parent.name in {"export", "report"}),
    ]
    places = [str(world.folder), str(Path.home()), str(Path(__file__).parents[2])]
    assert len(public) > 20
    assert not [path for path in public if any(place.encode() in path.read_bytes() for place in places)]
    assert not [name for name, rows in contents(home).items() if any(place in repr(rows) for place in places)]


def test_the_web_server_binds_to_loopback_unless_asked_otherwise() -> None:
    host = signature(web.ui).parameters["host"].default
    assert ip_address(host).is_loopback
    assert web.server_command(host, 3000)[-4:] == ["-h", host, "-p", "3000"]


def test_settings_show_no_key() -> None:
    settings = Settings(Path("data"), api_key="sk-or-v1-hidden")
    assert "hidden" not in repr(settings) + str(settings)
