"""Turns records into what people read: sentences, results.json, HTML, the terminal.

Nothing here grades, runs student code or imports TensorFlow or numpy. What the terminal
shows is in `grader.report.terminal`.
"""

from grader.report.edition import Audience, edition
from grader.report.results import check_result, read_results, results
from grader.report.sentences import left_out_sentence, rationale, sentence
from grader.report.visible import short, visible
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
    "results",
    "safe_name",
    "sentence",
    "short",
    "visible",
    "write_reports",
    "write_whole_page",
]
