"""One request of a kernel: which steps, how they are, what is shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from grader.course import Step
from grader.examination.conversation import HOUSEKEEPING_SECONDS, Budget
from grader.grading import grade_live
from grader.hosts import LiveHost
from grader.live.examiner.courses import Known
from grader.live.examiner.steps import chosen_steps
from grader.live.examiner.worker import LiveWorker
from grader.notebooks.execution import parsed_bindings
from grader.notebooks.places import asked_names
from grader.records import Outcome, total
from grader.report.live_view import live_html, live_text
from grader.report.visible import visible
from grader.sandbox.bindings import Binding
from grader.sandbox.protocol import Scalar
from grader.sandbox.worker import Connection


def examined(connection: Connection, wanted: Sequence[str], known: Known) -> dict[str, Any]:
    """Examine steps in the kernel; the fields of the result that it shows.

    Raises:
        UsageError: nothing has the name that is wanted.
        SourceClosed: the kernel has gone.
    """
    setting, course = known.setting, known.setting.course
    worker = LiveWorker(connection, course.limits)
    bindings = _bindings(worker, asked_names(course.steps))
    steps = chosen_steps(wanted, bindings, course)
    host = LiveHost(worker, Budget(course.limits))
    worker.take_output()
    records = [
        grade_live(step, host, _source(worker, step, bindings), setting) for step in steps
    ]
    score = total(record.score for record in records)
    return {
        "passed": bool(records)
        and all(record.outcome is Outcome.PASSED for record in records),
        "score": score,
        "max_score": sum(record.max_score for record in records),
        "text": live_text(records, known.more),
        "html": live_html(records, known.more),
    }


def only_said(text: str) -> dict[str, Any]:
    """The fields of a result that is nothing but a message."""
    return {"passed": False, "score": None, "max_score": 0.0, "text": visible(text)}


def _bindings(worker: LiveWorker, names: Sequence[str]) -> list[Binding]:
    told = worker.ask("defined", names=list(names), cpu_limit=HOUSEKEEPING_SECONDS)
    return parsed_bindings(told)


def _source(worker: LiveWorker, step: Step, bindings: Sequence[Binding]) -> str:
    """How the functions of a step are written, as far as the kernel knows."""
    texts = []
    for binding in bindings:
        if binding.name in step.names:
            (told,) = worker.ask(
                "written", name=binding.name, cpu_limit=HOUSEKEEPING_SECONDS
            )
            if isinstance(told, Scalar):
                texts.append(str(told.value))
    return "\n".join(texts)
