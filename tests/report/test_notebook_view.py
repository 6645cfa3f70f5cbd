"""Executed notebooks in a page and in results.json: complete, safe and bounded."""

from __future__ import annotations

import http.server
import json
import re
import threading
import time
from dataclasses import replace

import jsonschema
import pytest

from grader.language.catalogue import SENTENCES
from grader.records import (
    CellOutput,
    CellRecord,
    Frame,
    NotebookRecord,
    Outcome,
    Reason,
    summary,
)
from grader.report import edition, pictures
from grader.report.html import MAX_PAGE_BYTES, submission_page
from grader.report.markdown_view import MAX_PIECES, markdown_pieces
from grader.report.notebook_view import cell_anchor, notebook_views
from grader.report.pages import submission_view
from grader.report.results import results, schema
from grader.report.sentences import REFUSALS, flag_sentence, notebook_rationale, rationale
from grader.report.snippet import snippet
from grader.report.views import CAPS, Caps, NotebookCaps
from grader.report.write import own_mark
from grader.visible import terminal_text
from report.browser import FITS, UNFOLD
from report.samples import (
    DESCENT_CELL,
    MSE_CELL,
    NOTEBOOK,
    SVG,
    check,
    hostile_notebook,
    notebook,
    notebook_submission,
    png,
    right_step,
    submission,
)
from report.test_html import Elements


def page_of(run, *notebooks, **changes):
    """The page of a submission with two steps in a notebook, and these notebooks."""
    changes |= {"notebooks": notebooks} if notebooks else {}
    record = notebook_submission(**changes)
    return submission_page(run, record, own_mark(record))


def of_cells(*cells, **changes):
    """A notebook of these cells."""
    return NotebookRecord(NOTEBOOK, cells, **changes)


def printing(*outputs):
    """A notebook of one cell with these outputs."""
    return of_cells(CellRecord("code", "1", "done", outputs))


def section(page):
    """The part of a page that shows notebooks."""
    return page[page.index('<section class="step notebook') :]


def text_of(pieces):
    """What is to be read of rendered Markdown."""
    return "".join(one.text for one in pieces if one.kind == "text")


def test_every_part_of_a_notebook_is_shown(run):
    """Text, source, printing, results, pictures and exceptions stand in the page."""
    part = section(page_of(run))
    for word in (
        "<h3>My workshop</h3>",
        "<strong>shape</strong>",
        "<th>function</th>",
        "feature_guard: AVX2",
        "&lt;matplotlib.lines.Line2D",
        "A raw cell: &lt;b&gt;not bold",
        "expected axis -1 of input shape",
        "0.274511",
        'alt="Picture 1 of cell 6"',
        "This picture was too large to keep (4.3 MB)",
        ">empty</p>",
        "1 cell with an error",
        "9 cells",
        "ran 12 s",
    ):
        assert word in part
    assert part.count("<img ") == 2


def test_steps_and_cells_lead_to_each_other(run):
    """A step leads to the cell that defines it, the cell to its steps; no link is dead."""
    text = page_of(run)
    assert f'href="#notebook-1-cell-{MSE_CELL + 1}" dir="auto">defined in cell 4 of' in text
    assert 'href="#08_gradient_descent" dir="auto">08 Gradient descent</a>' in section(text)
    found = Elements(text).found
    ids = [one["id"] for _, one in found if "id" in one]
    assert len(ids) == len(set(ids))
    links = {one["href"] for _, one in found if one.get("href", "").startswith("#")}
    assert {link[1:] for link in links} <= set(ids)
    assert cell_anchor(1, DESCENT_CELL) == "notebook-1-cell-6"


def test_a_step_whose_cell_is_not_shown_has_no_dead_link(run):
    """Without its cell a step still says where it is defined, without a link."""
    view = submission_view(
        run,
        notebook_submission(),
        own_mark(notebook_submission()),
        Caps(notebook=NotebookCaps(cells=0)),
    )
    assert view.steps[0].place.text == f"defined in cell 4 of {NOTEBOOK}"
    assert view.steps[0].place.address == ""
    lost = notebook_submission(notebooks=())
    assert submission_view(run, lost, own_mark(lost), Caps()).steps[0].place.address == ""


