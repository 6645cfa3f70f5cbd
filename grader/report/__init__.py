"""Turns records into what people read: sentences, results.json, HTML, the terminal.

Nothing here grades, runs student code or imports TensorFlow or numpy.
"""

from grader.report.edition import Audience, edition
from grader.report.results import check_result, read_results, results
from grader.report.sentences import rationale, sentence
from grader.report.terminal import conversation, summary_table
from grader.report.write import ReportWriter, require_writable, write_reports

__all__ = [
    "Audience",
    "ReportWriter",
    "check_result",
    "conversation",
    "edition",
    "rationale",
    "read_results",
    "require_writable",
    "results",
    "sentence",
    "summary_table",
    "write_reports",
]
