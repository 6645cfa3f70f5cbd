"""One request of a kernel: which steps, how they are, what is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from grader.course import Step
from grader.examination.conversation import HOUSEKEEPING_SECONDS, Budget
from grader.grading import Setting, grade_live
from grader.hosts import LiveHost
from grader.live.examiner.courses import Known
from grader.live.examiner.steps import chosen_steps, is_overtaken
from grader.live.examiner.worker import LiveWorker
from grader.notebooks.execution import parsed_bindings
from grader.notebooks.places import asked_names
from grader.records import Outcome, StepRecord, total
from grader.report.live_view import live_html, live_text
from grader.report.translated import translated_step
from grader.sandbox.bindings import Binding
from grader.sandbox.protocol import Scalar
from grader.sandbox.worker import Connection
from grader.visible import visible


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
        translated_step(_examined(step, host, worker, bindings, setting), str(course.path))
        for step in steps
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


def _examined(
    step: Step,
    host: LiveHost,
    worker: LiveWorker,
    bindings: Sequence[Binding],
    setting: Setting,
) -> StepRecord:
    defined = {one.name for one in bindings}
    names = [name for name in step.names if name in defined]
    source = "\n".join(word for name in names for word in _told(worker, "written", name))
    record = grade_live(step, host, source, setting)
    if record.outcome is Outcome.PASSED:
        return record
    used = {word for name in names for word in _told(worker, "used", name)}
    if is_overtaken(step, used, bindings):
        return replace(record, flags=(*record.flags, "overtaken"))
    return record


def _told(worker: LiveWorker, verb: str, name: str) -> list[str]:
    """What the kernel tells about a name, as text."""
    values = worker.ask(verb, name=name, cpu_limit=HOUSEKEEPING_SECONDS)
    return [str(one.value) for one in values if isinstance(one, Scalar)]
