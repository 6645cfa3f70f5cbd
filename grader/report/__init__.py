"""Turns records into what people read: sentences, results.json, HTML, the terminal.

Nothing here grades, runs student code or imports TensorFlow or numpy.
"""

from grader.report.edition import Audience, edition
from grader.report.results import check_result, read_results, results
from grader.report.sentences import left_out_sentence, rationale, sentence
from grader.report.terminal import (
    changes_table,
    conversation,
    history_table,
    log_table,
    summary_table,
)
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
    "changes_table",
    "check_result",
    "conversation",
    "edition",
    "history_table",
    "left_out_sentence",
    "log_table",
    "page_path",
    "rationale",
    "read_results",
    "require_writable",
    "results",
    "safe_name",
    "sentence",
    "short",
    "summary_table",
    "visible",
    "write_reports",
    "write_whole_page",
]
