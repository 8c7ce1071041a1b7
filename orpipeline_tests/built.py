"""Every table and view over what a warehouse holds, without Dagster around it."""

from datetime import date, timedelta

from orpipeline.assets import analysis, judgement, money, tables
from orpipeline.warehouse.objects import create_macros, create_view, drop_strangers
from orpipeline.warehouse.sqlfiles import views
from orpipeline_tests.house import House

STEPS = tuple(step for part in (tables, analysis, money, judgement) for step in part.STEPS)


def build(house: House) -> House:
    """Load landing, then compute every table and make every view, as a run does."""
    house.load()
    for step in STEPS:
        house.open.write(step.table, step.compute(house.open))
    drop_strangers(house.con)
    create_macros(house.con)
    for view in views():
        create_view(house.con, view)
    return house


def week(monday: str, row: dict[str, int], days: int = 7) -> dict[str, dict[str, int]]:
    """The same row on each day of a week."""
    first = date.fromisoformat(monday)
    return {str(first + timedelta(days=n)): row for n in range(days)}


def listed(slug: str, repo: str | None = None) -> dict[str, object]:
    """A catalogue entry; with a repository it is a hint that the model is open."""
    return {"id": slug, "canonical_slug": slug, "name": slug.upper(), "hugging_face_id": repo}
