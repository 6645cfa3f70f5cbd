"""Forms what people read from the ids and parameters in records."""

from __future__ import annotations

import signal
from collections.abc import Mapping, Sequence
from typing import Any

from grader.language import Whole, is_known, sentence
from grader.language.quantities import byte_count, seconds_text
from grader.records import (
    CheckRecord,
    FindingRecord,
    LeftOut,
    NotebookRecord,
    Outcome,
    Plain,
    Reason,
    StepRecord,
)
from grader.report.edition import HIDDEN
from grader.report.values import one_line, plain_line, shape_text, told_apart

REFUSALS = (
    "not_json",
    "merge_conflict",
    "not_a_notebook",
    "too_deep",
    "too_large",
    "nbformat",
    "language",
    "unreadable",
    "no_cells",
    "driver_failed",
)
"""Why a notebook is not run at all."""

_BYTES = frozenset({Reason.MEMORY, Reason.DISK, Reason.OUTPUT})


def outcome_word(outcome: Outcome) -> str:
    """The outcome as people call it."""
    return sentence(f"outcome.{outcome.value}")


def outcome_sign(outcome: Outcome) -> str:
    """One character for the outcome; always shown beside its word or score."""
    return sentence(f"sign.{outcome.value}")


def short_reason(step: StepRecord) -> str:
    """Why a step ended as it did, in a word or two, for lists."""
    id = f"short.{step.reason.value}"
    return sentence(id) if is_known(id) else outcome_word(step.outcome)


def flag_sentence(flag: str, notebook: bool = False) -> str:
    """What a flag of a check or step means. `notebook`: of a step that is in one."""
    if notebook and is_known(f"flag.{flag}.notebook"):
        return sentence(f"flag.{flag}.notebook")
    known = is_known(f"flag.{flag}")
    return sentence(f"flag.{flag}") if known else sentence("flag.unknown", flag=flag)


def left_out_sentence(left: LeftOut) -> str:
    """Why a file was left out."""
    for id in (f"left_out.{left.reason}", f"reason.{left.reason}"):
        if is_known(id):
            return sentence(id)
    return sentence("left_out.unknown", reason=left.reason.replace("_", " "))


def notebook_rationale(notebook: NotebookRecord) -> str:
    """Why a notebook did not run, or not to its end, and what to do; else empty."""
    if notebook.refused:
        id = f"notebook.{notebook.refused}"
        if notebook.refused in REFUSALS:
            return sentence(id)
        return sentence("notebook.unknown", reason=notebook.refused.replace("_", " "))
    if not notebook.stopped:
        return ""
    id = f"reason.{notebook.stopped}"
    return sentence(id) if is_known(id) else ""


def rationale(check: CheckRecord) -> str:
    """Why a check ended as it did, and what to do next, in one or two sentences.

    Copes with details that are missing: it then says less.
    """
    finding = next((one for one in check.findings if not one.passed), None)
    reason = check.reason
    details = dict(check.details)
    if finding is not None and check.outcome is Outcome.FAILED:
        reason = finding.reason if finding.reason is not Reason.CORRECT else reason
        details = _completed(details, finding)
        if reason is Reason.WRONG_VALUE:
            return _wrong_value(check, finding)
    if reason is Reason.UNREADABLE and "why" in details:
        return _unreadable(str(details["why"]), str(details.get("name", "")))
    text = _form(reason, details, check)
    name = str(details.get("finding") or (finding.name if finding else ""))
    if name and len(check.findings) > 1 and check.outcome is Outcome.FAILED:
        return f"{sentence('in_finding', finding=capital(name))} {text}"
    return text


def _unreadable(why: str, name: str) -> str:
    """Why a file, or the notebook in its place, could not be examined."""
    known = is_known(f"left_out.{why}")
    if name.endswith(".ipynb") or (why in REFUSALS and not known):
        return notebook_rationale(NotebookRecord(name, refused=why))
    told = left_out_sentence(LeftOut(name, why))
    in_archive = why.startswith("archive_") and name
    return sentence("in_archive", name=name, told=Whole(told)) if in_archive else told


def finding_sentence(finding: FindingRecord) -> str:
    """Why a finding did not pass; empty when it did."""
    if finding.passed:
        return ""
    if finding.reason is Reason.WRONG_VALUE:
        return _wrong_value(None, finding)
    return _form(finding.reason, _completed({}, finding), None)


