"""Which language is spoken: of the process, or of one request that it answers."""

from __future__ import annotations

import contextlib
import gettext
import os
import re
import struct
from collections.abc import Iterator
from contextvars import ContextVar
from functools import cache
from pathlib import Path

from grader.errors import UsageError

ENGLISH = "en"
VARIABLE = "GRADER_LANG"
LOCALE = Path(__file__).parent / "locale"
DOMAIN = "grader"
_CODE = re.compile(r"([a-zA-Z]{2,3})(?:[_-]([a-zA-Z]{2,4}))?(?:\.[\w-]+)?(?:@\w+)?")
_DAMAGE = (OSError, ValueError, EOFError, struct.error)

_process = ""
_request: ContextVar[str] = ContextVar("language", default="")


def spoken() -> str:
    """The language that is spoken here and now, as `de`.

    That of the request that is being answered, else what the process was told to use,
    else the variable GRADER_LANG, else English.
    """
    return _request.get() or _process or _of_environment()


def use(language: str) -> None:
    """Speak a language in this process from now on. Raises as `require`."""
    global _process
    _process = require(language)


@contextlib.contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak a language within the block, in this thread alone; "" changes nothing.

    Raises as `require`.
    """
    before = _request.set(require(language) if language else _request.get())
    try:
        yield
    finally:
        _request.reset(before)


def available() -> tuple[str, ...]:
    """The languages that the grader speaks, English first."""
    return (ENGLISH, *_translated(LOCALE, DOMAIN))


def require(language: str) -> str:
    """The language of a code such as `de`, `de_AT` or `de-CH`.

    Raises:
        UsageError: the grader does not speak it.
    """
    code = _known(language)
    if not code:
        raise UsageError(
            f"{language!r} is no language that the grader speaks. There are: "
            f"{', '.join(available())}."
        )
    return code


def of_grader() -> gettext.NullTranslations:
    """The grader's own translations into the language that is spoken."""
    return translations(LOCALE, DOMAIN)


def translations(folder: Path, domain: str) -> gettext.NullTranslations:
    """A folder's translations into the language that is spoken.

    Where there are none, all stays English.
    """
    return _translations(folder, domain, spoken())


@cache
def _translations(folder: Path, domain: str, language: str) -> gettext.NullTranslations:
    if language == ENGLISH:
        return gettext.NullTranslations()
    try:
        return gettext.translation(domain, folder, [language], fallback=True)
    except _DAMAGE:  # a damaged file must not cost anybody a page
        return gettext.NullTranslations()


def _known(language: str) -> str:
    """The language that is meant, of a country's kind where there is one, else ""."""
    found = _CODE.fullmatch(language.strip())
    if found is None:
        return ""
    plain, country = found[1].lower(), (found[2] or "").upper()
    return next((one for one in (f"{plain}_{country}", plain) if one in available()), "")


def _of_environment() -> str:
    return _known(os.environ.get(VARIABLE, "")) or ENGLISH


@cache
def _translated(folder: Path, domain: str) -> tuple[str, ...]:
    return tuple(sorted(path.parts[-3] for path in folder.glob(f"*/*/{domain}.mo")))
