"""From a check's record to what its part of the page shows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePath

from grader.language import Whole, counted, sentence
from grader.language.quantities import points_text
from grader.records import (
    Call,
    CheckRecord,
    Difference,
    FindingRecord,
    Outcome,
    Problem,
    Reason,
    StepRecord,
    Value,
)
from grader.report.charts import accuracy_plot, line_plot
from grader.report.edition import HIDDEN
from grader.report.plots import loss_plot
from grader.report.sentences import (
    capital,
    comparison_sentence,
    finding_sentence,
    flag_sentence,
    rationale,
)
from grader.report.snippet import snippet, why_no_snippet
from grader.report.source import defined_names, parameters
from grader.report.tables import HALF, ValueView, first_difference, value_view
from grader.report.values import one_line
from grader.report.views import (
    CallView,
    Caps,
    CheckView,
    FindingView,
    FrameView,
    InputView,
    OutcomeView,
    PairView,
    Plot,
    ProblemView,
    Prose,
    prose,
)
from grader.visible import short, shorten, visible

_QUIET = frozenset({Outcome.PASSED, Outcome.NOT_ATTEMPTED, Outcome.SKIPPED})
_WHOLE_STEP = frozenset(
    {
        Reason.SYNTAX,
        Reason.MISSING_PACKAGE,
        Reason.UNREADABLE,
        Reason.STUB,
        Reason.NO_FILE,
        Reason.NOT_FOUND,
        Reason.NOT_CALLABLE,
        Reason.LOST_WORKER,
        Reason.GRADER_ERROR,
    }
)
_SAY_SECRET = frozenset({Reason.WRONG_VALUE, Reason.EXCEPTION})
_INLINE = 32
_NODE = re.compile(r"\{\{function_node [^{}]*\}\} ?")
_NAME = re.compile(r" \[Op:\w+\](?: name: ?)?\s*$")
"""Names a kernel of TensorFlow before what is wrong."""

_MOST_FRAMES = 8


def anchor(*parts: str) -> str:
    """A fragment of an address, safe in any attribute."""
    return "--".join(re.sub(r"[^\w-]+", "-", one) for one in parts)


def check_view(check: CheckRecord, step: StepRecord, caps: Caps, shared: bool) -> CheckView:
    """What a check shows. `shared`: its cause is already told for the whole step."""
    failed = check.outcome not in _QUIET
    brief = shared or check.outcome is Outcome.PASSED
    chosen, cut = _chosen(check, caps.passed_calls if brief else caps.calls)
    code, no_code = _snippet(check, step) if failed and not shared else ("", "")
    hidden = check.visibility == HIDDEN
    told = next((one for one in check.findings if not one.passed), None)
    by_weight = sorted(check.findings, key=lambda one: one.passed)[: caps.findings]
    findings = tuple(_finding_view(one, caps, one is told) for one in by_weight)
    left = len(check.findings) - len(findings)
    values = [*check.calls, *(one for one in check.findings if one.observed is not None)]
    calls = tuple(
        _call_view(one, check, step, caps, first=not number)
        for number, one in enumerate(chosen)
    )
    withheld = hidden and failed and not values and check.reason not in _SAY_SECRET
    return CheckView(
        anchor=anchor(step.id, check.id),
        name=short(check.name, 300),
        hint=prose(check.hint, caps.text),
        outcome=OutcomeView.of(check.outcome),
        points=sentence(
            "points.short",
            points=points_text(check.points),
            most=points_text(check.max_points),
        ),
        hidden=hidden,
        withheld=sentence("hidden") if withheld else "",
        rationale=() if shared else prose(rationale(check)),
        looks_like=_looks_like(check),
        findings=findings,
        telling=any(one.pair or one.plot for one in findings),
        pictured=any(one.plot for one in findings),
        calls=() if brief else calls,
        calls_cut="" if brief else counted("cut.calls", cut),
        findings_cut=sentence("cut.findings", count=left) if left else "",
        problem=problem_view(check, step, caps) if not shared else None,
        snippet=code if caps.values else "",
        no_snippet=no_code,
        flags=tuple(flag_sentence(one) for one in check.flags),
        open=failed and not shared,
        brief=brief,
        sample=calls[0].code if brief and calls else "",
    )


def own_words(message: str) -> str:
    """An exception's message without what TensorFlow puts round it for itself."""
    return _NAME.sub("", _NODE.sub("", message))


