"""The summary as Markdown, for a step of GitHub's, a comment, or a file.

Whatever a student may have written goes through `grader.ci.escaping`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from grader.ci.escaping import cell, fenced, inline, one_title
from grader.ci.remarks import QUIET, advice, misconceptions
from grader.language import sentence
from grader.language.quantities import points_of, points_text
from grader.records import (
    CheckRecord,
    FindingRecord,
    Outcome,
    StepRecord,
    SubmissionRecord,
    Value,
)
from grader.report.checks_view import call_code, shared_cause
from grader.report.sentences import (
    left_out_sentence,
    outcome_sign,
    outcome_word,
    rationale,
    step_rationale,
)
from grader.report.values import label, one_line
from grader.sandbox.layers import REQUIRED
from grader.visible import short, shorten, visible

MOST_BYTES = 1024**2
"""What GitHub shows of a step (limits of job summaries, 1 MiB)."""

_LEFT_OUT = 10
_FRAMES = 4
_NAMES = (".py", ".ipynb")


@dataclass(frozen=True)
class Summary:
    """A summary in parts: what must be said, and what may be left out at the end."""

    head: str
    details: Sequence[str] = ()
    end: str = ""

    def text(self, most: int = MOST_BYTES) -> str:
        """Markdown of at most `most` bytes of UTF-8; a sentence says what was cut."""
        cut = sentence("ci.cut")
        room = most - sum(_size(one) for one in (self.head, self.end, cut))
        kept = [self.head]
        for detail in self.details:
            room -= _size(detail)
            if room < 0:
                kept.append(cut)
                break
            kept.append(detail)
        return "\n\n".join([*kept, self.end]).rstrip() + "\n"


def _size(text: str) -> int:
    return len(text.encode("utf-8", "replace")) + 2


def graded_summary(record: SubmissionRecord, base: str, hidden: bool) -> Summary:
    """Of a submission.

    record: in the student's edition. base: what it was compared with, or "".
    hidden: whether the course holds hidden checks.
    """
    if not record.steps:
        return not_graded_summary(sentence("ungraded"))
    head = [f"### {_headline(record)}"]
    if base:
        head.append(sentence("ci.compared", base=inline(f"`{_untick(base)}`")))
    if record.score is None:
        head.append(sentence("ungraded"))
    head.append("\n".join(_table(record)))
    if told := "\n".join(_left_out(record)):
        head.append(told)
    details = [text for step in record.steps for text in _details(step)]
    end = [sentence("ci.with_hidden" if hidden else "ci.visible_only")]
    if record.layers and not set(REQUIRED) <= set(record.layers):
        end.append(sentence("ci.unconfined"))
    return Summary("\n\n".join(head), details, "\n\n".join(end))


def lines(record: SubmissionRecord) -> Iterator[str]:
    """The same for a log, in plain text: a line for each step, and why it did not pass."""
    for step in record.steps:
        points = f"{points_text(step.score)} / {points_text(step.max_score)}"
        sign, word = outcome_sign(step.outcome), outcome_word(step.outcome)
        yield f"{sign} {short(step.id, 60)}  {points}  {word}"
        if step.outcome not in QUIET:
            yield f"    {short(step_rationale(step), 600)}"
            for one in misconceptions(step):
                yield f"    {sentence('misconception', name=one.name)} {short(one.hint)}"
    if not record.steps or record.score is None:
        yield sentence("ungraded")
    if record.steps:
        yield _headline(record)


def neutral_summary(base: str) -> Summary:
    """Of a pull request that changes no exercise file."""
    told = sentence("ci.unchanged", base=inline(f"`{_untick(base)}`"))
    return Summary(f"### {sentence('ci.nothing')}\n\n{told}")


def not_graded_summary(message: str) -> Summary:
    """Of a run in which our own side failed, or that could not begin."""
    head = f"### {outcome_sign(Outcome.UNGRADED)} {sentence('ci.not_graded')}"
    why = f"{sentence('ci.why_not')} {inline(message)}"
    return Summary(f"{head}\n\n{sentence('ci.not_your_fault')}\n\n{why}")


def _untick(text: str) -> str:
    return text.replace("`", "'")


def _headline(record: SubmissionRecord) -> str:
    if record.score is None:
        return f"{outcome_sign(Outcome.UNGRADED)} {sentence('no_mark')}"
    full = all(one.outcome is Outcome.PASSED for one in record.steps)
    sign = outcome_sign(Outcome.PASSED if full else Outcome.FAILED)
    points = points_of(record.score, record.max_score)
    return f"{sign} {points}"


def _table(record: SubmissionRecord) -> Iterator[str]:
    names = ("step", "outcome", "points", "mistake", "hint")
    yield "| " + " | ".join(sentence(f"ci.column.{one}") for one in names) + " |"
    yield "|---|---|---:|---|---|"
    for step in record.steps:
        named = misconceptions(step)
        failed = [one for one in step.checks if one.outcome not in QUIET]
        hint = named[0].hint if named else failed[0].hint if failed else ""
        cells = [
            cell(f"`{_untick(step.id)}` {step.title}"),
            f"{outcome_sign(step.outcome)} {outcome_word(step.outcome)}",
            f"{points_text(step.score)} / {points_text(step.max_score)}",
            cell("; ".join(one.name for one in named)),
            cell(hint),
        ]
        yield "| " + " | ".join(cells) + " |"


def _left_out(record: SubmissionRecord) -> Iterator[str]:
    """Files that look like work and are none."""
    there = [one for one in record.left_out if one.path.endswith(_NAMES)]
    for one in there[:_LEFT_OUT]:
        name = inline(f"`{_untick(one.path)}`", 120)
        yield f"- {sentence('ci.left_out')} {name} {inline(left_out_sentence(one))}"
    if len(there) > _LEFT_OUT:
        yield f"- {sentence('ci.more_left_out', count=len(there) - _LEFT_OUT)}"


def _details(step: StepRecord) -> Iterator[str]:
    """A folded block for each check that did not pass, or one for what all share."""
    if step.outcome in QUIET:
        return
    if not step.checks:
        why = f"{sentence('ci.why')} {inline(step_rationale(step))}"
        yield _folded(step.outcome, step.id, [why])
        return
    speaker = shared_cause(step)
    for check in step.checks if speaker is None else [speaker]:
        if check.outcome not in QUIET:
            points = f"{points_text(check.points)} / {points_text(check.max_points)}"
            title = f"{step.id}: {check.name} ({points})"
            whole = speaker is not None
            parts = list(_parts(check))
            yield _folded(check.outcome, step.id if whole else title, parts)


def _folded(outcome: Outcome, title: str, parts: Sequence[str]) -> str:
    """A block that a click opens: the only HTML here, and only its title is in it."""
    told = f"{outcome_sign(outcome)} {one_title(title)}"
    inside = "\n\n".join(one for one in parts if one)
    return f"<details><summary>{told}</summary>\n\n{inside}\n\n</details>"


def _parts(check: CheckRecord) -> Iterator[str]:
    yield f"{sentence('ci.why')} {inline(rationale(check), 2000)}"
    for one in check.misconceptions:
        yield f"**{inline(sentence('misconception', name=one.name))}** {inline(one.hint)}"
    if not check.misconceptions and check.outcome is not Outcome.UNGRADED:
        yield f"{sentence('ci.checked')} {inline(advice(check))}"
    if told := "\n".join(_evidence(check)):
        yield fenced(told)


def _evidence(check: CheckRecord) -> Iterator[str]:
    """The call, what came back and what was expected; then the student's own lines."""
    telling = sorted(check.calls, key=lambda one: not (one.problem or one.difference))
    if telling and check.outcome is not Outcome.UNGRADED:
        call = telling[0]
        words = [
            f"{name}={one_line(value, 200)}" if name else one_line(value, 200)
            for name, value in call.arguments
        ]
        yield f"> {visible(call_code(call, words))}"
        finding = next((one for one in check.findings if not one.passed), None)
        yield from _pair(finding, call.expected, call.returned)
    problem = check.problem
    if problem is None:
        return
    for frame in problem.frames[-_FRAMES:]:
        place = f"{frame.file}:{frame.line}"
        yield short(f"{place} in {frame.function}" if frame.function else place, 200)
        yield f"    {visible(shorten(frame.code, 300))}"
    if check.outcome is not Outcome.TIMED_OUT and (problem.type_name or problem.message):
        told = ": ".join(filter(None, (problem.type_name, problem.message)))
        yield visible(shorten(told, 1000))


def _pair(
    finding: FindingRecord | None, expected: Value | None, returned: Value | None
) -> Iterator[str]:
    """Expected beside observed: of the call, else of what failed."""
    if finding is not None and (expected is None or returned is None):
        expected, returned = finding.expected, finding.observed
    for id, value in (("label.expected", expected), ("label.observed", returned)):
        if value is not None:
            yield f"{sentence(id)}: {one_line(value, 300)}  {label(value)}"