def test_a_step_that_passed_leaves_its_source_to_the_cell(run):
    """The source of a passed step stands once; that of a failed one beside its checks."""
    step = replace(right_step(), id="08_gradient_descent", file=NOTEBOOK, cell=DESCENT_CELL)
    both = notebook_submission()
    both = replace(both, steps=(both.steps[0], step))
    view = submission_view(run, both, own_mark(both), Caps())
    assert view.steps[0].source.name == f"cell 4 of {NOTEBOOK}"
    assert view.steps[1].source is None


def test_words_for_cells_that_did_not_run(run):
    """A failed, stopped or unreached cell says so in words and with a sign."""
    states = ("failed", "stopped", "not_run", "done")
    cells = tuple(CellRecord("code", "x", state) for state in states)
    caps = NotebookCaps()
    views = notebook_views(notebook_submission(notebooks=(of_cells(*cells),)), caps)
    shown = [cell.state for cell in views[0].cells]
    assert [one and one.word for one in shown] == [
        "raised an error",
        "stopped here",
        "not run",
        None,
    ]
    assert len({one.sign for one in shown if one}) == 3


@pytest.mark.parametrize("refused", [*REFUSALS, "something_new"])
def test_a_refused_notebook_says_what_to_do(run, refused):
    """Each reason of a refusal is told at the head of the page, with what was done."""
    record = NotebookRecord("old.ipynb", refused=refused)
    text = page_of(run, record)
    head = text[: text.index("<main")]
    assert notebook_rationale(record).split("`")[0][:40] in head
    assert "No step was taken from it." in head
    assert "not run" in head
    assert "{" not in notebook_rationale(record)


def test_a_stopped_notebook_says_where_and_what_then(run):
    """The cell it stopped in is named and linked, and what was done for its steps said."""
    cells = list(notebook().cells)
    cells[DESCENT_CELL] = replace(cells[DESCENT_CELL], state="stopped")
    stopped = replace(notebook(), cells=tuple(cells), stopped=Reason.CPU_TIME.value)
    steps = notebook_submission().steps
    bare = replace(steps[1], flags=("definitions_only",))
    text = page_of(run, stopped, steps=(steps[0], bare))
    assert "Your code computed for too long" in text
    assert "The notebook stopped in cell 6, and the cells after it were not run" in text
    assert "One of its steps was examined with nothing but the imports" in text
    assert f'<a href="#{cell_anchor(1, DESCENT_CELL)}">cell 6</a>' in text
    assert "imports, definitions and constants of your notebook were used" in text
    nowhere = page_of(run, replace(notebook(), stopped=Reason.LOST_WORKER.value))
    assert "stopped before its end" in nowhere


def test_a_file_over_a_notebook_is_told():
    """The flag of a step that is in a file and in a notebook says which one counts."""
    assert "The .py file is what was examined" in flag_sentence("file_over_notebook")


def test_a_snippet_for_a_notebook_needs_no_import(run):
    """A step of a notebook has a snippet that is a cell, for the end of the notebook."""
    call = notebook_submission().steps[0].checks[1].calls[0]
    text = snippet("", call, ("y_true", "mse"))
    assert "import_module" not in text
    assert "print(mse(y_true, argument_2))" in text
    assert "a new cell at the end of your notebook" in page_of(run)


def test_markdown_keeps_mathematics_and_shows_addresses():
    """Mathematics stays as written; a link is its text and its address, and no link."""
    pieces = markdown_pieces("$a_1 * b * c_2$ for \\$5 [x](http://a.b/?c=1&d) <http://e.f>")
    text = text_of(pieces)
    assert text == "$a_1 * b * c_2$ for $5 x (http://a.b/?c=1&d) http://e.f"
    assert not {"a", "img", "em"} & {one.text for one in pieces if one.kind == "open"}
    assert (
        text_of(markdown_pieces("$$\n\\frac{a_b}{c_d}\n$$")) == "$$\n\\frac{a_b}{c_d}\n$$"
    )
    assert text_of(markdown_pieces("It costs $5 or $6, *not* 7")).endswith("not 7")


def test_pictures_and_html_of_markdown_are_text():
    """A picture becomes a note with its alt text, HTML stays what was typed."""
    text = text_of(markdown_pieces("![a <b> graph](http://a/b.png)\n\n<script>x</script>"))
    assert "[a picture that is not shown: a <b> graph]" in text
    assert "a/b.png" not in text
    assert "<script>x</script>" in text


