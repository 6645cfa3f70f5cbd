"""Grades the work of a TensorFlow 2 workshop: examine, judge, diagnose, report."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from grader.live.result import Result

__version__ = "0.1.0"

if sys.version_info < (3, 11):  # noqa: UP036 - a checkout may be run by any Python
    sys.exit(
        f"The grader needs Python 3.11 or newer, and this is Python "
        f"{sys.version_info[0]}.{sys.version_info[1]} ({sys.executable}). Install it into "
        "a newer one, for instance: python3.11 -m venv .venv"
    )


def check(
    *steps: str | int | Callable[..., Any], course: str | Path | None = None
) -> Result | _NotHeld:
    """Examine what is defined in this notebook (or program) right now.

    steps:  by id (`15_softmax`), by name (`softmax`), by number, or as the function itself;
            without any, every step that was begun.
    course: its folder. Default: found from the working folder upwards.

    Only visible checks are held. What was passed to your function and what came back is
    shown when the result is the last thing in a cell. Random numbers go on afterwards as
    if nothing had been checked.
    """
    if _this_is_graded():
        return _NotHeld()
    from grader.live.check import check as check_now

    return check_now(*steps, course=course)


def load_ipython_extension(shell: Any) -> None:
    """`%load_ext grader`: teach IPython the magic `%check`."""
    if _this_is_graded():
        return  # the magic is there already, and does nothing
    from grader.live.magic import register

    register(shell)


class _NotHeld:
    """Stands for a result where a submission is graded; of the grader little is there."""

    passed = False
    score = None
    max_score = 0.0
    text = "Checks are not held while this is graded."
    html = ""

    def __repr__(self) -> str:
        return self.text


def _this_is_graded() -> bool:
    return bool(os.environ.get("GRADER_IS_GRADING"))


def _register_where_a_kernel_runs() -> None:
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    if shell is not None:
        load_ipython_extension(shell)


_register_where_a_kernel_runs()
