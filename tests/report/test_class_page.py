"""The class page: what it tells of a class, and that it works, safely, for any class."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest

from grader.marks import Assignment, HandedIn, Lateness, Override, mark
from grader.records import (
    LeftOut,
    MisconceptionRecord,
    Outcome,
    Reason,
    Student,
)
from grader.report.class_page import Entry, class_page
from report.browser import FITS, UNFOLD
from report.samples import SUM_MISTAKE, step, submission
from report.test_html import Elements

MEAN = MisconceptionRecord("mse__abs", "05_mse", "mse", "the mean of `abs`", "Try -1.")
DEADLINE = datetime(2026, 11, 20, tzinfo=UTC)
HOSTILE = (
    "محمد عبد الله",
    "Jürgen O'Brien",
    "<script>alert(1)</script>",
    "=1+1",
    "Line\nBreak",
    "../../etc/passwd",
    '"><img src=x onerror=alert(2)>',
    "Sam \u202egnihton\udc80",
)


def graded(id, points=10.0, outcome=None, **changes):
    """A step of the summary with these points; None: not graded."""
    worst = Outcome.PASSED if points == 10 else Outcome.FAILED
    if points is None:
        worst = Outcome.UNGRADED
    name = id.partition("_")[2]
    one = step(id, name.capitalize(), outcome or worst, Reason.WRONG_VALUE)
    return replace(one, score=points, **changes)


def entry(name, *steps, key="", late=None, overrides=(), **changes):
    """An entry of a student with these steps; without any, nothing was handed in.

    late: days after the deadline, or True where only that is known.
    """
    student = Student(key or f"key-{name}", name, f"{name}@mail.example", {"sid": "99"})
    record = submission(f"id-{name}", name, *steps, **changes) if steps else None
    weights = {one.id: 10.0 for one in steps} or {"05_mse": 10.0, "06_sgd": 10.0}
    when = None if late is True else DEADLINE + timedelta(days=late or 0)
    handed_in = HandedIn(when, True if late is True else None) if steps else None
    assignment = Assignment("Homework", weights, Lateness(DEADLINE, 10.0))
    given = mark(student, assignment, record, handed_in, overrides=overrides)
    return Entry(given, record, f"submissions/{len(name)}.html" if steps else "")


def pair(name, first, second, **changes):
    """An entry with points for two steps."""
    return entry(name, graded("05_mse", first), graded("06_sgd", second), **changes)


def large(count, steps=32):
    """A class of `count` students with different marks for each step."""
    return [
        entry(
            f"Student {n:04}",
            *(graded(f"{k:02}_step", float((n * k) % 11)) for k in range(1, steps + 1)),
        )
        for n in range(count)
    ]


@pytest.fixture
def page_of(run):
    """Makes the page of some entries."""
    header = replace(run, submissions=())
    return lambda *entries, **options: class_page(header, "Homework", entries, **options)


def words(page):
    """What is to be read, without tags."""
    body = re.sub(r"<(style|script)>.*?</\1>", "", page, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def section(page, id):
    """The words of a part of the page; empty where there is none."""
    found = re.search(rf'aria-labelledby="{id}"><h2.*?</section>', page, re.DOTALL)
    return words(f"<a {found[0]}") if found else ""


def test_the_head_counts_everybody(page_of):
    """Students are counted as handed in, missing, ungraded and late."""
    text = words(
        page_of(
            pair("Ann", 10, 10),
            pair("Ben", 10, 4, late=1),
            pair("Cy", None, 4),
            entry("Dot"),
        )
    )
    counts = "students 4 handed in 3 handed in nothing 1 not graded 1 late 1 Who needs"
    assert counts in text


def test_marks_in_figures(page_of):
    """Mean, median, spread and distribution are of the final marks there are."""
    marks = [(10, 10), (10, 6), (8, 4), (2, 2), (0, 0)]
    class_ = [pair(f"s{n}", *one) for n, one in enumerate(marks)]
    page = page_of(*class_, pair("lost", None, 10), entry("missing"))
    text = section(page, "marks")
    assert "mean 52 % 10.4 of 20" in text
    assert "median 60 % 12 of 20" in text
    assert "standard deviation 41 %" in text
    assert "middle half 20 % to 80 %" in text
    assert "lowest to highest 0 % to 100 %" in text
    assert "Of the final marks of 5 students" in text
    assert "0 % to 10 %: 1; 20 % to 30 %: 1; 60 % to 70 %: 1; 80 % to 90 %: 1" in text


def test_what_could_not_be_graded_is_no_zero(page_of):
    """An ungraded mark is a dash, is listed with its steps, and changes no mean."""
    page = page_of(
        pair("Ann", 10, 10),
        pair("Ben", 10, 10),
        entry("Cy", graded("05_mse", None), graded("06_sgd", 0.0), fault="disk gone"),
    )
    assert "mean 100 %" in section(page, "marks")
    assert "Could not be graded 1" in section(page, "look")
    assert "Cy 05 not graded; disk gone" in section(page, "look")
    row = re.search(r"<tr[^>]*>(?:(?!</tr>).)*>Cy<.*?</tr>", page)[0]
    assert "<td>—</td>" in row
    assert "<td class=u>?</td>" in row


def test_who_needs_a_look_and_why(page_of):
    """Limits, crashes, thresholds and unknown lateness name their students and steps."""
    slow = graded("05_mse", 2.0, Outcome.TIMED_OUT, reason=Reason.CPU_TIME)
    crashed = graded("06_sgd", 0.0, Outcome.CRASHED, reason=Reason.SIGNAL)
    near = graded("06_sgd", 10.0, flags=("confirmed",))
    text = section(
        page_of(
            entry("Ann", slow, near),
            entry("Ben", graded("05_mse"), crashed),
            pair("Cy", 10, 10, late=True),
            pair("Dot", 10, 10, late=2),
        ),
        "look",
    )
    assert "memory or output 1" in text
    assert "Ann 05 CPU time" in text
    assert "Ben 06 crash" in text
    assert re.search(r"Close to a threshold 1 .* Ann 06 Late, by", text)
    assert text.endswith("nothing yet. Cy")


def test_the_gap_between_visible_and_hidden_is_shown(page_of):
    """Who can answer what can be tried, and nothing else, is named; steps count them."""
    learnt = graded("05_mse", 4.0, Outcome.FAILED, flags=("visible_only",))
    page = page_of(
        entry("Eve", learnt, graded("06_sgd")),
        entry("Ann", graded("05_mse"), graded("06_sgd")),
    )
    look = section(page, "look")
    assert "Right where it can be tried, wrong elsewhere 1" in look
    assert look.endswith("Eve 05")
    assert (
        section(page, "steps").count("1 passed all visible checks and failed a hidden") == 1
    )


def test_nothing_to_look_at_is_said(page_of):
    """A class without trouble is told so."""
    text = section(page_of(pair("Ann", 10, 10)), "look")
    assert text.endswith("Nothing here needs a second look.")


def test_misconceptions_are_ranked_by_who_holds_them(page_of):
    """The most common comes first, each with its step, hint and linked students."""
    both = graded("05_mse", 2.0, misconceptions=(SUM_MISTAKE, MEAN, MEAN))
    one = graded("05_mse", 4.0, misconceptions=(MEAN,))
    page = page_of(entry("Ann", both), entry("Benny", one), entry("Cy", graded("05_mse")))
    text = section(page, "mistakes")
    first, second = text.index("The mean of abs"), text.index("The sum of the squares")
    assert first < second
    assert "2 05 Mse The mean of abs Try -1. 2 students Ann Benny" in text
    assert "1 student Ann" in text
    assert '<a class="who" href="submissions/5.html#05_mse">Benny</a>' in page


def test_many_misconceptions_are_folded(page_of):
    """After the ten most common the others are folded."""
    many = tuple(replace(MEAN, id=f"m{n:02}") for n in range(14))
    page = page_of(entry("Ann", graded("05_mse", 1.0, misconceptions=many)))
    assert "Rarer misconceptions: 4" in page
    assert page.count('<li class="mistake">') == 14


def test_a_step_tells_difficulty_outcomes_and_time(page_of):
    """A step's mean share, its outcomes with counts, and who was left out of it."""
    page = page_of(pair("Ann", 10, 4), pair("Ben", 5, 8), pair("Cy", None, 6))
    text = section(page, "steps")
    assert "05 Mse 75 % of 2 of 3 1 passed 1 failed 1 not graded 0.4 s" in text
    assert "06 Sgd 60 % 3 failed 0.4 s" in text
    assert "Slowest steps" in text
    assert "05 Mse 0.3 s 0.3 s" in text
    assert "Discrimination" not in text


