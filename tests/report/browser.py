"""Chromium, driven by Playwright: opens pages, and keeps what they said and asked for."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

SCREENSHOTS = os.environ.get("GRADER_SCREENSHOTS")
"""A folder for a picture of every page that a test opened, as it was in the end."""

UNFOLD = "document.querySelectorAll('details').forEach(one => one.open = true)"
FITS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"


@contextlib.contextmanager
def launched() -> Iterator[Browser]:
    """Debian's Chromium; without one the test is skipped, in CI it fails."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None and os.environ.get("CI"):
        pytest.fail("CI is set and there is no Chromium: apt-get install chromium")
    if path is None:
        pytest.skip("there is no Chromium here: apt-get install chromium")
    with sync_playwright() as playwright:
        # A page must load on a busy machine, too: time is no promise of these tests.
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu"], timeout=120_000
        )
        yield browser
        browser.close()


class Visits:
    """Opens pages, each in a profile of its own, and keeps what they said and asked for."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self.pages: list[Page] = []
        self.messages: list[str] = []
        self.requests: list[str] = []

    def __call__(
        self,
        path: Path,
        fragment: str = "",
        width: int = 1100,
        height: int = 900,
        **options,
    ) -> Page:
        """The page of a file. `options`: of the profile, such as `color_scheme`."""
        size = {"width": width, "height": height}
        context = self._browser.new_context(viewport=size, **options)
        context.set_default_timeout(120_000)
        page = context.new_page()
        page.on("console", lambda one: self.messages.append(one.text))
        page.on("pageerror", lambda one: self.messages.append(str(one)))
        page.on("dialog", lambda one: (self.messages.append(one.message), one.dismiss()))
        page.on("request", lambda one: self.requests.append(one.url))
        page.goto(f"file://{path}{fragment}")
        self.pages.append(page)
        return page

    def forget(self) -> None:
        """Let what was said and asked for so far be as it is."""
        self.messages.clear()
        self.requests.clear()

    @property
    def asked(self) -> list[str]:
        """What was asked for besides files and pictures that are part of a page."""
        known = ("file:", "data:image/", "about:")
        return [one for one in self.requests if not one.startswith(known)]