def test_lists_keep_their_number():
    """A list that goes on after a picture or a code cell goes on counting."""
    opened = next(one for one in markdown_pieces("4. four") if one.text == "ol")
    assert opened.start == 4


@pytest.mark.parametrize(
    "source",
    [
        "[" * 100_000,
        ">" * 5000,
        "*" * 50_000,
        "![" * 5000 + "a" + "](u)" * 5000,
        "[a](" * 5000,
        "".join("`" * n + " " for n in range(400)),
        "|a" * 3000 + "|\n" + "|-" * 3000 + "|\n" + "|a\n" * 1000,
        "|a|b|\n|-|-|\n" + "||\n" * 30_000,
        "\n".join(" " * n + "- a" for n in range(400)),
        "> - " * 5000,
        "*_" * 50_000,
        "$ $" * 30_000,
        "[a]: b\n" * 10_000,
        "&#8238;<!--<a\x00\ud800" * 2000,
    ],
    ids=lambda source: source[:12].encode("ascii", "replace").decode().replace("\x00", "0"),
)
def test_hostile_markdown_is_fast_and_closed(source):
    """No Markdown takes long, and every tag that is opened is closed, in order."""
    begun = time.process_time()
    pieces = markdown_pieces(source)
    assert time.process_time() - begun < 3
    assert len(pieces) <= 2 * MAX_PIECES
    open_tags = []
    for one in pieces:
        if one.kind == "open":
            open_tags.append(one.text)
        elif one.kind == "close":
            assert open_tags.pop() == one.text
        elif one.kind == "text":
            assert not re.search("[\x00\u202e\ud800]", one.text)
    assert open_tags == []


def test_a_page_of_slow_markdown_is_made_in_time(run):
    """A notebook of nothing but slow Markdown costs seconds, not minutes."""
    cells = [CellRecord("markdown", f"{n}" + "[" * 100_000) for n in range(300)]
    begun = time.process_time()
    page_of(run, of_cells(*cells))
    assert time.process_time() - begun < 30


def test_a_terminal_is_imitated():
    """Colours go, a progress bar leaves its last state, other controls become visible."""
    assert (
        terminal_text("1/3\r2/3\r\x1b[1m3/3\x1b[0m\n\x1b]0;t\x07a\r\r\nb\r") == "3/3\na\nb"
    )
    assert terminal_text("\x1b[31mred\x08\x08") == "red"


def test_printing_is_cut_and_says_so(run):
    """Of much printing the beginning is shown, of a long traceback the end."""
    outputs = (
        CellOutput("stdout", "a" * 9000, cut=5),
        CellOutput("error", "b\n" * 9000 + "E"),
    )
    views = notebook_views(
        notebook_submission(notebooks=(printing(*outputs),)), NotebookCaps(output=100)
    )
    first, last = views[0].cells[0].outputs
    assert (first.text, first.note) == ("a" * 100, "8905 more characters are not shown.")
    assert last.text.endswith("b\nE")
    assert len(last.text) == 100
    assert "first 17901 characters of this traceback" in last.note


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("png", png()[:-3] + '"><script>'),
        ("png", png().replace("i", "!", 1)),
        ("jpeg", png()),
        ("png", "PHN2Zz48L3N2Zz4="),
        ("png", "iVBORw0KGgo="),
        ("png", png(9000, 1)),
        ("png", png(4000, 4000)),
        ("jpeg", "/9j/2Q=="),
        ("svg", "<svg></svg>"),
        ("svg", SVG.replace("<circle", "<circle onclick='1'")),
        ("svg", SVG.replace("<circle", "<script/><circle")),
        ("svg", SVG.replace("#m1", "http://a/b#m1")),
        ("svg", SVG.replace("url(#p1)", "url( 'http://a/b')")),
        ("svg", SVG.replace("*{", "@import 'a';*{")),
        ("svg", SVG.replace("*{", "*{fill:\\75rl(a)}")),
        ("svg", SVG.replace("utf-8", "shift_jis")),
        ("svg", SVG.replace("<!DOCTYPE svg", "<!DOCTYPE svg [<!ENTITY a 'b'>]><!--")),
        ("svg", SVG.replace("<?xml", "<?xml-stylesheet href='a'?><?xml")),
        ("svg", SVG.replace("</svg>", "")),
        ("svg", SVG.replace("</svg>", "<a:b xmlns:a='http://a'/></svg>")),
    ],
)
def test_pictures_that_are_not_safe_become_a_note(run, kind, data):
    """What is no picture of its kind, too large to draw, or can do harm is not embedded."""
    assert pictures.picture(kind, data) is None
    part = section(page_of(run, printing(CellOutput(kind, data))))
    assert "<img" not in part
    assert "cannot be shown here safely" in part