def test_discrimination_from_twenty_students_on(page_of):
    """It is shown from 20 students on, and a low or negative one is called so."""

    def one(n):
        good = float(n % 11)
        points = {"05_mse": good, "06_sgd": good, "07_adam": 10 - good, "08_all": 10.0}
        return entry(f"s{n}", *(graded(id, value) for id, value in points.items()))

    assert "Discrimination" not in section(page_of(*map(one, range(19))), "steps")
    text = section(page_of(*map(one, range(20))), "steps")
    assert re.search(r"07 Adam \d+ % −1\.00 negative", text)
    assert re.search(r"08 All 100 % — 20 passed", text)
    assert "read its checks and its brief" in text


def test_a_single_student_has_no_statistics(page_of):
    """Of one student there is the mark, and no mean, spread, chart or difficulty."""
    page = page_of(pair("Ann", 10, 5))
    text = words(page)
    assert "mark 75 % 15 of 20" in text
    for word in ("mean", "median", "deviation", "Difficulty", "handed in"):
        assert word not in text
    assert 'class="histogram"' not in page
    assert page.count("<tr data-k=") == 1


def test_two_students_have_a_middle_and_no_spread(page_of):
    """Of two there is a mean, and neither deviation nor chart."""
    text = section(page_of(pair("Ann", 10, 10), pair("Ben", 0, 0)), "marks")
    assert "mean 50 %" in text
    assert "deviation" not in text


