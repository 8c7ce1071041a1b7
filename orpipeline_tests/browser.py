"""Debian's Chromium, headless, driven by selenium; tests that need it skip, saying so, where it is not installed."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service

_FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@contextmanager
def chromium(profile: Path, width: int = 1500, height: int = 950) -> Iterator[webdriver.Chrome]:
    """A browser window with an empty profile; closed at the end."""
    browser, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if not browser or not driver:
        pytest.skip("Debian's packages chromium and chromium-driver are not installed (.ci/run installs them)")
    options = Options()
    options.binary_location = browser
    for flag in (*_FLAGS, f"--user-data-dir={profile}", f"--window-size={width},{height}"):
        options.add_argument(flag)
    window = webdriver.Chrome(options=options, service=Service(driver))
    # No window manager gives a headless window the focus, and without it no element gets any.
    window.execute_cdp_cmd("Emulation.setFocusEmulationEnabled", {"enabled": True})
    try:
        yield window
    finally:
        window.quit()
