"""Debian's Chromium by Playwright; without one the test is skipped."""

import shutil

import pytest
from playwright.sync_api import Browser, Playwright

# Without the background flags Chromium calls its maker's hosts at each start.
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium(playwright: Playwright) -> Browser:
    program = shutil.which("chromium")
    if not program:
        pytest.skip("no Chromium: apt-get install chromium")
    return playwright.chromium.launch(executable_path=program, args=FLAGS)
