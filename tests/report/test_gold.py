"""Pages as they were last looked at, in tests/gold/.

A change of a template shows here as a difference to read. When it is meant:

    GRADER_UPDATE_GOLD=1 python -m pytest tests/report/test_gold.py

writes the files anew; look at the pages in a browser, then commit the files. Style, script
and policy are left out of them: they are looked at in Chromium.
"""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path

import pytest

from grader.report import write_reports
from grader.report.edition import edition
from grader.report.html import submission_page
from grader.report.write import own_mark
from report.samples import notebook_submission, sample_run, workshop_run

GOLD = Path(__file__).parent.parent / "gold"
UPDATE = "GRADER_UPDATE_GOLD=1 python -m pytest tests/report/test_gold.py"


def student_page(_folder):
    """The page of a workshop's first nine steps, as its student sees it."""
    run = edition(workshop_run(), "student")
    record = replace(run.submissions[0], steps=run.submissions[0].steps[:9])
    return submission_page(run, record, own_mark(record))


def notebook_page(_folder):
    """The page of a notebook, as its student sees it."""
    run = edition(replace(sample_run(), submissions=(notebook_submission(),)), "student")
    record = run.submissions[0]
    return submission_page(run, record, own_mark(record))


def class_page(folder):
    """The page of a class, as an instructor sees it."""
    return write_reports(sample_run(), folder, "instructor").read_text("utf-8")


@pytest.mark.parametrize("made", [student_page, notebook_page, class_page])
def test_the_page_is_as_it_was(made, tmp_path):
    """Nothing of a page changes unless somebody says that it is meant."""
    text = re.sub(
        r"<(style|script)>.*?</\1>", r"<\1></\1>", made(tmp_path), flags=re.DOTALL
    )
    text = re.sub(r'(http-equiv="Content-Security-Policy" content=)"[^"]*"', r'\1""', text)
    text = re.sub(r'(grader-fingerprint" content=)"[^"]*"', r'\1""', text)
    file = GOLD / f"{made.__name__}.html"
    if os.environ.get("GRADER_UPDATE_GOLD"):
        file.write_text(text, "utf-8")
    assert file.read_text("utf-8") == text, f"if that is meant: {UPDATE}"
