"""The course as one notebook: each step's brief, and below it one cell for the answer."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from itertools import groupby

import nbformat
from nbformat import NotebookNode, v4

from grader.course import Course, Step, exercise

METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
# nbformat's functions have no types of their own.
_new_notebook: Callable[..., NotebookNode] = v4.new_notebook
_new_markdown_cell: Callable[..., NotebookNode] = v4.new_markdown_cell
_new_code_cell: Callable[..., NotebookNode] = v4.new_code_cell
_writes: Callable[..., str] = nbformat.writes

CODE_SPAN = re.compile(r"(?<!`)(`+)(?!`)(.*?[^`])\1(?!`)", re.DOTALL)
INTRODUCTION = """\
# {title}

This notebook holds all {count} steps, in their order. Each step is a text that says what to
write, and below it a cell for your answer.

Write your answer in the cell below each text, in place of `raise NotImplementedError`. Keep
the names and signatures. Each of these cells has its own imports.

Check an answer whenever you like, in a cell of its own: `import grader`, then
`grader.check("{first}")`, or whichever step you are at.
"""


def workshop_notebook(course: Course) -> str:
    """The JSON text of a notebook (format 4.5) of all steps; the same for the same course.

    Cell ids are the steps' own: `15_softmax` for the answer, `15_softmax-brief` for the
    text above it; the introduction is `workshop`.

    Raises:
        CourseError: a solution's markers are wrong.
    """
    title = _escaped(course.title)
    introduction = INTRODUCTION.format(
        title=title, count=len(course.steps), first=course.steps[0].name
    )
    cells = [_new_markdown_cell(introduction, id="workshop")]
    for step in course.steps:
        cells += _cells(step)
    notebook = _new_notebook(cells=cells, metadata=METADATA, nbformat_minor=5)
    return _writes(notebook).rstrip("\n") + "\n"


def markdown(brief: str) -> str:
    """A brief's plain text as Markdown which shows the same words.

    Indented blocks become fenced ones. A single line directly above one becomes bold,
    unless it ends with a full stop or another mark. All else is prose, in which code spans
    alone keep their meaning.
    """
    blocks: list[str] = []
    heading = False
    for indented, text in _runs(brief):
        if indented:
            if heading:
                blocks[-1] = f"**{blocks[-1]}**"
            blocks.append(_fenced(text))
        else:
            paragraphs = re.split(r"\n{2,}", text)
            heading = _is_heading(paragraphs[-1])
            blocks += [_prose(paragraph) for paragraph in paragraphs if paragraph.strip()]
    return "\n\n".join(blocks)


def _cells(step: Step) -> list[NotebookNode]:
    code = exercise(step)
    tree = ast.parse(code)
    docstring = tree.body[0]
    lines = code.split("\n")
    answer = "\n".join(lines[: docstring.lineno - 1] + lines[docstring.end_lineno :])
    text = (ast.get_docstring(tree) or "").strip().partition("\n")[2]
    heading = f"## {step.id[:2]} {_escaped(step.title)}"
    brief = f"{heading}\n\n{markdown(text)}".strip("\n")
    return [
        _new_markdown_cell(brief, id=f"{step.id}-brief"),
        _new_code_cell(answer.strip("\n"), id=step.id),
    ]


def _runs(text: str) -> list[tuple[bool, str]]:
    """Lines indented or not, by turns; blank lines belong to the run before them."""
    marked: list[tuple[bool, str]] = []
    for line in text.split("\n"):
        blank = not line.strip()
        indented = bool(marked) and marked[-1][0] if blank else line.startswith("    ")
        marked.append((indented, line.rstrip()))
    return [
        (indented, "\n".join(line for _, line in run))
        for indented, run in groupby(marked, key=lambda one: one[0])
    ]


def _is_heading(paragraph: str) -> bool:
    return "\n" not in paragraph and paragraph[-1:].isalnum()


def _fenced(text: str) -> str:
    longest = max((len(ticks) for ticks in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    block = "\n".join(line[4:] for line in text.rstrip().split("\n"))
    return f"{fence}text\n{block}\n{fence}"


def _prose(paragraph: str) -> str:
    lines = _escaped(paragraph.strip("\n")).split("\n")
    return "\n".join(_plain_start(line.strip()) for line in lines)


def _escaped(text: str) -> str:
    """Text whose characters mean themselves in Markdown, but for code spans."""
    parts: list[str] = []
    end = 0
    for span in CODE_SPAN.finditer(text):
        parts.append(_without_meaning(text[end : span.start()]))
        parts.append(re.sub(r"\s*\n\s*", " ", span.group()))
        end = span.end()
    return "".join([*parts, _without_meaning(text[end:])])


def _without_meaning(text: str) -> str:
    text = re.sub(r"[\\`*<&~$#]", r"\\\g<0>", text)
    text = re.sub(r"(?<![^\W_])_|_(?![^\W_])", r"\\_", text)
    return text.replace("](", r"\](")


def _plain_start(line: str) -> str:
    """The line without what its start may mean: a list, a quotation, a rule, a link."""
    line = re.sub(r"^[->+=|:\[]", r"\\\g<0>", line)
    return re.sub(r"^(\d+)([.)])(?=\s|$)", r"\1\\\2", line)
