"""Entry point of the examiner's process: `python -m grader.live.examiner SOCKET`."""

from __future__ import annotations

import os
import select
import signal
import sys
import traceback
from pathlib import Path
from typing import Any

from grader.errors import CourseError, GraderError, SourceClosed, UsageError
from grader.language import Whole, sentence, speaking
from grader.live.examiner.courses import Courses
from grader.live.examiner.examination import examined, only_said
from grader.sandbox.handover import receive
from grader.sandbox.protocol import Frame, MalformedFrame
from grader.sandbox.worker import Connection

IDLE_SECONDS = 300.0


def main() -> None:
    """Examine what the kernel asks for, until it hangs up."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    (channel,) = receive(sys.argv[1])
    connection = Connection(channel)
    courses = Courses()
    try:
        while True:
            if not select.select([channel], [], [], IDLE_SECONDS)[0]:
                courses.rest()
                continue
            request = connection.receive()
            if request is None:
                return
            with speaking(request.fields["language"]):
                result = _result(connection, request.fields, courses)
            connection.send(Frame({"result": result}))
    except (OSError, SourceClosed, MalformedFrame):  # nobody is there to tell
        return
    finally:
        courses.rest()


def _result(
    connection: Connection, request: dict[str, Any], courses: Courses
) -> dict[str, Any]:
    """What the kernel shows; whatever goes wrong here is said there."""
    try:
        os.chdir(request["folder"])
        course = request["course"]
        known = courses.known(Path(course).expanduser() if course else None)
        return examined(connection, request["wanted"], known)
    except SourceClosed:
        raise
    except UsageError as error:
        return only_said(str(error))
    except CourseError as error:
        return only_said(sentence("live.bad_course", error=Whole(error)))
    except GraderError as error:
        return only_said(sentence("live.failed", error=Whole(error)))
    except Exception as error:
        traceback.print_exc()
        told = f"{type(error).__name__}: {error}"
        return only_said(sentence("live.broken", error=Whole(told)))


if __name__ == "__main__":
    main()
