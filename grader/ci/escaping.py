"""Text of strangers for logs, workflow commands and Markdown: the one place to escape it.

A runner obeys lines that begin with `::` and, wherever they stand, `##[...]`. GitHub and
GitLab make links, mentions, pictures and cross-references of what they find outside code.
"""

from __future__ import annotations

import re

from grader.visible import short, visible

_JOINER = "\u2060"  # WORD JOINER: invisible, breaks no line, and ends a reference
_STRUCTURE = re.compile(r"[&<>\"'\\`*_~\[\]|!#@$^:/=]")
_REFERENCES = re.compile(
    r"[@#!$%~&^:](?=[\w\"'+/\[-])"  # @name, #1, !1, $1, %1, ~label, &1, :emoji:, http://
    r"|\bwww(?=\.)|\bgh(?=-\d)"
    r"|\b(?=[0-9]*[a-f])(?=[a-f]*[0-9])[0-9a-f](?=[0-9a-f]{6,39}\b)",  # a commit
    re.IGNORECASE,
)
_NOT_ASCII = re.compile(r"[^!-~]")
_TICKS = re.compile("`+")


def log_lines(text: str) -> str:
    """The text for a log: no control characters, no line that a runner obeys."""
    return "\n".join(map(_log_line, visible(text).split("\n")))


def _log_line(line: str) -> str:
    # A runner may compare as its language does, which passes over invisible characters.
    told = _NOT_ASCII.sub("", line)
    if told.startswith("::"):
        line = line.replace(":", ": ")
    return line.replace("#", "# ") if "##" in told else line


def workflow_command(name: str, message: str, **properties: object) -> str:
    """One line that GitHub's runner obeys: `::error file=a.py,line=3::message`.

    Properties that are empty or None are left out. Message and values may hold anything.
    """
    given = [
        f"{key}={_property(visible(str(value)))}"
        for key, value in properties.items()
        if value not in (None, "")
    ]
    head = f"{name} {','.join(given)}" if given else name
    return f"::{head}::{_data(visible(message))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def inline(text: str, most: int = 600) -> str:
    """Markdown in one line, to stand behind words of ours.

    What stands between backticks is code, the rest plain text.
    """
    return _inline(text, most, "|")


def cell(text: str, most: int = 300) -> str:
    """A cell of a Markdown table, as `inline`."""
    return _inline(text, most, "\\|")


def _inline(text: str, most: int, bar: str) -> str:
    pieces = short(text, most).split("`")
    return "".join(
        _code(piece, bar) if number % 2 else _plain(piece)
        for number, piece in enumerate(pieces)
    )


def _code(text: str, bar: str) -> str:
    if not text:
        return _JOINER  # else what stands before and after it would be one reference
    if bar != "|":
        text = text.replace("\\|", f"\\{_JOINER}|").replace("|", bar)
    return f"`{text}`"


def one_title(text: str, most: int = 300) -> str:
    """One line of plain text that may stand in an element of HTML as well."""
    return _plain(short(text.replace("`", ""), most))


def _plain(text: str) -> str:
    """Text without any meaning, in Markdown and in HTML: no markup, reference or address.

    It may not begin a line: a number with a point would begin a list.
    """
    apart = _REFERENCES.sub(lambda found: found[0] + _JOINER, text)
    return _STRUCTURE.sub(lambda found: f"&#{ord(found[0])};", apart)


def fenced(text: str) -> str:
    """A block of code, of which nothing in the text is the end."""
    shown = visible(text).strip("\n")
    longest = max((len(one) for one in _TICKS.findall(shown)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{shown}\n{fence}"
