"""What exists is in the docs, and what is in the docs exists."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import duckdb
import pytest
import typer

from orpipeline import errors
from orpipeline.cli.app import app
from orpipeline.warehouse.dictionary import described_macros, described_views, markdown
from orpipeline_tests.docs.pages import PAGES, ROOT, anchors, blocks, links, prose, spans

OPERATIONS = (ROOT / "docs" / "operations.md").read_text()
DEPLOYED = sorted((ROOT / "deploy").iterdir())
# Values, not names, that the method speaks of.
VALUES = {
    "open_weights",
    "final_with_gaps",
    "as_listed",
    "exclude_free",
    "non_commercial",
    "catalogue_hint",
    "out_of_scope",
}


def commands() -> Iterator[tuple[str, click.Command]]:
    """Each command as a person types it after `orpipeline`."""

    def below(prefix: str, group: click.Group) -> Iterator[tuple[str, click.Command]]:
        for name, command in group.commands.items():
            if isinstance(command, click.Group):
                yield from below(f"{prefix}{name} ", command)
            else:
                yield f"{prefix}{name}", command

    root = typer.main.get_command(app)
    assert hasattr(root, "commands")
    yield from below("", root)


def test_the_page_of_views_says_what_the_file_says(published: duckdb.DuckDBPyConnection) -> None:
    assert (ROOT / "docs" / "views.md").read_text() == markdown(published), (
        "docs/views.md is stale; after a run: python -m orpipeline.warehouse.dictionary > docs/views.md"
    )


def test_every_view_column_and_macro_has_a_comment(published: duckdb.DuckDBPyConnection) -> None:
    for view in described_views(published):
        assert view.comment, view.name
        assert all(column.comment for column in view.columns), view.name
    assert all(macro.comment and macro.columns for macro in described_macros(published))


def test_names_in_the_method_and_the_quick_start_exist(published: duckdb.DuckDBPyConnection) -> None:
    views = described_views(published)
    known = {view.name for view in views} | {column.name for view in views for column in view.columns} | VALUES
    known |= {macro.name for macro in described_macros(published)}
    # `share_low` is said of all classes; weekly_openness writes the class before it.
    pages = [page for page in PAGES if page.name in {"README.md", "method.md", "quickstart.md", "claims.md"}]
    named = {span for page in pages for span in spans(page) if re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)+", span)}
    assert named - known == set()


@pytest.mark.parametrize(
    ("name", "command"), list(commands()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_every_command_and_option_is_in_operations(name: str, command: click.Command) -> None:
    lines = [line for line in OPERATIONS.splitlines() if line.startswith(f"| `orpipeline {name}")]
    assert len(lines) == 1, f"one line for `orpipeline {name}`"
    options = [option for parameter in command.params for option in parameter.opts if option.startswith("--")]
    assert [option for option in options if option not in lines[0] and option != "--help"] == []


def test_every_command_in_the_docs_exists() -> None:
    known = {name.split()[0] for name, _ in commands()}
    code = [span for page in PAGES for span in spans(page)]
    code += [block.text for block in blocks("console", "bash", "text")] + [path.read_text() for path in DEPLOYED]
    named = {name for text in code for name in re.findall(r"(?<![-/\w:.])(?:\S*/bin/)?orpipeline ([a-z]+)\b", text)}
    named -= {"bring", "orpipeline"}  # a unit's description; `docker exec orpipeline orpipeline status`
    assert named - known == set()


def test_every_environment_variable_that_the_code_reads_is_in_operations() -> None:
    text = "\n".join(path.read_text() for path in (ROOT / "orpipeline").rglob("*.py"))
    read = set(re.findall(r"[\"']((?:ORPIPELINE|OPENROUTER)_[A-Z_]+)[\"']", text))
    table = set(re.findall(r"^\| `([A-Z_]+)` \|", OPERATIONS, re.MULTILINE))
    assert read == table


def test_every_exit_status_is_in_operations() -> None:
    table = {int(status) for status in re.findall(r"^\| (\d+) \|", OPERATIONS, re.MULTILINE)}
    kinds = [
        kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.OrpipelineError)
    ]
    assert table == {kind.exit_status for kind in kinds} | {0, 3, 130}


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    groups = [project["project"]["dependencies"], *project["dependency-groups"].values()]
    wanted = {re.split(r"[<>=\[ ]", entry)[0] for group in groups for entry in group if isinstance(entry, str)}
    text = (ROOT / "docs" / "dependencies.md").read_text()
    listed = {name for row in re.findall(r"^\| ([a-z][a-z0-9, -]+) \|", text, re.MULTILINE) for name in row.split(", ")}
    assert listed - {"package"} == wanted


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for link in links(page):
        if link.startswith(("http://", "https://")):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


def test_every_page_can_be_reached_from_the_readme() -> None:
    reached, new = set[Path](), {ROOT / "README.md"}
    while new:
        page = new.pop()
        reached.add(page)
        targets = {(page.parent / link.partition("#")[0]).resolve() for link in links(page) if "://" not in link}
        new |= {target for target in targets if target in PAGES} - reached
    assert set(PAGES) - reached == set()


def test_what_the_container_copies_is_there() -> None:
    text = (ROOT / "deploy" / "Containerfile").read_text()
    sources = [name for line in re.findall(r"^COPY (.+)$", text, re.MULTILINE) for name in line.split()[:-1]]
    assert sources
    assert [name for name in sources if not (ROOT / name).exists()] == []


def test_the_timer_fires_when_the_schedule_does() -> None:
    assert "02:30:00 UTC" in (ROOT / "deploy" / "orpipeline.timer").read_text()
    assert 'cron_schedule="30 2 * * *"' in (ROOT / "orpipeline" / "jobs" / "schedules.py").read_text()
    assert "02:30 UTC" in prose(ROOT / "docs" / "operations.md")


def test_every_package_that_is_installed_at_run_time_has_its_licence_named() -> None:
    """Of uv.lock's packages those that `orpipeline` needs, through however many others and their extras."""
    locked = {package["name"]: package for package in tomllib.loads((ROOT / "uv.lock").read_text())["package"]}
    reached: set[str] = set()
    waiting = [{"name": "orpipeline"}]
    while waiting:
        need = waiting.pop()
        package, extras = locked[need["name"]], need.get("extra", [])
        if need["name"] not in reached:
            waiting += package.get("dependencies", [])
        reached.add(need["name"])
        waiting += [more for extra in extras for more in package["optional-dependencies"][extra]]
    section = (ROOT / "docs" / "dependencies.md").read_text().partition("## Licences")[2].partition("\n## ")[0]
    bullets = " ".join(section.split()).split(" - ")[1:]
    assert reached - {"orpipeline"} == {name for text in bullets for name in text.rpartition(": ")[2].split(", ")}
