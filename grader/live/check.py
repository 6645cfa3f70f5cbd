"""`grader.check`: has what is defined in this process examined by a process beside it.

The examiner's requests are answered here, by the worker's own session, until it sends the
result. It knows the checks and the answers; what arrives here are inputs, and in the end
what is shown.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
import threading
import time
from collections import ChainMap
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from grader.language import Whole, sentence, spoken
from grader.live import cells
from grader.live.capture import Capture
from grader.live.interruption import Interruptions
from grader.live.process import Examiner, ExaminerLost
from grader.live.random_state import preserved
from grader.live.result import Result, message
from grader.live.session import LiveSession, nobody_types
from grader.sandbox.protocol import Frame

Wanted: TypeAlias = "str | int | Callable[..., Any]"
OUTPUT_BYTES = 64 * 1024


class Interrupted(KeyboardInterrupt):
    """The user interrupted a check."""

    def __str__(self) -> str:
        return sentence("live.interrupted")

    def _render_traceback_(self) -> list[str]:
        """What IPython shows: not where in the grader that was."""
        return [str(self)]


_one_at_a_time = threading.Lock()
_running: Examiner | None = None


def check(*steps: Wanted, course: str | Path | None = None) -> Result:
    """Examine steps as they are defined at this moment; see `grader.check`."""
    if not _one_at_a_time.acquire(blocking=False):
        return message(sentence("live.running"))
    try:
        try:
            wanted, names = _wanted(steps, cells.namespace())
            folder = None if course is None else str(os.fspath(course))
        except TypeError as error:
            return message(str(error))
        return _examined({"wanted": wanted, "course": folder}, names)
    finally:
        _one_at_a_time.release()


def _wanted(
    steps: Sequence[Any], names: MutableMapping[str, Any]
) -> tuple[list[str], Mapping[str, Any]]:
    """What is asked for by name, and the names to examine, a function that was handed
    over among them.

    Raises:
        TypeError: something else was handed over.
    """
    wanted: list[str] = []
    handed: dict[str, Any] = {}
    for step in steps:
        if isinstance(step, str | int) and not isinstance(step, bool):
            wanted.append(str(step)[:200])
        elif callable(step):
            known = (name for name, value in list(names.items()) if value is step)
            named = next(
                (name for name in known if not name.startswith("_")),
                getattr(step, "__name__", ""),
            )
            if not isinstance(named, str) or not named.isidentifier():
                raise TypeError(sentence("live.no_name"))
            wanted.append(named)
            handed[named] = step
        else:
            raise TypeError(sentence("live.no_such_kind", kind=type(step).__name__))
    return wanted, ChainMap(handed, names) if handed else names


def _examined(request: Mapping[str, Any], names: Mapping[str, Any]) -> Result:
    global _running
    interruptions = Interruptions()
    try:
        if _running is None:
            _running = Examiner()
        return _conversation(_running, request, names, interruptions)
    except (ExaminerLost, OSError) as error:
        _end()
        if interruptions.asked:
            raise Interrupted from None
        return message(_why_not(error))
    except BaseException:
        _end()
        raise


def _why_not(error: ExaminerLost | OSError) -> str:
    if isinstance(error, OSError):
        return sentence("live.not_here", error=Whole(error))
    return sentence("live.ended", error=Whole(error))


def _conversation(
    examiner: Examiner,
    request: Mapping[str, Any],
    names: Mapping[str, Any],
    interruptions: Interruptions,
) -> Result:
    """Ask for an examination and answer its requests, until the result comes.

    Raises:
        Interrupted: the user does not want to wait.
        ExaminerLost, OSError: it cannot be held.
    """
    with (
        interruptions,
        tempfile.TemporaryDirectory(prefix="grader-") as folder,
        Capture(OUTPUT_BYTES) as capture,
        cells.nothing_displayed(),
        nobody_types(),
        preserved(),
    ):
        session = LiveSession(names, Path(folder), capture)
        here = {"folder": str(Path.cwd()), "language": spoken()}
        examiner.send(Frame({**request, **here}))
        while not interruptions.asked:
            frame = examiner.receive()
            if frame is None:
                continue
            if "verb" not in frame.fields:
                return Result(**frame.fields["result"])
            examiner.send(_answer(session, frame, interruptions))
    raise Interrupted


def _answer(session: LiveSession, request: Frame, interruptions: Interruptions) -> Frame:
    cpu, wall = request.fields["limits"]
    try:
        reply = interruptions.run(lambda: session.answer(request), cpu, wall)
    except KeyboardInterrupt:  # between two lines of ours
        error = {"kind": "interrupted", "type": "", "message": "", "frames": []}
        reply = Frame({"id": request.fields["id"], "error": error})
    if interruptions.over is not None:
        reply.fields["over"] = interruptions.over
    reply.fields["cpu_seconds"] = time.process_time()
    return reply


def _end() -> None:
    """End the examiner; the next check starts another."""
    global _running
    examiner, _running = _running, None
    if examiner is not None:
        with contextlib.suppress(OSError):
            examiner.close()


def _forget() -> None:
    """Leave the examiner to the process that this one was forked from."""
    global _running, _one_at_a_time
    examiner, _running = _running, None
    _one_at_a_time = threading.Lock()
    if examiner is not None:
        examiner.forget()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
