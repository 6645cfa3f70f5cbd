"""The sample run as a fixture."""

from __future__ import annotations

import pytest

from grader.records import RunRecord
from report.samples import sample_run


@pytest.fixture
def run() -> RunRecord:
    """The sample run, as the engine would hand it over."""
    return sample_run()
