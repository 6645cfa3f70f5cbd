"""Languages: complete, chosen as asked, and never in the way."""

from __future__ import annotations

import gettext
import os
import shutil
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from grader.authoring.translations import (
    give_translations,
    translate_course,
    translate_grader,
)
from grader.authoring.visible_checks import visible_source
from grader.course import load_course
from grader.errors import UsageError
from grader.language import ENGLISH, available, sentence, speaking, speech, spoken, use
from grader.language.course_texts import CourseTexts, course_texts
from grader.report.sentences import rationale

ROOT = Path(__file__).parents[2]
SOLUTIONS = ROOT / "solutions"
LANGUAGES = [one for one in available() if one != ENGLISH]


@pytest.fixture
def as_new(monkeypatch):
    """Nothing of what was read before, and the process's language as it was."""
    monkeypatch.setattr(speech, "_process", "")
    monkeypatch.delenv("GRADER_LANG", raising=False)
    yield
    speech._translations.cache_clear()


def test_there_is_a_language_besides_english():
    """German is there, so the tests of each language test something."""
    assert "de" in LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_grader_is_translated_whole(language, tmp_path, monkeypatch):
    """Every sentence has a translation with the same placeholders, and what is compiled
    is what is written: else `make translations`."""
    copy = shutil.copytree(speech.LOCALE, tmp_path / "locale")
    monkeypatch.setattr(speech, "LOCALE", copy)
    told = translate_grader(language)
    assert not told.missing
    assert not told.doubtful
    assert_same(ROOT / "grader" / "language" / "locale", copy)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_workshop_is_translated_whole(language, tmp_path):
    """The same of the workshop's titles, promises, hints and mistakes."""
    copy = shutil.copytree(SOLUTIONS, tmp_path / "solutions")
    told = translate_course(load_course(copy), language)
    assert not told.missing
    assert not told.doubtful
    assert_same(SOLUTIONS / "locale", copy / "locale")


def assert_same(ours: Path, made: Path) -> None:
    """The same files with the same content."""
    files = {path.relative_to(ours) for path in ours.rglob("*.?o")}
    assert files == {path.relative_to(made) for path in made.rglob("*.?o")}
    for path in files:
        assert (ours / path).read_bytes() == (made / path).read_bytes(), path


@pytest.mark.parametrize("language", LANGUAGES)
def test_code_in_a_sentence_stays_as_it_is(language):
    """What stands between backticks is the same in every language."""
    found = gettext.translation("grader", speech.LOCALE, [language])._catalog
    for key, told in found.items():
        english = (key[0] if isinstance(key, tuple) else key).rpartition("\x04")[2]
        assert told.count("`") == english.count("`") or key == "", key


@pytest.mark.parametrize(
    ("asked", "language"),
    [("de", "de"), ("de_AT", "de"), ("de-CH.UTF-8", "de"), ("EN", "en")],
)
def test_a_language_by_its_code(asked, language):
    """A country or an encoding behind the language does no harm."""
    assert speech.require(asked) == language


def test_a_language_of_a_country(monkeypatch):
    """Where there is one it is taken, else the plain one."""
    monkeypatch.setattr(speech, "available", lambda: ("en", "pt", "pt_BR"))
    assert speech.require("pt-br") == "pt_BR"
    assert speech.require("pt_PT.UTF-8") == "pt"


def test_a_kit_is_not_translated(tmp_path):
    """What a kit says was compiled when it was made, and is not overwritten."""
    kit = replace(load_course(SOLUTIONS).visible(), path=tmp_path)
    steps = tuple(replace(one, recorded=tmp_path) for one in kit.steps)
    with pytest.raises(UsageError, match="student kit"):
        translate_course(replace(kit, steps=steps), "de")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("asked", ["xx", "german", "../..", "de/../en", "", "ä"])
def test_a_language_that_nobody_speaks_is_refused(asked):
    """The message names those that there are."""
    with pytest.raises(UsageError, match=", ".join(available())):
        speech.require(asked)


def test_what_is_spoken(as_new, monkeypatch):
    """A request's language comes before the process's, and that before the variable's."""
    assert spoken() == ENGLISH
    monkeypatch.setenv("GRADER_LANG", "de")
    assert spoken() == "de"
    assert sentence("outcome.passed") == "bestanden"
    use("en")
    assert sentence("outcome.passed") == "passed"
    with speaking("de"):
        assert sentence("outcome.passed") == "bestanden"
        told = []
        other = threading.Thread(target=lambda: told.append(spoken()))
        other.start()
        other.join()
        assert told == ["en"]
        with speaking(""):
            assert spoken() == "de"
    assert spoken() == "en"


def test_a_strange_variable_does_no_harm(as_new, monkeypatch):
    """Where nobody can be told of it, English is spoken."""
    monkeypatch.setenv("GRADER_LANG", "klingon")
    assert sentence("outcome.passed") == "passed"


def test_number_decides_the_form(as_new):
    """One and many differ, in English and elsewhere."""
    assert sentence("notebook.cells", count=1) == "1 cell"
    assert sentence("notebook.cells", count=0) == "0 cells"
    with speaking("de"):
        assert sentence("notebook.cells", count=1) == "1 Zelle"
        assert sentence("notebook.cells", count=3) == "3 Zellen"


