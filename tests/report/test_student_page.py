"""A student's page in Chromium: found, walked through, printed, and safe, by anybody."""

from __future__ import annotations

import io
import json
from dataclasses import fields, is_dataclass, replace
from enum import Enum

import pytest
from axe_playwright_python.sync_playwright import Axe
from pypdf import PdfReader

from grader.marks import Comment
from grader.records import Outcome
from grader.report import write_reports
from grader.report.html import submission_page
from grader.report.write import own_mark
from report.browser import FITS, UNFOLD
from report.samples import (
    PARTS,
    notebook_submission,
    right_step,
    sample_run,
    submission,
    workshop_run,
)

pytestmark = pytest.mark.browser

HERE = "document.activeElement.closest('.step')?.id"
STEPS = [one.id for one in workshop_run().submissions[0].steps]


def written(tmp_path, run, record=None, home="", mark=None):
    """The file of a submission's page."""
    record = record or run.submissions[0]
    page = tmp_path / "page.html"
    page.write_text(submission_page(run, record, mark or own_mark(record), home), "utf-8")
    return page


@pytest.fixture
def page(tmp_path):
    """The file of the page of a whole workshop."""
    return written(tmp_path, workshop_run())


def unfolded(opened):
    """The ids of the steps that are unfolded."""
    return opened.evaluate(
        "[...document.querySelectorAll('.step > details[open]')]"
        ".map(one => one.parentNode.id.slice(0, 2))"
    )


WRONG = ["05", "08", "13", "15", "21"]


def test_the_summary_tells_what_to_mend(page, visit):
    """The first screen has name, score, progress by part, and the first step to mend."""
    opened = visit(page, width=1280, height=900)
    mend = opened.locator(".mend")
    assert mend.get_by_role("link").inner_text() == "05 Step 5: mse"
    assert "This looks like the sum of the squares" in mend.inner_text()
    assert mend.bounding_box()["y"] < 300
    parts = opened.locator(".map .part")
    assert parts.locator("h2").all_inner_texts() == list(PARTS)
    assert parts.first.locator(".done").inner_text() == "6 of 8 passed"
    assert parts.last.bounding_box()["y"] < 900
    mend.get_by_role("link").click()
    opened.wait_for_function(f"({HERE})?.startsWith('05')")


def test_failures_are_open_and_the_rest_is_folded(page, visit):
    """What passed or was not tried is folded; without a script it is the same."""
    assert unfolded(visit(page)) == WRONG
    opened = visit(page, java_script_enabled=False)
    assert opened.locator(".step > details[open]").count() == len(WRONG)
    assert opened.locator(".toc a").count() == 32
    assert not opened.locator("#tools").is_visible()
    assert not opened.locator("#help").is_visible()


def test_a_deep_link_opens_its_step(page, visit):
    """An address with a step's or a check's name shows it, unfolded and in view."""
    for id in (*STEPS[4:6], STEPS[31], f"{STEPS[0]}--c3", f"{STEPS[30]}--c0"):
        opened = visit(page, f"#{id}")
        first = opened.locator(f"[id='{id}'] h3").first
        first.wait_for(state="visible")
        assert first.bounding_box()["y"] < 900
    opened = visit(page, "#no-such-step")
    assert unfolded(opened) == WRONG


def test_following_a_link_opens_its_step_again(page, visit):
    """A link of the contents unfolds its step, and once more after it was folded."""
    opened = visit(page, width=1280)
    link = opened.locator(".toc a").nth(0)
    for _ in range(2):
        link.click()
        opened.wait_for_function("document.querySelector('.step > details').open")
        opened.locator(".step summary").first.click()
        opened.wait_for_function("!document.querySelector('.step > details').open")


def test_keys_walk_through_the_steps(page, visit):
    """j and k go from step to step, n and p to what is not right, Enter unfolds."""
    opened = visit(page)
    for key, id in [
        *[("j", "01"), ("j", "02"), ("k", "01"), ("k", "01"), ("n", "05"), ("n", "08")],
        *[("p", "05"), ("n", "08"), ("n", "13"), ("n", "15"), ("n", "21"), ("n", "32")],
        *[("n", "32"), ("j", "32"), ("k", "31")],
    ]:
        opened.keyboard.press(key)
        assert opened.evaluate(HERE)[:2] == id, key
    opened.keyboard.press("Enter")
    assert "31" in unfolded(opened)
    opened.keyboard.press("t")
    opened.wait_for_function("scrollY === 0")
    opened.keyboard.press("Control+j")
    assert opened.evaluate("scrollY") == 0


