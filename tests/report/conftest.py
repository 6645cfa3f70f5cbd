"""The sample run as a fixture, and pages opened in Chromium."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from grader.records import RunRecord
from report.browser import SCREENSHOTS, Visits, launched
from report.samples import sample_run


@pytest.fixture
def run() -> RunRecord:
    """The sample run, as the engine would hand it over."""
    return sample_run()


@pytest.fixture(scope="module")
def chromium():
    """A browser. Of one module: an open one keeps other tests from using asyncio."""
    with launched() as browser:
        yield browser


@pytest.fixture
def visit(chromium, request):
    """Opens a page; in the end none may have said anything, or asked for anything."""
    visits = Visits(chromium)
    yield visits
    for number, page in enumerate(visits.pages):
        if SCREENSHOTS:
            name = re.sub(r"[^\w-]+", "-", request.node.name)[:100]
            page.screenshot(path=Path(SCREENSHOTS) / f"{name}-{number}.png")
        page.context.close()
    assert visits.messages == []
    assert visits.asked == []
