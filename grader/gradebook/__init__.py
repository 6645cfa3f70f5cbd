"""Marks as files that other systems take back.

Nothing here grades, asks a store or knows a course; every file comes from marks, from
records in somebody's edition, and from the bytes of the instructor's own file.
"""

from grader.gradebook.brightspace import fill_brightspace
from grader.gradebook.canvas import fill_canvas
from grader.gradebook.exports import Export, Unmatched
from grader.gradebook.feedback import moodle_feedback
from grader.gradebook.formats import FORMATS, Format, Need, Order, export
from grader.gradebook.grades import grades_csv
from grader.gradebook.junit import junit_xml
from grader.gradebook.moodle import fill_moodle
from grader.gradebook.platforms import gradescope_results, prairielearn_results

__all__ = [
    "FORMATS",
    "Export",
    "Format",
    "Need",
    "Order",
    "Unmatched",
    "export",
    "fill_brightspace",
    "fill_canvas",
    "fill_moodle",
    "grades_csv",
    "gradescope_results",
    "junit_xml",
    "moodle_feedback",
    "prairielearn_results",
]
