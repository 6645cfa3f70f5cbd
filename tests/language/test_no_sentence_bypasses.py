"""What people read comes from a catalogue: a language in brackets shows what does not."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path

import pytest
from report.samples import notebook_submission, sample_run, workshop_run
from rich.console import Console

from grader.desk.hints import hints
from grader.desk.memory import Memory
from grader.desk.messages import Outline, OutlineStep
from grader.desk.showing import overview
from grader.desk.told import translated_outline
from grader.report import write_reports
from grader.report.edition import edition
from grader.report.html import submission_page
from grader.report.live_view import live_html, live_text
from grader.report.terminal.steps import step_details
from grader.report.translated import translated_step
from grader.report.write import own_mark
from language.marked import marked_language, said_by, words

TEMPLATES = Path(__file__).parents[2] / "grader" / "report" / "templates"

UNITS = {"kB", "MB", "GB", "min", "rtol", "atol"}
NAMES = set(
    re.findall(
        r"\w+",
        "Ada Lovelace Landlock seccomp rlimits grader numpy tensorflow keras python tf "
        "Tensor Variable ndarray float int uint bool str list tuple dict NoneType object",
    )
)
"""Of people, layers, packages and types in the samples."""


def known_words(run) -> set[str]:
    """What is nobody's sentence: names of people, steps, files and versions."""
    texts = [run.course, run.course_version, run.started, run.seed, *run.versions]
    for record in run.submissions:
        texts += [record.id, record.student, record.source, *record.layers]
        texts += [one.path for one in record.left_out]
        texts += [one.name for one in record.notebooks]
        for step in record.steps:
            texts += [step.id, step.file]
            for check in step.checks:
                texts += [f"{name}" for call in check.calls for name, _ in call.arguments]
    return set(re.findall(r"[^\W\d_]{2,}", " ".join(texts))) | UNITS | NAMES


@pytest.mark.parametrize("audience", ["student", "instructor"])
@pytest.mark.parametrize("made", [sample_run, workshop_run], ids=lambda one: one.__name__)
def test_pages_of_students(monkeypatch, made, audience):
    """Every word of a student's page that is no code comes from a catalogue."""
    run = replace(made(), course_path="/course")
    known = known_words(run)
    with marked_language(monkeypatch):
        told = edition(run, audience)
        for record in told.submissions:
            page = submission_page(told, record, own_mark(record), home="../index.html")
            assert_marked(page, known)


def test_pages_of_notebooks(monkeypatch):
    """The same of a page with a notebook; what its cells say is the student's."""
    run = replace(sample_run(), course_path="/course", submissions=(notebook_submission(),))
    with marked_language(monkeypatch):
        told = edition(run, "student")
        record = told.submissions[0]
        page = submission_page(told, record, own_mark(record))
        page = re.sub(r'<section class="step notebook.*?</section>', "", page, flags=re.S)
        assert_marked(page, known_words(run))


@pytest.mark.parametrize("audience", ["student", "instructor"])
def test_pages_of_classes(monkeypatch, tmp_path, audience):
    """The same of a class's page."""
    run = replace(sample_run(), course_path="/course")
    faults = {word for one in run.submissions for word in one.fault.split()}
    with marked_language(monkeypatch):
        page = write_reports(run, tmp_path, audience).read_text("utf-8")
    assert_marked(page, known_words(run) | faults)


def test_checks_in_a_notebook(monkeypatch):
    """The same of what a notebook shows, as HTML and as text."""
    run = sample_run()
    known = known_words(run)
    with marked_language(monkeypatch):
        steps = [
            translated_step(one, "/course")
            for record in run.submissions
            for one in record.steps
        ]
        assert_marked(live_html(steps, ()), known)
        assert "⟦" in live_text(steps, ())


def test_the_terminal(monkeypatch):
    """The same of what `grader check --all` prints of a step."""
    run = sample_run()
    steps = [one for record in run.submissions for one in record.steps]
    code = " ".join(
        f"{one.source} {one.output.text} {[check.problem for check in one.checks]}"
        for one in steps
    )
    known = known_words(run) | {"argument"} | set(re.findall(r"[^\W\d_]{2,}", code))
    console = Console(file=io.StringIO(), width=200, color_system=None)
    with marked_language(monkeypatch):
        for one in steps:
            console.print(step_details(translated_step(one, "/course"), everything=True))
    assert not words(console.file.getvalue(), known)


def test_the_desk(monkeypatch):
    """The same of the list of steps, and of hints."""
    steps = tuple(
        OutlineStep(f"0{n}_one", f"title {n}", 10, True, state)
        for n, state in enumerate(("missing", "untouched", "begun"), 1)
    )
    course = Outline("/course", "", "title", "/work", steps, parts=(("part", ()),))
    failed = sample_run().submissions[0].steps[0]
    with marked_language(monkeypatch):
        told = translated_outline(replace(course, parts=(("part", ("01_one",)),)))
        console = Console(file=io.StringIO(), width=200, color_system=None)
        console.print(overview(told, Memory(told)))
        record = translated_step(failed, "/course")
        for one in hints("", record):
            console.print(f"{one.title}\n{one.text}", markup=False)
    assert not words(console.file.getvalue(), {"one", "mse"})


def assert_marked(page: str, known: set[str]) -> None:
    """No word of a page stands outside the brackets."""
    assert "⟦" in page
    for text in said_by(page):
        assert not words(text, known)


@pytest.mark.parametrize("path", sorted(TEMPLATES.iterdir()), ids=lambda one: one.name)
def test_templates_and_scripts_hold_no_words(path):
    """A template says nothing by itself, and a script makes no sentence."""
    text = path.read_text("utf-8")
    if path.suffix == ".j2":
        text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", " ", text, flags=re.S)
        said = re.findall(r'\b(?:title|alt|aria-label)="([^"]*)"', text)
        text = re.sub(r"<(style|script).*?</\1>|<[^>]*>", " ", text, flags=re.S)
        assert not any(words(one, UNITS) for one in (text, *said))
    elif path.suffix == ".js":
        text = re.sub(r"^\s*//.*$", "", text, flags=re.M)
        strings = re.findall(r"""(["'`])(.*?)\1""", text)
        assert not [one for _, one in strings if re.search(r"[A-Z][a-z]+ [a-z]{2,}", one)]