def _looks_like(check: CheckRecord) -> Prose:
    named = [sentence("misconception", name=one.name) for one in check.misconceptions]
    return prose(" ".join(named))


def _chosen(check: CheckRecord, most: int) -> tuple[Sequence[Call], int]:
    """The most telling calls, in the order they were made, and how many are left."""
    by_weight = sorted(
        range(len(check.calls)), key=lambda n: (-_weight(check.calls[n], check), n)
    )
    chosen = sorted(by_weight[:most])
    cut = len(check.calls) - len(chosen)
    return [check.calls[n] for n in chosen], cut if most else 0


def _weight(call: Call, check: CheckRecord) -> int:
    if call.problem is not None or (call.returned is None and check.problem is not None):
        return 4
    if call.difference or first_difference(call.expected, call.returned):
        return 3
    if call.expected and call.returned and call.expected.kind != call.returned.kind:
        return 2
    return 1 if call.verb in {"call", "build", "gradient"} else 0


def _snippet(check: CheckRecord, step: StepRecord) -> tuple[str, str]:
    """A snippet for the most telling call, or why there is none."""
    if check.visibility == HIDDEN or not check.calls:
        return "", ""
    names = defined_names(step.source)
    telling = sorted(check.calls, key=lambda one: -_weight(one, check))
    module = PurePath(step.file or step.id).stem if step.cell is None else ""
    for call in telling:
        if not why_no_snippet(call, names):
            known = parameters(step.source, call.target)
            return visible(snippet(module, call, known)), ""
    return "", sentence(why_no_snippet(telling[0], names))


def _finding_view(finding: FindingRecord, caps: Caps, told: bool) -> FindingView:
    """`told`: the check's own sentence speaks of this finding already."""
    pair = None
    known = finding.observed is not None and finding.expected is not None
    if not finding.passed and caps.values and known and finding.comparison != "is_true":
        pair = pair_view(finding.expected, finding.observed, finding.difference, kind=False)
    return FindingView(
        name=capital(short(finding.name, 200)),
        passed=finding.passed,
        outcome=OutcomeView.of(Outcome.PASSED if finding.passed else Outcome.FAILED),
        sentence=() if told else prose(finding_sentence(finding)),
        comparison=comparison_sentence(finding),
        pair=pair,
        plot=_plot(finding) if caps.plots else None,
    )


def _plot(finding: FindingRecord) -> Plot | None:
    match finding.plot:
        case "loss":
            return loss_plot(finding)
        case "line":
            return line_plot(finding)
        case "accuracy":
            return accuracy_plot(finding)
        case _:
            return None


def pair_view(
    expected: Value | None,
    observed: Value | None,
    difference: Difference | None,
    kind: bool = True,
) -> PairView:
    """Expected beside observed with the first difference marked in both."""
    return PairView(
        _side(expected, difference, "expected", kind),
        _side(observed, difference, "observed", kind),
    )


def _side(
    value: Value | None, difference: Difference | None, side: str, kind: bool
) -> ValueView | None:
    if value is None:
        return None
    return value_view(value, difference, side, room=HALF, kind=kind)