def test_an_svg_cannot_multiply():
    """Copies of copies are refused, and copies count as elements."""
    head = '<svg xmlns="http://www.w3.org/2000/svg"><defs>'
    nested = "".join(
        f'<g id="a{n + 1}">' + f'<use href="#a{n}"/>' * 10 + "</g>" for n in range(9)
    )
    bomb = f'{head}<g id="a0"/>{nested}</defs><use href="#a9"/></svg>'
    assert pictures.picture("svg", bomb) is None
    many = "<path/>" * 5000
    wide = (
        f'{head}<g id="a">{many}</g></defs>{"<use href=" + chr(34) + "#a" + chr(34) + "/>"}'
    )
    assert pictures.picture("svg", f"{wide}</svg>") is not None
    assert pictures.picture("svg", wide + '<use href="#a"/>' * 5 + "</svg>") is None
    assert pictures.picture("svg", head + "<g>" * 5000 + "</g>" * 5000) is None


def test_pictures_are_addresses_of_images(run):
    """Pictures are data of an img with its size; the policy allows them there alone."""
    text = page_of(run)
    images = [one for tag, one in Elements(text).found if tag == "img"]
    assert [
        re.match(r"data:image/(png|svg\+xml);base64,[\w+/=]+$", one["src"])[1]
        for one in images
    ] == ["png", "svg+xml"]
    assert (images[0]["width"], images[0]["height"]) == ("280", "140")
    assert "; img-src data:" in text
    without = page_of(run, printing(CellOutput("stdout", "x")))
    assert "img-src" not in without
    assert "default-src &#39;none&#39;; style-src" in text


def test_hostile_fields_are_text(run):
    """Markup in any field of a notebook is shown as text, controls by their code."""
    text = page_of(run, hostile_notebook("http://127.0.0.1:9"))
    elements = Elements(text)
    assert not elements.open
    assert text.lower().count("<script") == 1  # our own
    assert not re.search(r"[\u202a-\u202e\x00-\x08\x0b-\x1f]", text)
    for tag, attributes in elements.found:
        assert tag not in {"iframe", "img", "object", "link", "foreignobject"}
        assert not any(name.startswith("on") or name == "style" for name in attributes)
        assert re.match("#|$", attributes.get("href") or "")


def giant_notebook():
    """A notebook with far too much of everything."""
    word = "<&'\"\x00" * 20_000
    outputs = (
        *(CellOutput("stdout", word) for _ in range(50)),
        *(CellOutput("png", png(300, 300 + n)) for n in range(20)),
        CellOutput("svg", SVG.replace("<path", "<path id='" + "x" * 200_000 + "'")),
    )
    code = CellRecord("code", f"# {word}\n" * 50, "failed", outputs, ("05_mse",) * 999)
    return of_cells(*[code, CellRecord("markdown", word), CellRecord("raw", word)] * 150)


def test_a_page_with_notebooks_stays_under_a_megabyte(run):
    """Whatever is in its notebooks, a page stays under 1 MB and says what is missing."""
    begun = time.process_time()
    text = page_of(run, *[giant_notebook()] * 3, *[NotebookRecord("x" * 9999)] * 90)
    assert time.process_time() - begun < 60
    assert len(text.encode()) < MAX_PAGE_BYTES == 1_000_000
    assert Elements(text).open == []
    assert SENTENCES["cut.notebook"] in text
    assert "more cells are not shown" in text
    assert "Notebooks that are not shown: 73." in text


def test_pictures_that_find_no_room_are_named(run):
    """Pictures beyond the page's share are left out one by one, and that is said."""
    svg = SVG.replace("<path", "<path id='" + "x" * 150_000 + "'")
    text = page_of(run, printing(*[CellOutput("svg", svg)] * 5, CellOutput("png", png())))
    assert section(text).count("<img ") == 3
    assert text.count("not shown, to keep this page small") == 3
    assert len(text.encode()) < MAX_PAGE_BYTES