def test_keys_can_be_switched_off(page, visit):
    """The choice holds for the page, and for it when it is opened again."""
    opened = visit(page)
    opened.locator("#keys").click()
    opened.get_by_label("Use these keys").uncheck()
    opened.get_by_role("button", name="Close").click()
    opened.keyboard.press("e")
    assert not opened.locator("html.whole").count()
    opened.reload()
    opened.keyboard.press("?")
    assert not opened.locator("#help").is_visible()
    opened.locator("#keys").click()
    opened.get_by_label("Use these keys").check()
    opened.get_by_role("button", name="Close").click()
    opened.keyboard.press("e")
    assert opened.locator("html.whole").count()


def test_help_lists_the_keys(page, visit):
    """? shows a box with every key, in which other keys do nothing; Escape closes it."""
    opened = visit(page)
    opened.keyboard.press("?")
    help = opened.get_by_role("dialog", name="Keys")
    assert help.locator("kbd").all_inner_texts() == [*"jknpet", "Enter", "?", "Esc"]
    opened.keyboard.press("j")
    assert opened.evaluate(HERE) is None
    opened.keyboard.press("Escape")
    assert not help.is_visible()
    opened.get_by_role("button", name="Keys").click()
    help.get_by_role("button", name="Close").click()
    assert not help.is_visible()


def test_everything_unfolds_and_folds(page, visit):
    """e, or the button, unfolds every step and source, and folds it again."""
    opened = visit(page)
    folded = opened.locator("main details:not([open])")
    opened.keyboard.press("e")
    assert folded.count() == 0
    opened.get_by_role("button", name="Fold everything").click()
    assert unfolded(opened) == []


def test_the_way_back_to_the_class(tmp_path, visit):
    """An instructor's page leads to the class page, by a link and by `c`."""
    index = write_reports(workshop_run(), tmp_path, "instructor")
    opened = visit(index)
    opened.get_by_role("row").get_by_role("link", name="Ada Lovelace").click()
    opened.wait_for_url("**/submissions/whole.html")
    opened.keyboard.press("c")
    opened.wait_for_url("**/index.html")


def test_tab_reaches_everything_in_order(page, visit):
    """The first stop skips to the steps; then come the links and buttons, all visible."""
    opened = visit(page)
    opened.keyboard.press("Tab")
    assert opened.evaluate("document.activeElement.className") == "skip"
    opened.keyboard.press("Enter")
    assert opened.evaluate("document.activeElement.id") == "steps"
    opened.keyboard.press("Tab")
    assert opened.evaluate("document.activeElement.id") == "all"
    opened.keyboard.press("Tab")
    opened.keyboard.press("Tab")
    assert opened.evaluate(HERE)[:2] == "01"


def accessible(opened):
    """No violation of axe's rules, as a text that says what and where."""
    found = Axe().run(opened).response["violations"]
    return json.dumps(
        [(one["id"], [node["html"][:150] for node in one["nodes"][:3]]) for one in found],
        indent=1,
    )


@pytest.mark.parametrize(("scheme", "width"), [("light", 390), ("dark", 1280)])
def test_axe_finds_nothing(tmp_path, visit, scheme, width):
    """Neither folded nor unfolded has a page a violation, notebook and curve included."""
    run = workshop_run()
    steps = [one for one in run.submissions[0].steps if one.id[:2] in (*WRONG, "06", "32")]
    record = replace(
        run.submissions[0], steps=tuple(steps), notebooks=notebook_submission().notebooks
    )
    opened = visit(written(tmp_path, run, record), width=width, color_scheme=scheme)
    assert accessible(opened) == "[]"
    opened.evaluate(UNFOLD)
    assert accessible(opened) == "[]"
    opened.keyboard.press("?")
    assert accessible(opened) == "[]"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_class_page(tmp_path, visit, scheme):
    """The page of a class has no violation either."""
    index = write_reports(sample_run(), tmp_path, "instructor")
    opened = visit(index, width=1280, color_scheme=scheme)
    opened.evaluate(UNFOLD)
    assert accessible(opened) == "[]"
    opened.keyboard.press("?")
    assert accessible(opened) == "[]"


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_nothing_sticks_out(page, visit, width):
    """At every width the page fits, with everything unfolded."""
    opened = visit(page, width=width)
    assert opened.evaluate(FITS)
    opened.evaluate(UNFOLD)
    assert opened.evaluate(FITS)


def printed(opened):
    """The pages of the page on paper, as text."""
    return [one.extract_text() for one in PdfReader(io.BytesIO(opened.pdf())).pages]