def _call_view(
    call: Call, check: CheckRecord, step: StepRecord, caps: Caps, first: bool
) -> CallView:
    names = parameters(step.source, call.target)
    words: list[str] = []
    inputs: list[InputView] = []
    for position, (name, value) in enumerate(call.arguments):
        line = one_line(value, 200)
        known = name or (names[position] if position < len(names) else "")
        if len(line) <= _INLINE:
            words.append(f"{name}={line}" if name else line)
            continue
        word = known or f"argument_{position + 1}"
        words.append(f"{name}={word}" if name else short(word, 60))
        if caps.values:
            inputs.append(InputView(short(word, 60), value_view(value)))
    pair = _call_pair(call, check) if caps.values else None
    told = any(not one.passed and one.expected is not None for one in check.findings)
    return CallView(visible(call_code(call, words)), tuple(inputs), pair, first, not told)


def call_code(call: Call, arguments: Sequence[str]) -> str:
    """The call about as one would type it."""
    target, inner = shorten(call.target, 120), ", ".join(arguments)
    match call.verb:
        case "get" | "index" | "read":
            return target
        case "set":
            return f"{target} = {inner}"
        case "assign":
            return f"{target}.assign({inner})"
        case "iterate":
            return f"for element in {target}: ..."
        case "gradient":
            return sentence("call.gradient", call=Whole(f"{target}({inner})"))
        case _:
            return f"{target}({inner})"


def _call_pair(call: Call, check: CheckRecord) -> PairView | None:
    """What came back beside what was expected, unless a finding shows just that."""
    shown = [(one.expected, one.observed) for one in check.findings if not one.passed]
    for expected, observed in shown:
        if _same(expected, call.expected) and _same(observed, call.returned):
            return None
    if call.returned is None and call.expected is None:
        return None
    if check.outcome is Outcome.PASSED:
        return pair_view(None, call.returned, None)
    difference = call.difference or first_difference(call.expected, call.returned)
    return pair_view(call.expected, call.returned, difference)


def _same(one: Value | None, other: Value | None) -> bool:
    if one is None or other is None:
        return one is other
    return (
        one.data == other.data and one.digest == other.digest and one.items == other.items
    )


def problem_view(check: CheckRecord, step: StepRecord, caps: Caps) -> ProblemView | None:
    """The student's own lines of the traceback, and type and message."""
    problem = check.problem
    if problem is None or check.reason is Reason.STUB:
        return None
    if check.outcome is Outcome.TIMED_OUT:  # the interrupt was ours: only the place counts
        problem = replace(problem, type_name="", message="")
    lines = step.source.splitlines()
    frames = []
    for frame in problem.frames[-_MOST_FRAMES:]:
        own = PurePath(frame.file).name == PurePath(step.file).name
        file = frame.file
        if own and step.cell is not None:
            file = sentence("notebook.place", cell=step.cell + 1, name=frame.file)
        inside = frame.function if frame.function != "<module>" else ""
        id = "frame.in_function" if inside else "frame"
        place = sentence(id, file=file, line=frame.line, function=inside)
        code = frame.code
        if problem.column is not None and own and 0 < frame.line <= len(lines):
            code = lines[frame.line - 1]
        frames.append(
            FrameView(short(place, 200), visible(shorten(code, 300)), _caret(code, problem))
        )
    message = visible(shorten(own_words(problem.message), caps.text))
    return ProblemView(tuple(frames), short(problem.type_name, 100), message)


def _caret(code: str, problem: Problem) -> str:
    if problem.column is None or not 0 < problem.column <= len(code) + 1:
        return ""
    return "".join("\t" if one == "\t" else " " for one in code[: problem.column - 1]) + "^"


def shared_cause(step: StepRecord) -> CheckRecord | None:
    """The check that speaks for all, when all ended alike, as after a syntax error."""
    if not step.checks or len({cause(one) for one in step.checks}) > 1:
        return None
    first = min(step.checks, key=lambda one: one.visibility == HIDDEN)
    talked = any(one.calls or one.findings for one in step.checks)
    return first if first.reason in _WHOLE_STEP or not talked else None


def cause(check: CheckRecord) -> object:
    """Equal for checks that ended alike: outcome, reason, name, place in the code."""
    frames = check.problem.frames if check.problem is not None else ()
    return check.outcome, check.reason, str(check.details.get("name", "")), frames
