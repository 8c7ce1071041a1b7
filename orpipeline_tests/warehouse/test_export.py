"""Every view as a file: nothing lost on the way, described for machines, whole or not there at all."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import duckdb
import frictionless
import polars as pl
import pyarrow.parquet as pq
import pytest
from polars.testing import assert_frame_equal

from orpipeline.contracts import analysis, core, judgement, mart
from orpipeline.errors import ConfigurationError, OrpipelineError
from orpipeline.warehouse.dictionary import described_views
from orpipeline.warehouse.export import ExportFormat, export
from orpipeline_tests.runs import Run

CITATION = "Source: OpenRouter (openrouter.ai/rankings), as of 2026-09-28T08:19:54Z. Licensed under CC BY 4.0."


@pytest.fixture(scope="module")
def both(recorded: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both formats of the recorded weeks in one folder."""
    folder = tmp_path_factory.mktemp("export")
    export(recorded.settings.published, folder, "parquet")
    export(recorded.settings.published, folder, "csv")
    return folder


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A published file of one view besides the citation, with the awkward values."""
    path = tmp_path / "small.duckdb"
    make_small(path)
    return path


def make_small(path: Path, view: str = "odd") -> None:
    with duckdb.connect(str(path)) as con:
        con.execute("""
            create view citation as
            select 'api' as source, 'Cited.' as text, timestamp '2026-09-28 08:19:54' as as_of, '0.1.0' as code_version
        """)
        con.execute(f"""
            create view {view} as
            select * from (values
                (9007199254740993, 0.1, 'comma, "quote" and ü', date '2026-01-05', timestamp '2026-01-05 01:02:03.5', true),
                (null, null, null, null, null, null),
                (1, 1e-9, '', date '2025-01-01', timestamp '2025-01-01 00:00:00', false)
            ) as rows (token_count, share, name, day, as_of, is_open)
        """)
        con.execute(f"comment on view {view} is 'Odd values.'")
        con.execute(f"comment on column {view}.token_count is 'Many. Unit: tokens.'")


def package_in(folder: Path) -> dict[str, Any]:
    package = json.loads((folder / "datapackage.json").read_text())
    assert isinstance(package, dict)
    return package


def rows_of(con: duckdb.DuckDBPyConnection, view: str) -> pl.DataFrame:
    frame: pl.DataFrame = con.sql(f"select * from {view} order by all").pl()
    return frame


def names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_each_view_of_the_published_file_has_a_file_of_each_format(
    both: Path, published: duckdb.DuckDBPyConnection
) -> None:
    views = [view.name for view in described_views(published)]
    files = {f"{view}.{kind}" for view in views for kind in ("parquet", "csv")}
    assert names_in(both) == files | {"datapackage.json", "CITATION.txt"}
    assert {resource["path"] for resource in package_in(both)["resources"]} == files


def test_parquet_holds_the_rows_of_the_views(both: Path, published: duckdb.DuckDBPyConnection) -> None:
    for view in described_views(published):
        written = pl.read_parquet(both / f"{view.name}.parquet")
        assert_frame_equal(written, rows_of(published, view.name), check_row_order=False)


PLAIN = {
    "claim_settings": judgement.CLAIM_SETTINGS,
    "claims": judgement.CLAIMS,
    "daily_usage": core.DAILY_USAGE,
    "days": core.DAYS,
    "open_in_top_n": mart.OPEN_IN_TOP_N,
    "open_top_five_sensitivity": judgement.OPEN_TOP_FIVE_SENSITIVITY,
    "rank_movement": mart.RANK_MOVEMENT,
    "weekly_lab_share": analysis.WEEKLY_LAB_SHARE,
    "weekly_openness": mart.WEEKLY_OPENNESS,
    "weekly_rank": mart.WEEKLY_RANK,
    "weekly_top5": mart.WEEKLY_RANK,
}


@pytest.mark.parametrize("name", PLAIN)
def test_a_view_that_hands_on_a_tables_rows_is_written_in_the_order_of_its_key(both: Path, name: str) -> None:
    parquet = pl.read_parquet(both / f"{name}.parquet")
    key = [column for column in PLAIN[name].key if column in parquet.columns]
    assert_frame_equal(parquet, parquet.sort(key, maintain_order=True))
    written = pl.read_csv(both / f"{name}.csv", infer_schema=False)
    assert_frame_equal(written.select(key), parquet.select(pl.col(key).cast(pl.String)))


@pytest.mark.parametrize("name", ["models", "unclassified_models", "weekly_concentration", "restatements"])
def test_any_other_view_is_written_in_the_order_of_all_its_columns(
    both: Path, published: duckdb.DuckDBPyConnection, name: str
) -> None:
    assert_frame_equal(pl.read_parquet(both / f"{name}.parquet"), rows_of(published, name))


def test_csv_holds_the_rows_of_the_views(both: Path, published: duckdb.DuckDBPyConnection) -> None:
    for view in described_views(published):
        types = {column.name: column.type for column in view.columns}
        read = duckdb.read_csv(str(both / f"{view.name}.csv"), columns=types, header=True).pl()  # type: ignore[arg-type]
        assert_frame_equal(read, rows_of(published, view.name), check_row_order=False)


def test_odd_values_survive_both_formats(small: Path, tmp_path: Path) -> None:
    export(small, tmp_path / "out", "parquet")
    export(small, tmp_path / "out", "csv")
    assert (tmp_path / "out" / "odd.csv").read_text() == (
        "token_count,share,name,day,as_of,is_open\n"
        '1,1e-9,"",2025-01-01,2025-01-01T00:00:00Z,false\n'
        '9007199254740993,0.1,"comma, ""quote"" and ü",2026-01-05,2026-01-05T01:02:03.500Z,true\n'
        ",,,,,\n"
    )
    with duckdb.connect(str(small), read_only=True) as con:
        assert_frame_equal(pl.read_parquet(tmp_path / "out" / "odd.parquet"), rows_of(con, "odd"))


def test_frictionless_finds_the_package_and_its_csv_files_valid(both: Path, tmp_path: Path) -> None:
    package = package_in(both)
    csv_only = {**package, "resources": [r for r in package["resources"] if r["format"] == "csv"]}
    for resource in csv_only["resources"]:
        shutil.copyfile(both / resource["path"], tmp_path / resource["path"])
    (tmp_path / "datapackage.json").write_text(json.dumps(csv_only))
    report = frictionless.validate(str(tmp_path / "datapackage.json"), limit_rows=300)
    assert report.valid, report.flatten(["name", "type", "note"])
    assert len(report.tasks) == len(csv_only["resources"])
    assert list(frictionless.Package.metadata_validate(package)) == []


def test_the_package_says_size_checksum_columns_units_licence_and_citation(both: Path) -> None:
    package = package_in(both)
    assert (package["licenses"][0]["name"], package["citation"]) == ("CC-BY-4.0", CITATION)
    assert package["as_of"] == ["2026-09-28T08:19:54Z"]
    resources = {resource["name"]: resource for resource in package["resources"]}
    for name, resource in resources.items():
        content = (both / name).read_bytes()
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        assert resource["description"]
        assert all(field["description"] for field in resource["schema"]["fields"])
    fields = {field["name"]: field for field in resources["weekly_top5.parquet"]["schema"]["fields"]}
    assert (fields["token_count"]["type"], fields["token_count"]["unit"]) == ("integer", "tokens")
    assert (fields["week_start"]["type"], fields["share_of_all"]["type"]) == ("date", "number")
    assert "unit" not in fields["model"]


def test_the_citation_stands_beside_the_files_and_inside_each_parquet_file(both: Path) -> None:
    assert (both / "CITATION.txt").read_text() == f"{CITATION}\n"
    for path in both.glob("*.parquet"):
        assert pq.read_metadata(path).metadata[b"citation"].decode() == CITATION


def test_the_same_published_file_gives_the_same_bytes(recorded: Run, tmp_path: Path) -> None:
    digests = []
    for folder in (tmp_path / "one", tmp_path / "two"):
        export(recorded.settings.published, folder, "parquet")
        digests.append({p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.iterdir()})
    assert digests[0] == digests[1]


def test_files_of_an_older_warehouse_go_because_the_citation_would_not_be_theirs(small: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    export(small, out, "csv")
    (out / "mine.txt").write_text("a file of the user's own")
    newer = tmp_path / "newer.duckdb"
    make_small(newer, view="renamed")
    os.utime(newer, (0, time.time() + 60))
    export(newer, out, "parquet")
    assert names_in(out) == {"citation.parquet", "renamed.parquet", "datapackage.json", "CITATION.txt", "mine.txt"}
    assert {r["path"] for r in package_in(out)["resources"]} == {"citation.parquet", "renamed.parquet"}


@pytest.mark.parametrize(
    "content",
    [
        "not json",
        "[]",
        '{"name": "orpipeline", "resources": null}',
        '{"name": "orpipeline", "resources": [{"title": "no path"}]}',
    ],
)
def test_a_package_that_nobody_can_read_is_replaced_and_other_files_left_alone(
    small: Path, tmp_path: Path, content: str
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "datapackage.json").write_text(content)
    (out / "mine.csv").write_text("x\n1\n")
    export(small, out, "parquet")
    assert (out / "mine.csv").exists()
    assert package_in(out)["name"] == "orpipeline"


def test_a_package_of_somebody_else_stops_the_export_before_anything_is_written(small: Path, tmp_path: Path) -> None:
    package = '{"name": "another-package", "resources": [{"path": "mine.csv"}]}'
    (tmp_path / "datapackage.json").write_text(package)
    before = names_in(tmp_path)
    with pytest.raises(ConfigurationError, match=r"datapackage\.json of another-package.* Name another folder"):
        export(small, tmp_path, "parquet")
    assert names_in(tmp_path) == before
    assert (tmp_path / "datapackage.json").read_text() == package


@pytest.mark.parametrize("file_format", ["parquet", "csv"])
def test_a_full_disk_leaves_the_export_before_it_whole_and_says_so(
    recorded: Run, small: Path, tmp_path: Path, file_format: str
) -> None:
    out = tmp_path / "out"
    export(small, out, "parquet")
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    limited = (
        "import resource, sys; from pathlib import Path; resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000));"
        "from orpipeline.warehouse.export import export;"
        "export(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])"
    )
    command = [sys.executable, "-c", limited, str(recorded.settings.published), str(out), file_format]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode != 0
    assert "OrpipelineError: Could not export to" in ended.stderr
    assert "Free some space and run the same command again; what was there before is whole." in ended.stderr
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def test_a_folder_that_cannot_be_made_is_said_in_a_sentence(small: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file where the folder should be")
    with pytest.raises(OrpipelineError, match=r"Could not export to .*out: File exists\. Check the folder"):
        export(small, tmp_path / "out", "parquet")


def test_without_a_published_file_nothing_is_made(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="There is no published file"):
        export(tmp_path / "none.duckdb", tmp_path / "out", "parquet")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("file_format", ["parquet", "csv"])
def test_what_a_killed_export_left_is_cleared_but_not_what_one_is_writing(
    small: Path, tmp_path: Path, file_format: ExportFormat
) -> None:
    out = tmp_path / "out"
    killed, writing = out / ".export-killed.part", out / ".export-writing.part"
    for folder in (killed, writing):
        folder.mkdir(parents=True)
    os.utime(killed, (0, time.time() - 7200))
    export(small, out, file_format)
    assert not killed.exists()
    assert writing.exists()


def test_an_old_file_of_somebody_else_is_not_cleared(small: Path, tmp_path: Path) -> None:
    mine = tmp_path / "out" / "mine.part"
    mine.parent.mkdir()
    mine.touch()
    os.utime(mine, (0, 0))
    export(small, mine.parent, "parquet")
    assert mine.exists()


def test_what_cannot_be_cleared_stops_no_export(small: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    out, odd = tmp_path / "out", tmp_path / "out" / ".export-link.part"
    out.mkdir()
    odd.symlink_to(tmp_path / "elsewhere")
    os.utime(odd, (0, 0), follow_symlinks=False)
    export(small, out, "parquet")
    assert (out / "odd.parquet").exists()
    assert (tmp_path / "elsewhere").exists()
