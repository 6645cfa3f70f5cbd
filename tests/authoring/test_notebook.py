"""The notebook of all steps that students receive."""

import ast
import re
from html.parser import HTMLParser

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from grader.authoring.notebook import markdown, workshop_notebook
from grader.authoring.sync import generated_files
from grader.course import BEGIN, END

MARKED = re.compile(rf"^ *{BEGIN}\n(.*?)^ *{END}$", re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def text(workshop):
    return workshop_notebook(workshop)


@pytest.fixture(scope="module")
def cells(text):
    return nbformat.reads(text, as_version=4).cells


def rendered_words(source):
    """The words that a reader sees, code spans without their backticks."""
    pieces = []
    reader = HTMLParser()
    reader.handle_data = pieces.append
    reader.feed(MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(source))
    reader.close()
    return "".join(pieces).replace("`", "").split()


def top_level_names(source):
    names = set()
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names.update(alias.asname or alias.name for alias in node.names)
        elif isinstance(node, ast.Assign):
            names.update(ast.unparse(target) for target in node.targets)
    return names


def test_it_is_a_valid_notebook(text):
    """It satisfies the schema of format 4.5, so every Jupyter opens it."""
    notebook = nbformat.reads(text, as_version=nbformat.NO_CONVERT)
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)


def test_the_same_course_gives_the_same_bytes(text, workshop):
    """Two calls agree, and the text is laid out so that a change makes a small diff."""
    assert workshop_notebook(workshop) == text
    assert text.startswith('{\n "cells": [\n  {\n')
    assert text.endswith("}\n")
    assert "x̄" in text


def test_ids_are_those_of_the_steps(cells, workshop):
    """After the introduction each step has one brief and one answer cell, in order."""
    found = [(cell.cell_type, cell.id) for cell in cells]
    assert found[0] == ("markdown", "workshop")
    assert found[1::2] == [("markdown", f"{step.id}-brief") for step in workshop.steps]
    assert found[2::2] == [("code", step.id) for step in workshop.steps]
    assert len({name for _, name in found}) == len(found)


def test_it_was_never_run(text, cells):
    """No cell has an output or a count, and no version of Python is recorded."""
    for cell in cells:
        assert cell.metadata == {}
        assert cell.get("outputs", []) == []
        assert cell.get("execution_count") is None
    assert nbformat.reads(text, as_version=4).metadata == {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }


def test_answer_cells_are_the_stubs_without_their_briefs(cells, workshop):
    """A cell binds what the step's file binds, and only the brief is left out of it."""
    files = generated_files(workshop)
    for cell in cells[2::2]:
        stub = files[f"{cell.id}.py"]
        assert top_level_names(cell.source) == top_level_names(stub)
        assert cell.source == stub.partition('\n"""\n')[2].strip("\n")
        assert ast.get_docstring(ast.parse(cell.source)) is None


def test_no_answer_is_in_it(cells, workshop):
    """What stands between a solution's markers is in none of its step's cells."""
    for step, brief, answer in zip(workshop.steps, cells[1::2], cells[2::2], strict=True):
        regions = MARKED.findall(step.reference.source)
        assert regions
        for region in regions:
            assert region.strip() not in answer.source
            assert region.strip() not in brief.source


def test_the_words_of_every_brief_survive(cells, workshop):
    """Rendered, a brief shows the words that its author wrote, one for one."""
    for step, cell in zip(workshop.steps, cells[1::2], strict=True):
        brief = ast.get_docstring(ast.parse(step.reference.source)).replace("`", "")
        title, _, rest = brief.partition("\n")
        words = [step.id[:2], *title.rstrip(".").split(), *rest.split()]
        assert rendered_words(cell.source) == words


@given(st.text(alphabet="ab1 \n`*_<>/&;#~$[]()!:|+-=.\\", max_size=40))
def test_no_character_is_swallowed(brief):
    """Whatever a brief says, Markdown hides nothing of it but backticks."""
    shown = "".join(rendered_words(markdown(brief)))
    assert shown == "".join(brief.replace("`", "").split())


def test_lines_above_an_indented_block():
    """A heading becomes bold and the block is fenced; a sentence stays a sentence."""
    brief = "It is\n\n    y = 2 * x\n\nExample\n    f(1)\n\n      g(`2`)\nAs here:\n    z\n"
    assert markdown(brief).split("\n\n") == [
        "It is",
        "```text\ny = 2 * x\n```",
        "**Example**",
        "```text\nf(1)",
        "  g(`2`)\n```",
        "As here:",
        "```text\nz\n```",
    ]


def test_a_last_line_is_no_heading():
    """Only a line above an indented block is a heading."""
    assert markdown("    z\n\nThe end") == "```text\nz\n```\n\nThe end"