@pytest.mark.parametrize(
    "content", [b"", b"no catalogue", b"\xde\x12\x04\x95" + b"\xff" * 40]
)
def test_a_damaged_file_costs_nothing(as_new, content, tmp_path):
    """A course's translation that cannot be read leaves the course's own words."""
    file = tmp_path / "locale" / "de" / "LC_MESSAGES" / "course.mo"
    file.parent.mkdir(parents=True)
    file.write_bytes(content)
    with speaking("de"):
        texts = course_texts(tmp_path)
        assert texts is not None
        assert texts.text("Softmax") == "Softmax"


class Known(gettext.NullTranslations):
    """Translations by a dict."""

    def __init__(self, known):
        super().__init__()
        self.known = known

    def gettext(self, message):
        """What is known, else the message itself."""
        return self.known.get(message, message)


@pytest.mark.parametrize(
    ("english", "told"),
    [
        ("losses", "Loss-Werte"),
        ("losses of 5 examples", "Loss-Werte von 5 Beispielen"),
        ("W1: losses", "W1: Loss-Werte"),
        ("lr=0.05: losses of 12 examples", "lr=0.05: Loss-Werte von 12 Beispielen"),
        ("2 and 3 points", "2 and 3 points"),  # its translation lost a number
        ("unknown 7", "unknown 7"),
        ("", ""),
    ],
)
def test_names_that_checks_make_as_they_run(english, told):
    """Numbers in them, and what stands before a colon, are no part of what is looked up."""
    known = {
        "losses": "Loss-Werte",
        "losses of {} examples": "Loss-Werte von {} Beispielen",
        "{} and {} points": "{} Punkte",
    }
    assert CourseTexts(Known(known)).name(english) == told


def test_a_slip_in_a_placeholder_is_told_and_not_compiled(tmp_path, monkeypatch):
    """A sentence whose placeholders do not agree would fail when it is wanted."""
    copy = shutil.copytree(speech.LOCALE, tmp_path / "locale")
    monkeypatch.setattr(speech, "LOCALE", copy)
    file = copy / "de" / "LC_MESSAGES" / "grader.po"
    file.write_text(file.read_text("utf-8").replace("{count} Zellen", "{cuont} Zellen"))
    told = translate_grader("de")
    assert told.doubtful == ("{count} cells",)
    assert not told.missing
    known = gettext.translation("grader", copy, ["de"])
    assert (
        known.npgettext("notebook.cells", "1 cell", "{count} cells", 3) == "{count} cells"
    )
    assert "{cuont}" in file.read_text("utf-8")
    assert translate_grader("de").doubtful == ("{count} cells",)


def test_a_kit_says_nothing_of_hidden_checks(tmp_path):
    """Its translations hold what its visible checks say, and nothing else."""
    course = load_course(SOLUTIONS)
    copy = shutil.copytree(
        SOLUTIONS, tmp_path / "kit", ignore=shutil.ignore_patterns("locale")
    )
    seen = replace(load_course(copy).visible(), path=copy)
    for file in copy.glob("*/checks.py"):
        file.write_text(visible_source(file.read_text("utf-8")), "utf-8")
    give_translations(course, seen)
    given = gettext.translation("course", copy / "locale", ["de"])._catalog
    told = {True: set(), False: set()}
    for step in course.steps:
        for check in step.checks:
            told[check.visibility == "hidden"] |= {check.name, check.hint}
    assert told[False] <= set(given)
    assert told[True] - told[False]
    assert not (told[True] - told[False]) & set(given)


def test_the_command_line_speaks_it(tmp_path):
    """`--lang` and GRADER_LANG; a language that is unknown is a mistake of usage."""
    (tmp_path / "05_mse.py").write_text("def mse(a, b):\n    return 1\n")

    def grader(*arguments, **variables):
        return subprocess.run(
            [sys.executable, "-m", "grader", *arguments, "--no-server"],
            cwd=tmp_path,
            env={**os.environ, **variables},
            capture_output=True,
            text=True,
        )

    course = ("--course", str(SOLUTIONS))
    told = grader("list", *course, "--lang", "de").stdout
    assert "Schritten bestanden" in told
    assert "Gradientenabstieg" in told
    assert grader("list", *course, GRADER_LANG="de").stdout == told
    refused = grader("list", *course, "--lang", "xx")
    assert refused.returncode == 2
    assert "en, de" in refused.stderr
    nowhere = grader("check", "nix", *course, "--lang", "de")
    assert "„nix“" in nowhere.stderr


def test_reasons_are_the_same_in_every_language(as_new, workshop_check):
    """The language changes words, and nothing that results are found by."""
    english = rationale(workshop_check)
    with speaking("de"):
        assert rationale(workshop_check) != english
    assert rationale(workshop_check) == english


@pytest.fixture
def workshop_check():
    """A check that failed."""
    from report.samples import sample_run

    return sample_run().submissions[0].steps[0].checks[0]