@pytest.mark.parametrize("script", [True, False])
def test_it_prints_to_four_pages(page, visit, script):
    """Folded or half unfolded, 32 steps with what went wrong fit on four pages."""
    opened = visit(page, java_script_enabled=script)
    pages = printed(opened)
    assert len(pages) <= 4
    text = " ".join("\n".join(pages).split())
    assert "This looks like the sum of the squares instead of their mean." in text
    assert "Step 32:" in text
    assert "return tf.reduce_sum" not in text


@pytest.mark.parametrize("title", ["y" * 70, "y" * 200, "many words " * 18])
def test_all_failed_prints_to_four_pages(tmp_path, visit, title):
    """That every step went wrong, with long names, is told on four pages as well."""
    run = workshop_run()
    steps = [
        replace(
            workshop_run().submissions[0].steps[4], id=f"{n:02}_{'x' * 40}", title=title
        )
        for n in range(1, 33)
    ]
    record = submission("s", "Z" * 200, *steps)
    assert len(printed(visit(written(tmp_path, run, record)))) <= 4


def test_on_request_all_of_it_is_printed(page, visit):
    """After `e` the code and every check are on paper, too."""
    opened = visit(page)
    opened.keyboard.press("e")
    text = "\n".join(printed(opened))
    assert "return tf.reduce_sum" in text
    assert "promise number 4" in text


NAMES = ("ليلى حداد", "W" * 200, "م" * 200, "name with spaces " * 11, "</title><b>")


@pytest.mark.parametrize("name", NAMES)
def test_any_name_fits(tmp_path, visit, name):
    """Names in Arabic, of 200 characters, and with markup are shown and break nothing."""
    record = submission("s", name, right_step(), right_step())
    for width in (320, 1280):
        opened = visit(written(tmp_path, sample_run(), record), width=width)
        assert opened.locator("h1").inner_text().split() == name.split()
        assert opened.evaluate(FITS)


CANARY = "document.title='ran'"
PAYLOADS = (
    f"<img src=x onerror={CANARY}>",
    f"</script></style></title></pre></svg><script>{CANARY}</script>",
    f"\"' onfocus={CANARY} autofocus x='",
    f"javascript:{CANARY}",
    "{{7*7}}${7*7}{%print(1)%}\x1b]0;ran\x07\u202e\x00\ud800",
    "`code` <b> & \n\n * [a](javascript:x) ![i](http://127.0.0.1:9/i)",
)


def poisoned(thing, payload):
    """A record with a payload in every text of it, but for what the engine alone writes."""
    match thing:
        case Enum() | None | bool() | int() | float():
            return thing
        case str():
            return payload + thing
        case tuple() | list():
            return type(thing)(poisoned(one, payload) for one in thing)
        case dict():
            return {payload + key: poisoned(one, payload) for key, one in thing.items()}
    assert is_dataclass(thing)
    kept = {"verb", "visibility", "plot", "comparison"}
    kept |= {"kind", "state"} if hasattr(thing, "state") or hasattr(thing, "cut") else set()
    return replace(
        thing,
        **{
            one.name: poisoned(getattr(thing, one.name), payload)
            for one in fields(thing)
            if one.name not in kept
        },
    )


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_text_in_every_field_runs_nothing(tmp_path, visit, payload):
    """Whatever stands in a record stays text; the page works, asks for nothing, fits."""
    run = workshop_run()
    record = replace(run.submissions[0], notebooks=notebook_submission().notebooks)
    hostile = replace(poisoned(record, payload), student=payload)
    mark = replace(own_mark(hostile), comments=(Comment("", payload, "", payload),))
    file = written(tmp_path, replace(run, course_title=payload), hostile, mark=mark)
    opened = visit(file)
    opened.evaluate(UNFOLD)
    opened.keyboard.press("j")
    opened.locator(".step").last.scroll_into_view_if_needed()
    assert opened.title() != "ran"
    assert opened.evaluate(FITS)
    assert opened.locator("script").count() == 1
    assert opened.locator("iframe, object, embed, form, [onerror], [onfocus]").count() == 0
    assert opened.evaluate(HERE) is not None


def test_it_is_small(tmp_path):
    """With all 32 steps, a third of them wrong, a page has less than 300 kB."""
    run = workshop_run()
    steps = run.submissions[0].steps
    wrong = [one for one in steps if one.outcome is not Outcome.PASSED]
    many = [replace(wrong[n % len(wrong)], id=f"{n:02}_x") for n in range(11)]
    record = submission("s", "Sam", *many, *steps[:21])
    assert written(tmp_path, run, record).stat().st_size < 300_000