@pytest.mark.parametrize("entries", [(), (entry("Ann"), entry("Ben"))])
def test_nobody_handed_in(page_of, entries):
    """No entry, or nothing handed in by anybody, makes a page that says so."""
    page = page_of(*entries)
    assert Elements(page).open == []
    text = words(page)
    assert ("handed in nothing 2" in text) if entries else ("No submission was" in text)
    assert "nan" not in text.lower()


def test_late_marks_show_raw_and_final(page_of):
    """A penalty shows both marks and how late; without any there is one mark."""
    page = page_of(pair("Ann", 10, 10, late=2), pair("Ben", 10, 6, late=1))
    text = section(page, "students")
    assert "Raw of 20 Final of 20" in text
    assert "Ann 2 days late 20 16 ✓10" in text
    assert "Ben 1 day late 16 14" in text
    text = section(page_of(pair("Ann", 10, 10, late=True)), "students")
    assert "Student Mark of 20" in text
    assert "Ann late 20 ✓10" in text


def test_changed_points_say_so(page_of):
    """Points given by hand are marked, with the old ones, the reason and who gave them."""
    changed = Override("05_mse", 8.0, "<b>unclear</b> brief", "Dr. X", "2026-11-21")
    page = page_of(
        pair("Ann", 4, 10, overrides=(changed,)), entry("Ben", overrides=(changed,))
    )
    note = "Changed by hand, from 4 to 8 points: <b>unclear</b> brief (Dr. X)"
    assert f"✗8* {note}" in words(page)
    assert "<b>unclear" not in page
    assert "8* Changed by hand, from — to 8 points" in words(page)
    assert "* changed by hand" in words(page)