def test_telling_cells_are_shown_first():
    """When cells are left out, those with a step or problem stay, and gaps are counted."""
    cells = [CellRecord("code", f"x = {n}", "done") for n in range(50)]
    cells[30] = replace(cells[30], steps=("05_mse",))
    cells[40] = replace(cells[40], state="failed")
    given = notebook_submission(notebooks=(of_cells(*cells, cut=7),))
    (view,) = notebook_views(given, NotebookCaps(cells=3))
    assert [one.name for one in view.cells] == ["cell 1", "cell 31", "cell 41"]
    assert [one.gap for one in view.cells][1] == "Cells that are not shown here: 29."
    assert view.cut == "16 more cells are not shown."


def test_the_notebook_gives_way_before_the_feedback():
    """The first smaller caps shorten notebooks alone, and the last show none of them."""
    assert replace(CAPS[1], notebook=NotebookCaps()) == Caps()
    assert CAPS[-1].notebook.cells == 0


@pytest.mark.parametrize("audience", ["student", "instructor"])
def test_both_audiences_see_the_notebook(run, audience):
    """A notebook ran before any check, so it is the same in both editions."""
    whole = replace(run, submissions=(notebook_submission(),))
    assert edition(whole, audience).submissions[0].notebooks == (notebook(),)


def crashed_in(*frames):
    """The sample submission with a hidden check that crashed in these lines."""
    steps = notebook_submission().steps
    crash = steps[0].checks[3]
    crash = replace(crash, problem=replace(crash.problem, frames=frames))
    return notebook_submission(steps=(replace(steps[0], checks=(crash,)), steps[1]))


def test_a_hidden_traceback_shows_lines_of_its_cells(run):
    """A line of a hidden check is taken from the cell it is in, and that cell is named."""
    frames = (
        Frame("cell_4.py", 1, "<module>", "told"),
        Frame("cell_2.py", 9, "mse", "told"),
        Frame("cell_77.py", 9, "mse", "told"),
    )
    given = crashed_in(*frames)
    shown = edition(replace(run, submissions=(given,)), "student").submissions[0]
    problem = shown.steps[0].checks[0].problem
    assert [one.code[:19] for one in problem.frames] == [
        "images = tf.reshape",
        "error = y_true - y_",
    ]
    step = submission_view(run, shown, own_mark(shown), Caps()).steps[0]
    places = [one.place for one in (step.problem or step.checks[0].problem).frames]
    assert places == [
        f"cell 7 of {NOTEBOOK}, line 1",
        f"cell 4 of {NOTEBOOK}, line 9, in mse",
    ]
    assert [one.number for one in step.source.lines if one.marked] == [9]


@pytest.mark.parametrize("why", REFUSALS)
def test_steps_of_a_refused_notebook_say_why(why):
    """A step without a file says why the notebook in its place could not be run."""
    details = {"why": why, "name": "a.ipynb"}
    one = check("c", "p", Outcome.ERRORED, Reason.UNREADABLE, details=details)
    assert rationale(one) == notebook_rationale(NotebookRecord("", refused=why))


def test_outputs_that_were_not_kept_are_counted(run):
    """A cell with too many outputs says how many are missing."""
    text = page_of(run, printing(CellOutput("text", "", cut=12)))
    assert "12 more outputs of this cell are not shown" in text
    many = [CellOutput("text", f"<{n}>") for n in range(40)]
    text = page_of(run, printing(*many, CellOutput("error", "ValueError: last")))
    assert "10 more outputs of this cell are not shown" in text
    assert "ValueError: last" in text


@pytest.mark.parametrize("audience", ["student", "instructor"])
def test_results_hold_the_notebook_without_its_content(run, audience):
    """results.json tells how each cell ended and what it defines; no source, no output."""
    given = (
        notebook_submission(),
        notebook_submission(
            id="r", notebooks=(NotebookRecord("a.ipynb", refused="language", cut=2),)
        ),
    )
    content = results(edition(replace(run, submissions=given), audience))
    jsonschema.Draft202012Validator(schema()).validate(content)
    first, second = content["submissions"]
    told = first["notebooks"][0]
    assert told["cells"][MSE_CELL] == {"kind": "code", "state": "done", "steps": ["05_mse"]}
    assert told["cell_count"] == len(notebook().cells)
    assert [one["cell"] for one in first["steps"]] == [MSE_CELL, DESCENT_CELL, None]
    assert "feature_guard" not in json.dumps(told)
    assert second["notebooks"][0]["cell_count"] == 2
    assert "kernel" in second["notebooks"][0]["rationale"]


