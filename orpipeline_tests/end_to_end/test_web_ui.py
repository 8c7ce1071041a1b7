"""The web UI as a person meets it: a real server, a real browser, everything materialized by clicking."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.common.by import By

from orpipeline.definitions import build_defs
from orpipeline.settings import Settings
from orpipeline.warehouse.readers import open_published
from orpipeline_tests.browser import chromium
from orpipeline_tests.end_to_end.dagster_server import ORPIPELINE, graphql, web_ui

_BACKFILLS = "{partitionBackfillsOrError{... on PartitionBackfills{results{status}}}}"
_ASSETS = "{assetNodes{groupName assetKey{path}}}"
_RUNS_OF_A_JOB = """{pipelineOrError(params: {
    repositoryLocationName: "orpipeline.definitions", repositoryName: "__repository__", pipelineName: "update"
}) {... on Pipeline{runs{status}}}}"""
_RUNS = "{runsOrError{... on Runs{results{status}}}}"


def test_materialize_all_from_the_web_ui_publishes_the_answer(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with web_ui(home) as url, chromium(tmp_path / "profile") as window:
        window.get(f"{url}/asset-groups")
        _button(window, "Materialize all").click()
        _button(window, "All", exactly=True).click()
        _button(window, "Launch backfill").click()
        _until(lambda: "COMPLETED_SUCCESS" in str(graphql(url, _BACKFILLS)), seconds=240)
        _looks_complete(window, url)
    with open_published(home / "orpipeline.duckdb") as con:
        assert con.sql("select count(*) from weeks_with_four_open_in_top_five").fetchall() == [(12,)]
    assert (home / "dagster" / "history" / "runs.db").exists()


def _looks_complete(window: webdriver.Chrome, url: str) -> None:
    shown = {tuple(node["assetKey"]["path"]) for node in graphql(url, _ASSETS)["assetNodes"]}
    known = build_defs(Settings(home=Path("unused"), source="recorded")).resolve_asset_graph().get_all_asset_keys()
    assert shown == {tuple(key.path) for key in known}
    groups = {node["groupName"] for node in graphql(url, _ASSETS)["assetNodes"]}
    assert groups == {"1_ingest", "2_core", "3_marts", "4_views", "5_publish"}
    window.get(f"{url}/assets/weeks_with_four_open_in_top_five")
    for text in (
        "Closed iso weeks, variants merged, with four or more open models in the top five.",
        "How far the last model inside is ahead of the first one outside",
        "Row count",
        "Licensed under CC BY 4.0",
        "newest_day",
    ):
        _until(lambda text=text: text in window.page_source, seconds=30)


def test_a_run_without_a_key_shows_the_sentence_a_person_needs(tmp_path: Path) -> None:
    launch = """
    mutation($params: LaunchBackfillParams!) {
        launchPartitionBackfill(backfillParams: $params) { __typename ... on PythonError { message } }
    }"""
    logs = """{runsOrError{... on Runs{results{eventConnection{events{
        ... on ExecutionStepFailureEvent{error{message}}}}}}}}"""
    params = {"assetSelection": [{"path": ["rankings_daily"]}], "partitionNames": ["2026-10-01"]}
    with web_ui(tmp_path / "home", source="api") as url:
        assert graphql(url, launch, params=params)["launchPartitionBackfill"]["__typename"] == "LaunchBackfillSuccess"
        _until(lambda: "FAILURE" in str(graphql(url, _RUNS)), seconds=180)
        assert "OPENROUTER_API_KEY" in str(graphql(url, logs))


def test_a_bare_dagster_dev_loads_the_shipped_workspace_and_keeps_its_history_in_the_home(tmp_path: Path) -> None:
    home = tmp_path / "home"
    command = [sys.executable, "-m", "dagster", "dev", "-h", "127.0.0.1", "-p"]
    with web_ui(home, command=command) as url:
        _until(lambda: len(graphql(url, _ASSETS)["assetNodes"]) > 40, seconds=60)
        subprocess.run(
            [ORPIPELINE, "run", "--source", "recorded"], env={**os.environ, "ORPIPELINE_HOME": str(home)}, check=True
        )
        runs = graphql(url, _RUNS_OF_A_JOB)["pipelineOrError"]["runs"]
        assert [run["status"] for run in runs] == ["SUCCESS"]  # the command's run, on the page of its job
    assert (home / "dagster" / "history" / "runs.db").exists()
    log = (tmp_path / "ui.log").read_text()
    assert "orpipeline/" not in "".join(line for line in log.splitlines() if "Warning" in line)


def _button(window: webdriver.Chrome, label: str, *, exactly: bool = False) -> webdriver.remote.webelement.WebElement:
    path = f"//button[.='{label}']" if exactly else f"//button[contains(., '{label}') and not(@disabled)]"
    _until(lambda: bool(window.find_elements(By.XPATH, path)), seconds=60)
    time.sleep(1)  # the dialog moves while it opens
    return window.find_elements(By.XPATH, path)[0]


def _until(holds: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            raise TimeoutError(f"not so within {seconds} s")
        time.sleep(1)
