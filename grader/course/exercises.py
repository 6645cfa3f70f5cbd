"""What students receive of a step: its file with the solution left out."""

from __future__ import annotations

import ast

from grader.course.model import Step
from grader.errors import CourseError

BEGIN, END = "# BEGIN SOLUTION", "# END SOLUTION"
REPLACEMENT = "raise NotImplementedError"


def exercise(step: Step) -> str:
    """The file that students receive of a step. Raises as `stub`."""
    if step.exercise is not None:
        return step.exercise
    return stub(step.solution.source, str(step.folder / "solution.py"))


def stub(source: str, where: str) -> str:
    """The source with every marked region replaced by `raise NotImplementedError`.

    Markers are whole lines; the replacement has the indentation of the first marker.

    Raises:
        CourseError: markers are missing, misspelt, unpaired, or the stub does not parse.
    """
    lines: list[str] = []
    begun = 0
    for number, line in enumerate(source.splitlines(), 1):
        marker = line.strip()
        if marker == BEGIN:
            if begun:
                raise CourseError(
                    f"a second {BEGIN!r} inside a region", f"{where}:{number}"
                )
            begun = number
            lines.append(line[: line.index("#")] + REPLACEMENT)
        elif marker == END:
            if not begun:
                raise CourseError(f"{END!r} without {BEGIN!r}", f"{where}:{number}")
            begun = 0
        elif _looks_like_a_marker(line):
            message = (
                f"misspelt marker {marker!r}: a whole line {BEGIN!r} or {END!r} is meant"
            )
            raise CourseError(message, f"{where}:{number}")
        elif not begun:
            lines.append(line)
    if begun:
        raise CourseError(f"{BEGIN!r} without {END!r}", f"{where}:{begun}")
    text = "\n".join(lines) + "\n"
    if REPLACEMENT not in text:
        raise CourseError(f"no region between {BEGIN!r} and {END!r}", where)
    try:
        ast.parse(text)
    except SyntaxError as error:
        message = f"the stub does not parse: {error.msg}; is a region outside a function?"
        raise CourseError(message, f"{where}:{error.lineno}") from error
    return text


def _looks_like_a_marker(line: str) -> bool:
    words = line.partition("#")[2].upper().split()
    return "SOLUTION" in words and ("BEGIN" in words or "END" in words)


def brief(exercise: str) -> str:
    """The text at the top of an exercise, without its first line."""
    try:
        text = ast.get_docstring(ast.parse(exercise)) or ""
    except SyntaxError:
        return ""
    return text.partition("\n")[2].strip()