def test_files_left_out_are_counted(page_of):
    """A student's row says how many files were not graded."""
    left = (LeftOut("a.py", "not_a_step"), LeftOut("b.py", "not_a_step"))
    assert "Ann files left out: 2" in words(page_of(pair("Ann", 1, 1, left_out=left)))


def test_students_of_one_name_are_told_apart(page_of):
    """Two students of the same name bear their keys; others do not."""
    twins = [pair("Ann", 1, 1, key="canvas:1"), pair("Ann", 2, 2, key="canvas:2")]
    text = words(page_of(*twins, pair("Ben", 3, 3)))
    assert "Ann (canvas:1)" in text
    assert "Ann (canvas:2)" in text
    assert "key-Ben" not in text


def test_a_mark_by_hand_without_a_reason_names_nobody(page_of):
    """A report without names has overrides without reason and account."""
    changed = Override("05_mse", 8.0, "", "", "2026-11-21")
    page = page_of(pair("Annabel", 1, 1, overrides=(changed,)))
    assert "Changed by hand, from 1 to 8 points" in page


def test_hostile_names_are_text(page_of):
    """Markup, formulas, line breaks and hidden characters in names are shown as text."""
    word = HOSTILE[2]
    odd = graded(
        f"05_{word}",
        1.0,
        title=word,
        misconceptions=(MisconceptionRecord(word, word, word, word, word),),
    )
    page = page_of(*(entry(one, odd, fault=word) for one in HOSTILE))
    elements = Elements(page)
    assert elements.open == []
    assert sum(tag == "script" for tag, _ in elements.found) == 1
    assert not any(tag == "img" for tag, _ in elements.found)
    assert not any(name.startswith("on") for _, one in elements.found for name in one)
    text = words(page)
    for shown in ("محمد عبد الله", "Jürgen O'Brien", "Line Break", "⟨U+202E⟩", "=1+1"):
        assert shown in text
    page.encode("utf-8")


def test_the_policy_allows_one_style_and_one_script(page_of):
    """Style and script run by their hashes, and nothing else may."""
    page = page_of(pair("Ann", 1, 1))
    elements = Elements(page)
    policy = next(one["content"] for _, one in elements.found if one.get("http-equiv"))
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    for kind, tag in (("style-src", "style"), ("script-src", "script")):
        (text,) = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert rules[kind] == f"'sha256-{digest}'"
    assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == "'none'"
    assert not any("style" in one for _, one in elements.found)
    ids = [one["id"] for _, one in elements.found if "id" in one]
    assert len(ids) == len(set(ids))


def test_a_thousand_students_fit_into_five_megabytes(page_of):
    """A class of 1,000 with 32 steps stays below 5 MB."""
    class_ = large(50) * 20
    assert len(page_of(*class_).encode()) < 5_000_000


def test_submissions_of_different_steps(page_of):
    """They stand side by side; what is no part of a submission is no zero in it."""
    page = page_of(entry("Ben", graded("06_sgd", 4.0)), pair("Ann", 10.0, 10.0))
    text = section(page, "students")
    assert "Student Mark 05" in text
    assert "Ben 4 / 10 · ✗4" in text
    assert "Ann 20 / 20 ✓10 ✓10" in text
    assert "mean 70 %" in section(page, "marks")
    assert "05 Mse 100 % 1 passed" in section(page, "steps")


def test_a_submission_without_a_step(page_of):
    """What was lost whole has no mark and is listed with what failed."""
    whole = Assignment("Homework", {"05_mse": 10.0})
    record = replace(submission("lost", "Lost"), score=None, fault="the disk is gone")
    lost = Entry(mark(Student("lost", "Lost"), whole, record), record, "")
    page = page_of(lost, entry("Ann", graded("05_mse")))
    assert "Lost not graded — ·" in section(page, "students")
    assert "Lost 05; the disk is gone" in section(page, "look")


# In Chromium


SHOWN = (
    "[...document.querySelectorAll('#heat tbody tr')].filter(one => !one.hidden)"
    ".map(one => one.querySelector('.who').textContent).join()"
)
HEADS = "document.querySelectorAll('#heat thead button')"


