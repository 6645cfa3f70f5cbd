"""Text of strangers made safe to look at: nothing invisible, nothing endless."""

from __future__ import annotations

import re
import unicodedata

TERMINAL_CODES = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[@-Z\\^_]|\x08+"
)
"""Colours, titles and moves of a terminal (ECMA-48, 5.4 and 5.6), and backspaces."""

_PLAIN = frozenset("\n\t")
_HIDING = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_JOINERS = frozenset("\u200c\u200d")  # spelling of Persian, Indic scripts and emoji


def visible(text: str) -> str:
    """The text with control, bidi and surrogate characters written as ⟨U+202E⟩."""
    return "".join(_shown(one) for one in text) if _suspicious(text) else text


def _suspicious(text: str) -> bool:
    return not text.isascii() or not text.replace("\n", "").replace("\t", "").isprintable()


def _shown(character: str) -> str:
    if character in _PLAIN or character in _JOINERS:
        return character
    if unicodedata.category(character) in _HIDING:
        return f"⟨U+{ord(character):04X}⟩"
    return character


def terminal_text(text: str) -> str:
    """What a terminal shows in the end: no codes, of an overwritten line its last state."""
    plain = TERMINAL_CODES.sub("", text.replace("\r\n", "\n"))
    return "\n".join(map(_last_state, plain.split("\n"))) if "\r" in plain else plain


def _last_state(line: str) -> str:
    return next((one for one in reversed(line.split("\r")) if one.strip()), "")


def shorten(text: str, limit: int) -> str:
    """At most `limit` characters, with an ellipsis where some were cut."""
    return text if len(text) <= limit else text[: max(limit - 1, 0)] + "…"


def short(text: str, limit: int = 200) -> str:
    """One line of visible text of at most about `limit` characters."""
    line = " ".join(text[: 4 * limit + 40].split())
    return visible(shorten(line if len(text) <= 4 * limit + 40 else line + "…", limit))


def clean_surrogates(text: str) -> str:
    """The text with every lone surrogate as U+FFFD, so that UTF-8 can hold it."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return "".join("\ufffd" if "\ud800" <= one <= "\udfff" else one for one in text)
    return text
