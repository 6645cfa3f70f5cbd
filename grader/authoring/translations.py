"""Files for translators: what is to be said, gathered; what they wrote, compiled.

Babel reads, merges and writes .po and .mo files. Where a translation is used it is not
wanted: that is Python's own gettext.
"""

from __future__ import annotations

import ast
import contextlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from babel.core import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po, write_po

from grader.course import Course, Step, brief, exercise
from grader.errors import UsageError
from grader.language import course_texts, sentence, speech
from grader.language.catalogue import SENTENCES, Plural

WIDTH = 88
_HEADERS = (
    "Project-Id-Version",
    "Language",
    "Plural-Forms",
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
)
_PLACEHOLDER = re.compile(r"\{\w*\}")


class _Stable(Catalog):
    """A catalogue that is written the same by everybody: no time, no version of Babel."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """The headers that gettext and editors need."""
        return [one for one in super().mime_headers if one[0] in _HEADERS]

    @mime_headers.setter
    def mime_headers(self, headers: Iterable[tuple[str, str]]) -> None:
        self._set_mime_headers(headers)


@dataclass(frozen=True)
class Translated:
    """How far a translation is. `missing` and `doubtful` are English texts.

    doubtful: marked as fuzzy, or the placeholders do not agree; shown in English.
    """

    file: Path
    done: int
    missing: tuple[str, ...]
    doubtful: tuple[str, ...]


def translate_course(course: Course, language: str) -> Translated:
    """Bring a course's translation up to date and compile it.

    Raises:
        UsageError: as `bring_up_to_date`, or it is a student kit.
    """
    if course.is_kit:
        raise UsageError(sentence("kit.no_solutions"))
    folder = course.path / course_texts.LOCALE
    return bring_up_to_date(folder, course_texts.DOMAIN, language, course_template(course))


def translate_grader(language: str) -> Translated:
    """As `translate_course`, of the grader's own sentences."""
    return bring_up_to_date(speech.LOCALE, speech.DOMAIN, language, own_template())


def spoken_by(course: Course) -> list[str]:
    """The languages that a course is translated into."""
    files = (course.path / course_texts.LOCALE).glob(f"*/*/{course_texts.DOMAIN}.po")
    return sorted(file.parts[-3] for file in files)


def give_translations(course: Course, kit: Course) -> None:
    """Write what a kit says, and nothing else, in every language that its course speaks.

    Raises:
        UsageError: a translation cannot be read or written.
    """
    for language in spoken_by(course):
        domain, locale = course_texts.DOMAIN, Locale.parse(language)
        file = _place(course.path / course_texts.LOCALE, language, domain)
        given = _place(kit.path / course_texts.LOCALE, language, domain)
        with _explained(file):
            whole, part = _read(file, locale, domain), _named(locale, domain)
            for message in course_template(kit):
                known = whole.get(message.id) if message.id else None
                if known is not None and not known.fuzzy:
                    part.add(known.id, known.string)
            given.parent.mkdir(parents=True)
            _compile(part, given)


def bring_up_to_date(
    folder: Path, domain: str, language: str, template: Catalog
) -> Translated:
    """Merge a template into a language's .po file, and write the .mo file beside it.

    The .po file is made where there is none. What a translator wrote is kept while its
    English stands; what is doubtful is kept there and not compiled.

    Raises:
        UsageError: no such language, or the file cannot be read or written.
    """
    try:
        locale = Locale.parse(language)
    except (ValueError, UnknownLocaleError) as error:
        raise UsageError(f"{language!r} is no code of a language, as de.") from error
    file = _place(folder, language, domain)
    with _explained(file):
        catalog = _read(file, locale, domain) if file.exists() else _named(locale, domain)
        catalog.update(template, no_fuzzy_matching=True)
        catalog.obsolete.clear()
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("wb") as out:
            write_po(out, catalog, WIDTH, ignore_obsolete=True)
        doubtful = _doubtful(catalog)
        for message in doubtful:
            message.flags.add("fuzzy")  # which is not compiled
        _compile(catalog, file)
    return _told(file, catalog, doubtful)


def own_template() -> Catalog:
    """Every sentence of the grader, its id as the context."""
    template = Catalog()
    for id, english in SENTENCES.items():
        text = tuple(english) if isinstance(english, Plural) else english
        flags = ["python-brace-format"] if "{" in "".join(english) else []
        template.add(text, context=id, flags=flags)
    return template


