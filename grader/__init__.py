"""Grades the work of a TensorFlow 2 workshop: examine, judge, diagnose, report."""

import sys

__version__ = "0.1.0"

if sys.version_info < (3, 11):  # noqa: UP036 - a checkout may be run by any Python
    sys.exit(
        f"The grader needs Python 3.11 or newer, and this is Python "
        f"{sys.version_info[0]}.{sys.version_info[1]} ({sys.executable}). Install it into "
        "a newer one, for instance: python3.11 -m venv .venv"
    )
