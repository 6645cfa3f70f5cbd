"""Turns records into what people read: sentences, results.json, HTML, the terminal.

Nothing here grades, runs student code or imports TensorFlow or numpy. What the terminal
shows is in `grader.report.terminal`. A name is imported when it is used: a student who asks
for one step waits for no writer of reports.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from grader.report.edition import Audience, edition

if TYPE_CHECKING:
    from grader.report.results import check_result, read_results
    from grader.report.sentences import left_out_sentence, rationale
    from grader.report.write import (
        Graded,
        Reported,
        ReportWriter,
        page_path,
        require_writable,
        safe_name,
        write_reports,
        write_whole_page,
    )

_PLACES = {
    "results": ("check_result", "read_results"),
    "sentences": ("left_out_sentence", "rationale"),
    "write": (
        "Graded",
        "ReportWriter",
        "Reported",
        "page_path",
        "require_writable",
        "safe_name",
        "write_reports",
        "write_whole_page",
    ),
}

__all__ = [
    "Audience",
    "Graded",
    "ReportWriter",
    "Reported",
    "check_result",
    "edition",
    "left_out_sentence",
    "page_path",
    "rationale",
    "read_results",
    "require_writable",
    "safe_name",
    "write_reports",
    "write_whole_page",
]


def __getattr__(name: str) -> Any:
    for module, names in _PLACES.items():
        if name in names:
            return getattr(importlib.import_module(f"{__name__}.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
