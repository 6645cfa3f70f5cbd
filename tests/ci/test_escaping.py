"""Text of strangers in logs, commands and Markdown."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ci.runner import Runner, parse
from ci.samples import HOSTILE, require_harmless, tokens
from grader.ci.escaping import cell, fenced, inline, log_lines, one_title, workflow_command

PIECES = st.sampled_from(
    [
        *(":", "::", "#", "##[", "]", "![", "](", ")", "@a", "#1", "`", "```", "~~~", "|"),
        *("\\", "<", ">", "*", "_", "\n", "\r", "\u2028", "\u200d", " ", "x"),
        *("www.", "http://", "&#64;"),
    ]
)
TEXTS = st.one_of(st.lists(PIECES, max_size=12).map("".join), st.text(max_size=40))


@pytest.mark.parametrize("text", HOSTILE)
def test_no_line_of_a_log_is_a_command(text):
    """Whatever a line holds, the runner obeys none."""
    assert Runner().read(log_lines(text)).obeyed == []
    assert all(parse(line) is None for line in log_lines(text).split("\n"))


@given(TEXTS)
@settings(max_examples=150, deadline=None)
def test_no_mixture_of_pieces_is_a_command(text):
    """Nor does a mixture of what commands are made of."""
    assert all(parse(line) is None for line in log_lines(text).splitlines())


@pytest.mark.parametrize("text", HOSTILE)
def test_a_command_is_one_command(text):
    """A command holds any text in its message and properties, and stays one command."""
    line = workflow_command("error", text, file=text, line=3, title=text)
    (command,) = Runner().read(line).obeyed
    assert command.name == "error"
    assert command.properties["line"] == "3"
    assert set(command.properties) <= {"file", "line", "title"}


def test_a_message_arrives_as_it_was():
    """What the grammar encodes is decoded again by the runner."""
    told = "50% of it:\nfile=a,b::c"
    (command,) = Runner().read(workflow_command("warning", told, title=told)).obeyed
    assert command.message == told
    assert command.properties == {"title": told}


@given(TEXTS)
@settings(max_examples=150, deadline=None)
def test_a_command_of_any_mixture_is_one_command(text):
    """No text ends a command early, or adds a property."""
    (command,) = Runner().read(workflow_command("error", text, file=text, line=1)).obeyed
    assert set(command.properties) <= {"file", "line"}


@pytest.mark.parametrize("text", HOSTILE)
def test_markdown_of_any_text_refers_to_nothing(text):
    """In a line, a table, a heading, a list and a folded title."""
    require_harmless(f"Why: {inline(text)}")
    require_harmless(f"| a | b |\n|---|---|\n| {cell(text)} | {cell(text)} |")
    require_harmless(f"### ✗ {inline(text)}\n\n- ✗ {inline(text)}")
    require_harmless(f"<details><summary>✗ {one_title(text)}</summary>\n\nx\n\n</details>")
    require_harmless(f"before\n\n{fenced(text)}\n\nafter")


@given(TEXTS)
@settings(max_examples=150, deadline=None)
def test_markdown_of_any_mixture_refers_to_nothing(text):
    """Nor does a mixture of what Markdown is made of."""
    require_harmless(f"Why: {inline(text)} **{inline(text)}**")
    require_harmless(f"| a | b |\n|---|---|\n| x {cell(text)} | {cell(text)} |")


@given(TEXTS, TEXTS)
@settings(max_examples=150, deadline=None)
def test_a_table_keeps_its_cells(one, other):
    """A row has as many cells as were written, and nothing after the table is in it."""
    row = f"| {cell(one)} | {cell(other)} |"
    found = list(tokens(f"| a | b |\n|---|---|\n{row}\n\nend"))
    assert sum(token.type == "tr_open" for token in found) == 2
    assert sum(token.type == "td_open" for token in found) == 2
    assert sum(token.type == "table_open" for token in found) == 1


@given(TEXTS)
@settings(max_examples=150, deadline=None)
def test_a_fence_holds_all_of_its_text(text):
    """Nothing inside ends a block of code."""
    found = [token for token in tokens(f"{fenced(text)}\n\nend") if token.block]
    assert [token.type for token in found] == [
        "fence",
        "paragraph_open",
        "inline",
        "paragraph_close",
    ]


def test_text_reads_as_it_was_written():
    """What stands between backticks is code; the rest is what it was, but for joiners."""
    text = "It should be `a | b`, not *x* (see 1.5)."
    (line,) = (token for token in tokens(inline(text)) if token.type == "inline")
    assert "".join(one.content for one in line.children) == text.replace("`", "")
    assert [one.content for one in line.children if one.type == "code_inline"] == ["a | b"]
    (found,) = (
        token.content
        for token in tokens(f"| a |\n|---|\n| {cell(text)} |")
        if token.type == "code_inline"
    )
    assert found == "a | b"
