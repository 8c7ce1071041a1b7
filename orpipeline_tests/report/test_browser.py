"""The page used as a person does, in a real browser: choosing a week, the arrow keys, the pointer."""

from collections.abc import Iterator
from datetime import date
from itertools import product
from pathlib import Path

import pytest
from selenium.webdriver import ActionChains, Chrome, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.support.select import Select
from selenium.webdriver.support.wait import WebDriverWait

from orpipeline.report.facts import read_facts
from orpipeline.report.sensitivity import STRICTNESS, TIME_BASES, matrices
from orpipeline.report.write import write_report
from orpipeline.warehouse.readers import open_published
from orpipeline_tests.browser import chromium
from orpipeline_tests.runs import Run

READ_MATRIX = """
return [...document.querySelectorAll("#matrix tbody tr")].map(row => [...row.cells].map(cell => cell.textContent))
"""


@pytest.fixture(scope="module")
def window(recorded: Run, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    folder: Path = tmp_path_factory.mktemp("browser")
    with chromium(folder / "profile", 1280, 900) as chrome:
        write_report(recorded.settings.published, folder / "report.html")
        chrome.get(f"file://{folder / 'report.html'}")
        yield chrome


def test_every_choice_shows_the_counts_of_that_setting(window: Chrome, recorded: Run) -> None:
    with open_published(recorded.settings.published) as con:
        wanted = matrices(read_facts(con).sensitivity)
    choose = {name: Select(window.find_element(By.ID, name)) for name in ("week", "strictness", "basis")}
    for monday in (date(2026, 2, 9), date(2026, 6, 29), date(2026, 8, 10)):
        choose["week"].select_by_value(str(monday))
        for strictness, basis in product(STRICTNESS, TIME_BASES):
            choose["strictness"].select_by_value(str(strictness))
            choose["basis"].select_by_value(basis)
            cells = wanted[str(monday)].cells(strictness, basis)
            shown = [[label, *("\N{EN DASH}" if n is None else str(n) for n in row)] for label, row in cells]
            assert window.execute_script(READ_MATRIX) == shown
            four = sum(n is not None and n >= 4 for _, row in cells for n in row)
            assert f": {four} of {9 * len(cells)} cells" in window.find_element(By.ID, "said").text


def test_the_arrow_keys_move_through_the_strip_and_say_each_model(window: Chrome) -> None:
    window.execute_script("document.querySelector('#strip td[tabindex=\"0\"]').focus()")
    tip = window.find_element(By.ID, "tip")
    assert tip.text == "2026-W33, 1. DeepSeek V4 Flash 0731, open weights"
    ActionChains(window).send_keys(Keys.HOME, Keys.ARROW_DOWN, Keys.ARROW_RIGHT).perform()
    assert window.switch_to.active_element.get_dom_attribute("data-tip") == tip.text
    assert tip.text.startswith("2026-W03, 2. Claude Sonnet 4.5")
    assert len(window.find_elements(By.CSS_SELECTOR, '#strip [tabindex="0"]')) == 1
    ActionChains(window).send_keys(Keys.ESCAPE).perform()
    assert not tip.is_displayed()


def test_the_pointer_on_a_mark_says_its_figures(window: Chrome) -> None:
    mark = window.find_element(By.CSS_SELECTOR, '#share .wide [data-tip^="2026-W07"]')
    window.execute_script("document.documentElement.style.scrollBehavior = 'auto'")
    window.execute_script("arguments[0].scrollIntoView({block: 'center'})", mark)

    def told(_: Chrome) -> str:
        # The page closes a tip when it scrolls, and the scrolling above may still be going on.
        ActionChains(window).move_to_element_with_offset(mark, 1, 0).move_to_element(mark).perform()
        return window.find_element(By.ID, "tip").text

    said = WebDriverWait(window, 10).until(told).replace("\N{NO-BREAK SPACE}", " ")
    assert said == mark.get_dom_attribute("data-tip").replace("\N{NO-BREAK SPACE}", " ")
    assert said.startswith("2026-W07: ")
    assert "% open (between " in said


def test_the_first_tab_stop_leads_past_the_menu(window: Chrome) -> None:
    window.refresh()
    ActionChains(window).send_keys(Keys.TAB).perform()
    assert window.switch_to.active_element.text == "Skip to the answer"