@pytest.fixture
def opened(page_of, tmp_path, visit):
    """The page of a small class."""
    slow = graded("06_sgd", 2.0, Outcome.TIMED_OUT)
    page = tmp_path / "index.html"
    page.write_text(
        page_of(
            pair("Benoît", 4, 10, late=1),
            entry("Cy Ann", graded("05_mse", 7.5), slow),
            pair("Ann", 10, 2),
            entry("Dot"),
            pair("Ed", None, 2.0),
        )
    )
    (tmp_path / "submissions").mkdir()
    (tmp_path / "submissions" / "3.html").write_text("<title>a page</title>")
    return visit(page)


@pytest.mark.browser
def test_headings_sort_by_keyboard(opened):
    """Enter on a heading sorts by it, says so, and turns round; no mark comes last."""
    opened.evaluate(f"{HEADS}[0].focus()")
    opened.keyboard.press("Enter")
    assert opened.evaluate(SHOWN) == "Ann,Benoît,Cy Ann,Dot,Ed"
    opened.evaluate(f"{HEADS}[3].focus()")
    opened.keyboard.press("Enter")
    assert opened.evaluate(SHOWN) == "Ann,Cy Ann,Benoît,Dot,Ed"
    state = "[...document.querySelectorAll('[aria-sort]')].map(one => one.ariaSort).join()"
    assert opened.evaluate(state) == "descending"
    opened.keyboard.press("Space")
    assert opened.evaluate(state) == "ascending"
    assert opened.evaluate(SHOWN) == "Benoît,Cy Ann,Ann,Dot,Ed"


def choose(opened, id, value):
    """Set a control as a person would."""
    control = opened.locator(f"#{id}")
    control.fill(value) if id == "search" else control.select_option(value)


@pytest.mark.browser
def test_filters_and_search_work_together(opened):
    """Outcome, status and name narrow the table together, and it says how far."""
    count = "document.getElementById('shown').textContent"
    assert opened.evaluate(count) == "Shown: 5 of 5"
    choose(opened, "search", "ANN")
    assert opened.evaluate(SHOWN) == "Cy Ann,Ann"
    choose(opened, "search", "ann cy")
    assert opened.evaluate(SHOWN) == "Cy Ann"
    choose(opened, "search", "benoit")
    assert opened.evaluate(SHOWN) == "Benoît"
    choose(opened, "search", "n")
    choose(opened, "outcome", "p")
    assert opened.evaluate(SHOWN) == "Benoît,Ann"
    choose(opened, "status", "L")
    assert opened.evaluate(SHOWN) == "Benoît"
    assert opened.evaluate(count) == "Shown: 1 of 5"
    choose(opened, "outcome", "t")
    assert opened.evaluate(SHOWN) == ""
    assert opened.evaluate("document.getElementById('nobody').checkVisibility()") is True
    opened.evaluate("document.getElementById('clear').click()")
    assert opened.evaluate(count) == "Shown: 5 of 5"
    assert opened.evaluate("document.getElementById('nobody').checkVisibility()") is False
    choose(opened, "status", "M")
    assert opened.evaluate(SHOWN) == "Dot"


@pytest.mark.browser
def test_a_slash_goes_to_the_search(opened):
    """`/` focuses the search, and inside it is an ordinary character."""
    opened.keyboard.press("/")
    assert opened.evaluate("document.activeElement.id") == "search"
    assert opened.evaluate("document.activeElement.value") == ""
    opened.keyboard.press("/")
    assert opened.evaluate("document.activeElement.value") == "/"