def test_the_index_keeps_no_cells():
    """What the index keeps of a submission holds no cell."""
    assert [one.cells for one in summary(notebook_submission()).notebooks] == [()]


def test_a_submission_without_notebooks_is_as_before(run):
    """A page without notebooks has no such section and no picture."""
    record = submission("s", "Sam", right_step())
    text = submission_page(run, record, own_mark(record))
    assert "notebook-1" not in text
    assert "<img" not in text


class Canary(http.server.BaseHTTPRequestHandler):
    """Notes every request that arrives."""

    heard: list[str]

    def do_GET(self):
        """Remember the path."""
        self.heard.append(self.path)
        self.send_error(404)

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def canary():
    """The address of a server on this machine, and the paths that it was asked for."""
    handler = type("Handler", (Canary,), {"heard": []})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", handler.heard
        server.shutdown()


@pytest.mark.browser
@pytest.mark.parametrize("trusting", [False, True])
def test_no_script_runs_and_nothing_is_asked_for(
    run, tmp_path, canary, monkeypatch, trusting, visit
):
    """Opened in Chromium a hostile notebook runs nothing and asks nobody for anything.

    trusting: also when SVGs with scripts get through to the page as images.
    """
    address, heard = canary
    if trusting:
        monkeypatch.setattr(pictures, "_harmless", lambda _: True)
    pictures.picture.cache_clear()
    text = page_of(run, hostile_notebook(address))
    pictures.picture.cache_clear()
    assert ("<img " in section(text)) == trusting
    page, control = tmp_path / "page.html", tmp_path / "control.html"
    page.write_text(text, "utf-8")
    control.write_text(
        f"<title>t</title><script>document.title='ran'</script>"
        f"<img src='{address}/control'>"
    )
    opened = visit(page)
    opened.evaluate(UNFOLD)
    opened.screenshot()
    assert opened.title() != "ran"
    assert visit.asked == []
    assert heard == []
    assert visit(control).title() == "ran"
    assert heard == ["/control"]
    assert visit.asked == [f"{address}/control"]
    visit.forget()


@pytest.mark.browser
@pytest.mark.parametrize("script", [True, False])
def test_a_link_to_a_cell_unfolds_the_notebook(run, tmp_path, visit, script):
    """The notebook is folded; following a link to a cell opens it, without a script too."""
    page = tmp_path / "page.html"
    page.write_text(page_of(run), "utf-8")
    opened = visit(page, java_script_enabled=script)
    cell = opened.locator(f"#{cell_anchor(1, DESCENT_CELL)}")
    assert not cell.is_visible()
    opened.locator(".defined a").last.click()
    cell.wait_for(state="visible")
    direct = visit(page, f"#{cell_anchor(1, DESCENT_CELL)}")
    cell = direct.locator(f"#{cell_anchor(1, DESCENT_CELL)}")
    cell.wait_for(state="visible")
    assert -1 <= cell.bounding_box()["y"] < 900


@pytest.mark.browser
def test_pictures_are_drawn_and_nothing_overflows(run, tmp_path, visit):
    """Pictures are drawn under the policy, and at a phone's width nothing sticks out."""
    page = tmp_path / "page.html"
    page.write_text(page_of(run), "utf-8")
    drawn = "[...document.images].every(one => one.complete && one.naturalWidth > 0)"
    opened = visit(page)
    opened.evaluate(UNFOLD)
    opened.wait_for_function(drawn)
    for width in (1100, 400, 320):
        opened.set_viewport_size({"width": width, "height": 900})
        assert opened.evaluate(FITS)


@pytest.mark.browser
def test_a_folded_notebook_is_not_printed(run, tmp_path, visit):
    """On paper the notebook is there only when it was unfolded."""
    page = tmp_path / "page.html"
    page.write_text(page_of(run), "utf-8")
    opened = visit(page)
    opened.emulate_media(media="print")
    assert not opened.locator("#notebook-1").is_visible()
    opened.evaluate(UNFOLD)
    assert opened.locator("#notebook-1").is_visible()