def step_rationale(step: StepRecord) -> str:
    """The one sentence for a step: that of its first worst check."""
    if step.outcome is Outcome.PASSED:
        return sentence("reason.correct")
    worst = [one for one in step.checks if one.outcome is step.outcome]
    same = [one for one in worst if one.reason is step.reason]
    if chosen := (same or worst):
        return rationale(chosen[0])
    return _form(step.reason, {}, None)


def comparison_sentence(finding: FindingRecord) -> str:
    """What a finding was held to: `equal to the reference, up to rtol 1e-05 and ...`."""
    params = {key: plain_line(value) for key, value in finding.parameters.items()}
    for id in (
        f"comparison.{finding.comparison}",
        f"comparison.plain.{finding.comparison}",
    ):
        try:
            return sentence(id, **params)
        except KeyError:
            continue
    return finding.comparison.replace("_", " ")


def difference_sentence(finding_or_call: Any) -> str:
    """How many elements differ and by how much; empty for a single number."""
    difference = finding_or_call.difference
    if difference is None or difference.size <= 1:
        return ""
    text = sentence("difference.count", count=difference.count, size=difference.size)
    if difference.largest is None:
        return f"{text}."
    largest = f"{difference.largest:.3g}"
    return sentence("difference.largest", told=text, largest=largest) + "."


def capital(text: str) -> str:
    """With a capital letter, but for names such as `m` and `W1`, which are code."""
    first = text.partition(" ")[0].rstrip(":")
    return text if len(first) < 3 else text[:1].upper() + text[1:]


def _wrong_value(check: CheckRecord | None, finding: FindingRecord) -> str:
    if check is not None and check.visibility == HIDDEN and finding.observed is None:
        return sentence("reason.wrong_value.hidden")
    name = capital(finding.name)
    if finding.comparison == "is_true":
        return sentence("reason.wrong_value.not_true", finding=finding.name)
    bounds = finding.parameters
    if finding.comparison == "between" and {"low", "high"} <= bounds.keys():
        observed = finding.observed and one_line(finding.observed)
        low, high = (plain_line(bounds[key]) for key in ("low", "high"))
        if observed:
            attempts = bounds.get("outcomes")
            count = len(attempts) if isinstance(attempts, list) else 1
            return sentence(
                f"reason.wrong_value.between{'_confirmed' if count > 1 else ''}",
                finding=name,
                observed=observed,
                low=low,
                high=high,
                count=count,
            )
    if finding.difference is not None:
        index, difference = finding.difference.index, finding.difference
        expected, observed = told_apart(difference.expected, difference.observed)
        text = sentence(
            "reason.wrong_value.element" if index else "reason.wrong_value.number",
            index=list(index),
            expected=expected,
            observed=observed,
        )
        return f"{text} {difference_sentence(finding)}".strip()
    if finding.expected is not None and finding.observed is not None:
        return sentence(
            "reason.wrong_value.pair",
            finding=name,
            expected=one_line(finding.expected),
            observed=one_line(finding.observed),
        )
    return sentence("reason.wrong_value")


def _completed(details: dict[str, Plain], finding: FindingRecord) -> dict[str, Plain]:
    """The details with what the finding's own values say about shape, dtype, kind."""
    for side, value in (("expected", finding.expected), ("observed", finding.observed)):
        if value is None:
            continue
        details.setdefault(f"{side}_kind", value.kind)
        if value.dtype is not None:
            details.setdefault(f"{side}_dtype", value.dtype)
        if value.shape is not None:
            details.setdefault(f"{side}_shape", list(value.shape))
    return details


def _form(reason: Reason, details: Mapping[str, Plain], check: CheckRecord | None) -> str:
    """The fullest sentence of a reason for which every parameter is there."""
    base = f"reason.{reason.value}"
    for variant, params in _variants(reason, details, check):
        if all(value is not None for value in params.values()):
            return sentence(f"{base}.{variant}", **params)
    return sentence(base)


_Variants = Sequence[tuple[str, Mapping[str, object]]]


