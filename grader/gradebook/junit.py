"""JUnit XML, as continuous integration reads it and pytest writes it."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence

from grader.gradebook.items import check_text
from grader.language import sentence
from grader.records import CheckRecord, Outcome, StepRecord, SubmissionRecord
from grader.report.sentences import rationale, step_rationale
from grader.visible import short

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ELEMENTS = {
    Outcome.UNGRADED: "error",
    Outcome.SKIPPED: "skipped",
    Outcome.NOT_ATTEMPTED: "skipped",
}
_COUNTS = {"error": "errors", "failure": "failures", "skipped": "skipped"}


def junit_xml(records: Sequence[SubmissionRecord]) -> bytes:
    """A `testsuite` a submission, a `testcase` a check, in UTF-8.

    records: in the edition of the audience.
    What is not graded is an `error`, what is skipped or not attempted is `skipped`, all
    else that did not pass is a `failure`. A submission without any check is an error too:
    an empty suite would look as if all were well. Time and host of the run are left out.
    Characters outside XML 1.0 (production 2, `Char`) become U+FFFD.
    """
    root = ET.Element("testsuites", name="grader")
    for record in records:
        root.append(_suite(record))
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _suite(record: SubmissionRecord) -> ET.Element:
    cases = [case for step in record.steps for case in _cases(step)]
    if not cases:
        why = sentence("item.nothing")
        cases = [_case("submission", "submission", 0.0, Outcome.UNGRADED, why, why)]
    counts = dict.fromkeys(_COUNTS.values(), 0)
    for case in cases:
        for child in case:
            counts[_COUNTS[child.tag]] += 1
    suite = ET.Element("testsuite", name=_xml(short(record.id)))
    for name, count in (counts | {"tests": len(cases)}).items():
        suite.set(name, str(count))
    suite.set("time", f"{record.seconds:.3f}")
    suite.extend(cases)
    return suite


def _cases(step: StepRecord) -> Iterator[ET.Element]:
    if not step.checks:
        why = step_rationale(step)
        yield _case(step.id, step.title, step.seconds, step.outcome, why, why)
    for check in step.checks:
        yield _of_check(step, check)


def _of_check(step: StepRecord, check: CheckRecord) -> ET.Element:
    why, text = rationale(check), check_text(check)
    return _case(step.id, check.name, check.seconds, check.outcome, why, text)


def _case(
    step: str, name: str, seconds: float, outcome: Outcome, why: str, text: str
) -> ET.Element:
    case = ET.Element(
        "testcase",
        classname=_xml(short(step)),
        name=_xml(short(name)),
        time=f"{seconds:.3f}",
    )
    if outcome is not Outcome.PASSED:
        tag = _ELEMENTS.get(outcome, "failure")
        ET.SubElement(case, tag, message=_xml(why)).text = _xml(text)
    return case


def _xml(text: str) -> str:
    return _NO_XML.sub("\ufffd", text)
