"""The conversation as people read it: student beside reference."""

from __future__ import annotations

from grader.examination.conversation import Exchange, Held
from grader.examination.description import describe_value
from grader.examination.judging import near
from grader.examination.subject import numbers_in
from grader.records import Call, Difference, Value
from grader.sandbox.protocol import Items

MAX_CALLS = 200
SHOWN_VERBS = frozenset(
    {"call", "build", "gradient", "get", "index", "iterate", "read", "set"}
)
RTOL, ATOL = 1e-5, 1e-6


def calls(held: Held, reference: Held | None) -> tuple[Call, ...]:
    """The exchanges worth showing, each with what the reference returned to the same."""
    theirs = reference.exchanges if reference else ()
    shown = []
    for position, exchange in enumerate(held.exchanges[:MAX_CALLS]):
        if exchange.verb in SHOWN_VERBS:
            twin = theirs[position] if position < len(theirs) else None
            if twin is not None and (twin.verb, twin.label) != (
                exchange.verb,
                exchange.label,
            ):
                twin = None
            failed = held.failed if exchange.returned is None else None
            shown.append(
                Call(
                    verb=exchange.verb,
                    target=exchange.label,
                    arguments=tuple((n, describe_value(v)) for n, v in exchange.arguments),
                    returned=_returned(exchange),
                    expected=_returned(twin) if twin else None,
                    difference=_difference(exchange, twin),
                    problem=failed.problem if failed else None,
                )
            )
    return tuple(shown)


def _returned(exchange: Exchange) -> Value | None:
    match exchange.returned:
        case None | ():
            return None
        case (one,):
            return describe_value(one)
        case several:
            return describe_value(Items("tuple", several))


def _difference(exchange: Exchange, twin: Exchange | None) -> Difference | None:
    """Where two returned arrays of one shape first differ, by the default tolerance."""
    if twin is None or not exchange.returned or not twin.returned:
        return None
    have, want = numbers_in(exchange.returned[0]), numbers_in(twin.returned[0])
    if have is None or want is None:
        return None
    return near(have, want, RTOL, ATOL).difference