def course_template(course: Course) -> Catalog:
    """Every text of a course that reports show; where it comes from as a comment."""
    template = Catalog()
    seen: set[str] = set()
    for text, where in _course_texts(course):
        if text and text not in seen:
            seen.add(text)
            template.add(text, auto_comments=[where])
    return template


def _course_texts(course: Course) -> Iterator[tuple[str, str]]:
    yield course.title, "course.toml"
    for part in course.parts:
        yield part.title, "course.toml"
    for step in course.steps:
        yield step.title, f"{step.id}/solution.py"
        yield brief(exercise(step)), f"{step.id}/solution.py"
        checks = f"{step.id}/checks.py"
        for check in step.checks:
            yield check.name, checks
            yield check.hint, checks
        for name in _names(step):
            yield name, checks
        for one in step.misconceptions:
            yield one.name, f"{step.id}/misconceptions.py"
            yield one.hint, f"{step.id}/misconceptions.py"


def _names(step: Step) -> Iterator[str]:
    """Names of what the step's checks compare, as they are looked up.

    They are keys of dicts in the source, or what a loop goes through; what is filled in
    there counts as a number.
    """
    source = (step.folder / "checks.py").read_text(encoding="utf-8")
    for node in ast.walk(ast.parse(source)):
        keys: list[ast.expr | None] = []
        match node:
            case ast.Dict():
                keys = node.keys
            case ast.DictComp():
                keys = [node.key]
            case ast.Subscript(ctx=ast.Store()):
                keys = [node.slice]
            case ast.For() | ast.comprehension():  # names that a loop goes through
                keys = [one for one in ast.walk(node.iter) if isinstance(one, ast.expr)]
        for key in keys:
            for part in course_texts.parts(_text(key)):
                if any(letter.isalpha() for letter in part.replace("{}", "")):
                    yield part


def _text(key: ast.expr | None) -> str:
    match key:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=values):
            pieces = [
                _text(one) if isinstance(one, ast.Constant) else "0" for one in values
            ]
            return "".join(pieces)
    return ""


def _place(folder: Path, language: str, domain: str) -> Path:
    """Where gettext looks for a language, but for the suffix."""
    return folder / language / "LC_MESSAGES" / f"{domain}.po"


def _compile(catalog: Catalog, file: Path) -> None:
    """Write the .mo file beside a .po file."""
    with file.with_suffix(".mo").open("wb") as out:
        write_mo(out, catalog)


def _named(locale: Locale, domain: str) -> _Stable:
    comment = f"# Translation of {domain}."
    return _Stable(locale, domain, comment, domain, version="1", fuzzy=False)


def _read(file: Path, locale: Locale, domain: str) -> _Stable:
    with file.open("rb") as there:
        found = read_po(there, locale, domain, abort_invalid=True)
    catalog = _named(locale, domain)
    for message in found:
        if message.id:
            catalog[message.id] = message
    return catalog


@contextlib.contextmanager
def _explained(file: Path) -> Iterator[None]:
    """What Babel and the file system raise, as a sentence."""
    try:
        yield
    except (PoFileError, ValueError) as error:
        raise UsageError(f"{file}: cannot be read: {error}.") from error
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror}.") from error


def _told(file: Path, catalog: Catalog, doubtful: Sequence[Message]) -> Translated:
    missing = [one for one in catalog if one.id and not _is_translated(one)]
    done = len(catalog) - len(missing) - len(doubtful)
    return Translated(
        file, done, tuple(map(_english, missing)), tuple(map(_english, doubtful))
    )


def _doubtful(catalog: Catalog) -> list[Message]:
    written = (one for one in catalog if one.id and _is_translated(one))
    return [one for one in written if one.fuzzy or not _agrees(one)]


def _agrees(message: Message) -> bool:
    """Whether a translation has the placeholders of the English.

    In a form for one number, as in `1 cell`, the number may be written out.
    """
    wanted = sorted(_PLACEHOLDER.findall(_english(message)))
    if isinstance(message.string, str):
        return sorted(_PLACEHOLDER.findall(message.string)) == wanted
    told = [sorted(_PLACEHOLDER.findall(one)) for one in message.string or ()]
    return told[-1] == wanted and all(set(one) <= set(wanted) for one in told)


def _is_translated(message: Message) -> bool:
    texts = message.string if isinstance(message.string, tuple | list) else [message.string]
    return all(texts)


def _english(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[-1]