@pytest.mark.browser
def test_arrow_keys_move_among_what_is_shown(opened):
    """One cell is a tab stop; arrows leave out hidden rows; Enter opens the step."""
    here = "document.activeElement.textContent.trim()"
    stops = "document.querySelectorAll('#heat tbody [tabindex=\"0\"]').length"
    choose(opened, "search", "n")
    choose(opened, "outcome", "p")
    opened.evaluate("document.querySelector('#heat tbody [tabindex=\"0\"]').focus()")
    assert opened.evaluate(here) == "Benoît"
    opened.keyboard.press("ArrowDown")
    assert opened.evaluate(here) == "Ann"
    opened.keyboard.press("ArrowDown")
    assert opened.evaluate(here) == "Ann"
    opened.keyboard.press("End")
    assert opened.evaluate(here) == "✗2"
    opened.keyboard.press("ArrowLeft")
    assert opened.evaluate(here) == "✓10"
    assert opened.evaluate("document.activeElement.ariaLabel") == "passed, 10"
    assert opened.evaluate(stops) == 1
    opened.keyboard.press("ArrowUp")
    opened.keyboard.press("ArrowUp")
    assert opened.evaluate(here).startswith("05")
    opened.keyboard.press("ArrowDown")
    opened.keyboard.press("ArrowDown")
    opened.keyboard.press("Enter")
    opened.wait_for_url("**/submissions/3.html#05_mse")


@pytest.mark.browser
def test_the_page_is_whole_without_scripts(page_of, tmp_path, visit):
    """Without scripts everything can be read, and no dead control is there."""
    page = tmp_path / "index.html"
    page.write_text(page_of(*large(30)))
    opened = visit(page, java_script_enabled=False)
    assert opened.locator("#heat tbody tr").count() == 30
    assert opened.locator("#heat button").count() == 0
    assert not opened.locator("#controls").is_visible()
    assert opened.locator("#heat tbody td.f").first.is_visible()


@pytest.mark.browser
@pytest.mark.parametrize("steps", [1, 32])
def test_only_the_table_scrolls_sideways(page_of, tmp_path, steps, visit):
    """At every width the page fits; the table scrolls, its head and names stay."""
    page = tmp_path / "index.html"
    odd = [entry(one * 3, graded("05_mse", 1.0)) for one in HOSTILE]
    page.write_text(page_of(*large(60, steps), *odd), "utf-8")
    left, top = (
        f"Math.round(document.querySelector('#heat {cell}').getBoundingClientRect().{side}"
        f" - document.getElementById('region').getBoundingClientRect().{side})"
        for cell, side in (("tbody tr:nth-child(40) th", "left"), ("thead th", "top"))
    )
    opened = visit(page)
    opened.evaluate(UNFOLD)
    for width in (320, 768, 1280):
        opened.set_viewport_size({"width": width, "height": 800})
        opened.evaluate("document.getElementById('region').scrollIntoView()")
        assert opened.evaluate(FITS)
        opened.evaluate("document.getElementById('region').scrollTo(500, 600)")
        assert opened.evaluate(left) <= 1
        assert opened.evaluate(top) <= 1


@pytest.mark.browser
def test_on_paper_the_table_is_whole(page_of, tmp_path, visit):
    """Printed, nothing of the table is cut off or behind a control."""
    page = tmp_path / "index.html"
    page.write_text(page_of(*large(60)))
    region = "document.getElementById('region')"
    opened = visit(page)
    opened.emulate_media(media="print")
    assert opened.evaluate(f"{region}.scrollHeight <= {region}.clientHeight")
    assert not opened.locator("#controls").is_visible()


@pytest.mark.browser
def test_a_thousand_students_are_searched_and_sorted(page_of, tmp_path, visit):
    """1,000 students of 32 steps are one page; one is found, and the best come first."""
    page = tmp_path / "index.html"
    page.write_text(page_of(*large(1000)))
    opened = visit(page)
    assert opened.locator("#heat tbody tr").count() == 1000
    choose(opened, "search", "student 0999")
    assert opened.evaluate(SHOWN) == "Student 0999"
    choose(opened, "search", "")
    opened.locator("#heat thead button").nth(1).click()
    marks = opened.locator("#heat tbody tr td:nth-child(2)").all_inner_texts()
    assert [float(one) for one in marks] == sorted(map(float, marks), reverse=True)