def _variants(
    reason: Reason, details: Mapping[str, Plain], check: CheckRecord | None
) -> _Variants:
    get = details.get
    match reason:
        case Reason.WRONG_SHAPE:
            return _shapes(get("expected_shape"), get("observed_shape"))
        case Reason.WRONG_DTYPE:
            pair = {
                "expected": _any_of(get("expected_dtype")),
                "observed": get("observed_dtype"),
            }
            return [("pair", pair)]
        case Reason.WRONG_KIND:
            return _kinds(details)
        case Reason.WRONG_LENGTH:
            pair = {"expected": get("expected_length"), "observed": get("observed_length")}
            return [("pair", pair)]
        case Reason.NOT_FOUND:
            named = {"name": get("name")}
            where = "live_" if get("live") else ""
            return [
                (f"{where}similar", named | {"similar": get("similar") or None}),
                (f"{where}named", named),
            ]
        case Reason.WRONG_SIGNATURE:
            signature = {"signature": get("signature") or None}
            return [("signature", signature), ("named", {"name": get("name") or None})]
        case Reason.REFUSED:
            message = {"message": get("message") or None}
            return [("named", {"name": get("name") or None}), ("message", message)]
        case Reason.NOT_CALLABLE:
            where = "live_" if get("live") else ""
            return [(f"{where}named", {"name": get("name") or None})]
        case Reason.EXCEPTION | Reason.SYNTAX:
            return _raised(reason, details, check)
        case Reason.MISSING_PACKAGE:
            return [("named", {"package": get("package")})]
        case Reason.EXIT:
            return [("status", {"status": get("exit_status")})]
        case Reason.SIGNAL:
            return [("named", {"signal": _signal(get("signal"))})]
        case Reason.EARLIER_CHECK:
            return [("named", {"needed": get("needed")})]
        case (
            Reason.WALL_TIME
            | Reason.CPU_TIME
            | Reason.SUBMISSION_TIME
            | Reason.MEMORY
            | Reason.DISK
            | Reason.OUTPUT
        ):
            return [("limit", {"limit": _limit(reason, get("limit"))})]
        case _:
            return []


def _limit(reason: Reason, limit: Plain) -> str | None:
    if isinstance(limit, bool) or not isinstance(limit, int | float):
        return None
    if reason in _BYTES:
        return byte_count(limit)
    return seconds_text(limit)


def _signal(number: Plain) -> str | None:
    """`SIGSEGV` for 11."""
    if isinstance(number, int) and number in {one.value for one in signal.Signals}:
        return signal.Signals(number).name
    return None if number is None else str(number)


def _shapes(expected: Plain, observed: Plain) -> _Variants:
    texts = {"expected": _shape(expected), "observed": _shape(observed)}
    if None in texts.values():
        return []
    if texts["observed"] == "()":
        return [("too_small", texts)]
    if texts["expected"] == "()":
        return [("too_large", texts)]
    return [("pair", texts)]


def _shape(shape: Plain) -> str | None:
    if isinstance(shape, list):
        return shape_text([one if isinstance(one, int) else None for one in shape])
    return shape if isinstance(shape, str) else None


def _any_of(names: Plain) -> str | None:
    """`float32`, or several of them, as they stand between backticks."""
    if isinstance(names, list):
        return f"`{sentence('or')}`".join(str(one) for one in names)
    return None if names is None else str(names)


def _any_kind(kinds: Plain) -> str | None:
    """Kinds of values, which the examiner joins by ` or `: as code, or as words."""
    if not isinstance(kinds, str):
        return None
    words = {"numbers": "value.numbers", "plain values": "value.plain"}
    told = (
        sentence(words[one]) if one in words else f"`{one}`" for one in kinds.split(" or ")
    )
    return sentence("or").join(told)


def _kinds(details: Mapping[str, Plain]) -> _Variants:
    expected, observed = (
        _any_kind(details.get("expected_kind")),
        details.get("observed_kind"),
    )
    name = details.get("name")
    if observed == "NoneType":
        return [("none_named", {"name": name or None}), ("none", {})]
    pair = {"expected": expected, "observed": observed}
    return [("pair", pair), ("observed", {"observed": observed})]


def _raised(
    reason: Reason, details: Mapping[str, Plain], check: CheckRecord | None
) -> _Variants:
    problem = check.problem if check is not None else None
    line = details.get("line")
    if problem is not None and problem.frames:
        line = problem.frames[-1].line
    if reason is Reason.SYNTAX:
        return [("line", {"line": line})]
    secret = check is not None and check.visibility == HIDDEN
    if secret and problem is not None and not problem.message:
        return [("secret", {"line": line})]
    kind = problem.type_name if problem is not None else None
    return [("line", {"type": kind, "line": line}), ("typed", {"type": kind})]
