"""Hostile texts, and Markdown read as a forge reads it."""

from __future__ import annotations

import html
import re

from markdown_it import MarkdownIt

HOSTILE = [
    "::error file=a.py::pwned",
    "x\n::set-output name=score::100",
    "x\r::add-path::/tmp",
    "\u2028::set-env name=A::b",
    "\u200d::error::x",
    "\u00a0 \t::error::x",
    ":\u200d:error::x",
    "see ##[add-path]/tmp here",
    "#\u200c#[set-output name=a]b",
    "::stop-commands::x",
    "| a | b |\n|---|---|",
    "a\\|b|c\\\\|d",
    "@octocat and @org/team please",
    "fixes #1, closes owner/repo#2, GH-3, !4, $5, %6, &7, ~bug, ^alert#1",
    "`@octocat` `fixes #1`",
    "`` ` @octocat ``",
    "@``octocat fixes #``1 http:``//evil.example www``.evil.example ~~~``_",
    "![x](https://evil.example/a.png) [y](https://evil.example)",
    "[x]: https://evil.example\n\n[x]",
    "<img src=https://evil.example/a.png onerror=alert(1)><script>alert(1)</script>",
    "<!-- hidden --> </details></summary> <details open>",
    "https://evil.example www.evil.example mailto:a@evil.example a@evil.example",
    "<https://evil.example>",
    "&lt;img&gt; &#64;octocat &commat;octocat",
    "```\n@octocat\n```\n````\n# heading",
    "~~~\n@octocat",
    "# heading\n> quote\n- item\n1. item\n---\n===",
    "/close\n/assign @me\n/merge",
    "**bold** _em_ ~~gone~~ ==x== $x$ $$y$$ :octocat: [^1] [ ] [x]",
    "a" * 5000,
    "\x1b[31m\x1b]0;title\x07\x00\x08",
    "\u202egnp.evil\u202c \ud800 \U000e0041",
    "الهدى نور's 🙂",
    "$(id) `id` ${IFS} ; rm -rf / && \\",
    "100% %0A::error::x %25 , : =",
    "",
    " ",
    "`",
    "\\",
    "|",
]

OURS = ("<details><summary>", "</details>")
REFERENCE = re.compile(
    r"[@#!$%~&^](?=[\w\"'])|://|\bwww\.|\bgh-\d|:[\w+-]+:", re.IGNORECASE
)


def tokens(text: str):
    """Every token, those of inline content too, read with HTML, tables and bare links."""
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    for token in parser.parse(text):
        yield token
        yield from token.children or ()


def require_harmless(text: str) -> None:
    """No link, picture or foreign HTML, and outside code nothing that refers to anything.

    Entities are decoded, as a forge looks for mentions in the text that it has rendered.
    """
    for token in tokens(text):
        assert token.type not in {"link_open", "image", "html_inline"}, token
        if token.type == "html_block":
            _require_ours(token.content)
        elif token.type in {"text", "text_special"}:
            assert not REFERENCE.search(token.content), token.content


def _require_ours(block: str) -> None:
    for line in block.strip().split("\n"):
        title = line.removeprefix(OURS[0]).removesuffix("</summary>")
        assert line == OURS[1] or line == f"{OURS[0]}{title}</summary>", line
        if line != OURS[1]:
            assert not set("<>\"'@") & set(title), line
            assert not REFERENCE.search(html.unescape(title)), line
