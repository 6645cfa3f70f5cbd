"""Hostile notebooks, each run for real: what they get, and that they got nothing else.

A file of `notebooks/` names its row of the attack catalogue (`new`: not in it) and the
outcome of the step `01_double`; cells are divided by lines `# %%`, and names in @ signs are
filled in. Headers besides: `stopped` is why the kernel must have been ended, `within` in
how many seconds all must be over. What a defect lets through is marked as such here, so
that its mending is noticed.
"""

import dataclasses
import gc
import json
import os
import platform
import re
import subprocess
import tempfile
import time
from pathlib import Path

import nbformat
import pytest
from conftest import QUICK, grade_files, notebook, step_of, workers_of
from test_attacks import CANARY, HONEST, WORKED, Ground

from grader.grading import Setting
from grader.notebooks.places import places
from grader.records import Outcome
from grader.report.write import write_reports
from grader.run import header
from grader.sandbox import layers
from grader.sandbox.bindings import Binding

FOLDER = Path(__file__).parent / "notebooks"
EVERY = 4  # an honest notebook is graded after one attack in so many

pytestmark = pytest.mark.skipif(
    bool(layers.missing()) and not os.environ.get("CI"),
    reason="this machine cannot confine student code; `grader doctor` says why",
)

DRIVER = "what a kernel says can end the driver, and then nothing is graded"
KILLED = "a kernel can end itself with SIGKILL, which is taken for a fault of the grader"
DEFECTS = {
    "changed_key": DRIVER,
    "comm_of_nothing": DRIVER,
    "comm_with_a_list_as_id": DRIVER,
    "data_that_is_a_list": DRIVER,
    "deep_folders": "the examiner's walk through the scratch folder is recursive",
    "deep_json": DRIVER,
    "files_without_names": "only files with a name count as used disk",
    "flood_of_frames": "frames that nobody asked for are read without end",
    "flood_of_frames_from_a_call": "frames that nobody asked for are read without end",
    "forged_signature": DRIVER,
    "huge_message": DRIVER,
    "hundreds_of_megabytes": DRIVER,
    "kills_itself_by_a_pipe": KILLED,
    "kills_itself_by_a_timer": KILLED,
    "result_of_nothing": DRIVER,
    "status_of_nothing": DRIVER,
    "stream_of_nothing": DRIVER,
    "traceback_that_is_a_number": DRIVER,
    "transient_that_is_a_text": DRIVER,
    "update_of_a_list": DRIVER,
}


def cases():
    """Every attack; those that show a defect are expected to fail."""
    for number, path in enumerate(sorted(FOLDER.glob("*.py"))):
        reason = DEFECTS.get(path.stem)
        marks = [pytest.mark.xfail(strict=True, reason=reason)] if reason else []
        yield pytest.param(path, number, id=path.stem, marks=marks)


def cells_of(source: str) -> list[str | nbformat.NotebookNode]:
    """The cells of a file; what stands before the first line `# %%` is about the file."""
    cells: list[str | nbformat.NotebookNode] = []
    for piece in re.split(r"^# %%", source, flags=re.MULTILINE)[1:]:
        kind, _, text = piece.partition("\n")
        if kind.strip() == "[markdown]":
            cells.append(nbformat.v4.new_markdown_cell(text.strip("\n")))
        else:
            cells.append(text.strip("\n"))
    return cells


def header_of(source: str, name: str) -> str:
    """A header's value, "" without it."""
    found = re.search(rf"^# {name}: (\S+)$", source, re.MULTILINE)
    return found[1] if found else ""


@pytest.fixture
def scratch(monkeypatch):
    """Where jobs have their folders during a test; short, as sockets want it."""
    folder = Path(tempfile.mkdtemp(prefix="h-"))
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    subprocess.run(["rm", "-rf", str(folder)], check=True)  # shutil fails at deep ones


@pytest.fixture
def ground(scratch, tmp_path, monkeypatch):
    monkeypatch.setenv("GRADER_CANARY", CANARY)
    made = Ground(tmp_path)
    yield made
    made.close()


def said(record) -> str:
    """All that a record holds but what was handed in."""
    steps = (dataclasses.replace(step, source="") for step in record.steps)
    books = (
        dataclasses.replace(
            book, cells=tuple(dataclasses.replace(cell, source="") for cell in book.cells)
        )
        for book in record.notebooks
    )
    bare = dataclasses.replace(record, steps=tuple(steps), notebooks=tuple(books))
    return json.dumps(dataclasses.asdict(bare), default=str)


def assert_nothing_left(setting: Setting, scratch: Path) -> None:
    """No process of the server's, no scratch folder."""
    deadline = time.monotonic() + 5
    while workers_of(setting.source) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert workers_of(setting.source) == []
    assert list(scratch.glob("job-*")) == []


def assert_graded(record, outcome: str) -> None:
    """Marks were given, and those that are due."""
    assert record.fault == ""
    step = step_of(record, "01_double")
    assert step.outcome != Outcome.UNGRADED, [one.refused for one in record.notebooks]
    if outcome != "any":
        assert step.outcome == outcome, (step.reason, [c.problem for c in step.checks])
        assert (step.score == step.max_score) == (outcome == "passed")


@pytest.mark.parametrize(("path", "number"), list(cases()))
def test_a_hostile_notebook_gets_what_it_is_due(
    path, number, notebook_setting, ground, scratch, tmp_path
):
    """The outcome that its file names, nothing of what it was after, no trace left."""
    source = path.read_text(encoding="utf-8")
    if "libc.syscall" in source and platform.machine() != "x86_64":
        pytest.skip("the numbers of its system calls are those of x86-64")
    cells = cells_of(ground.fill_in(source))
    begun = time.monotonic()
    record = grade_files(
        notebook_setting, tmp_path / "student", {"workshop.ipynb": notebook(*cells)}
    )
    assert time.monotonic() - begun < float(header_of(source, "within") or 30)
    assert_graded(record, header_of(source, "outcome"))
    if stopped := header_of(source, "stopped"):
        assert record.notebooks[0].stopped == stopped
    assert CANARY not in said(record)
    assert WORKED not in said(record)
    ground.assert_untouched()
    assert_nothing_left(notebook_setting, scratch)
    if number % EVERY == 0 or os.environ.get("GRADER_SOAK"):
        assert_honest_work_passes(notebook_setting, tmp_path)


def assert_honest_work_passes(setting: Setting, folder: Path) -> None:
    files = {"workshop.ipynb": notebook(HONEST)}
    honest = grade_files(setting, folder / "honest", files)
    assert step_of(honest, "01_double").score == 10
    assert step_of(honest, "01_double").flags == ()


def test_every_defect_has_its_notebook():
    """No mark outlives the file that it is for."""
    assert {path.stem for path in FOLDER.glob("*.py")} >= DEFECTS.keys()


def _document(cells, **fields) -> bytes:
    return json.dumps({"cells": cells, "nbformat": 4, "nbformat_minor": 5, **fields}).encode()


def _code(source, **fields):
    return {"cell_type": "code", "source": source, "metadata": {}, "outputs": [], **fields}


MALFORMED = {
    "duplicate keys": (
        _document([_code(HONEST)])[:-1] + b', "cells": {}, "cells": [], "nbformat": 4}',
        "errored",
    ),
    "cells are an object": (_document({"0": _code(HONEST)}), "errored"),
    "cells of no type": (
        _document([None, 7, "x", [], {}, {"cell_type": 7}, _code(HONEST)]),
        "passed",
    ),
    "kind is a number": (_document([_code(HONEST, cell_type=2)]), "errored"),
    "source of no type": (
        _document([_code([1, None, {"a": HONEST}]), _code(HONEST.splitlines(True))]),
        "passed",
    ),
    "names of prototypes": (
        _document([_code(HONEST, __proto__={"a": 1}, constructor=3)], __proto__={"b": 2}),
        "passed",
    ),
    "numbers without end": (
        _document([_code(HONEST)]).replace(b'"nbformat": 4', b'"nbformat": 4' + b"0" * 10**6),
        "passed",
    ),
    "not a number": (_document([_code(HONEST, x=float("nan"))]), "passed"),
    "lone surrogates": (_document([_code(HONEST + "'\ud800'")]), "passed"),
    "marks in the metadata": (
        _document(
            [_code("x = 1", metadata={"nbgrader": {"grade": True, "points": 10}})] * 3
            + [_code(HONEST, id="02_total"), _code("x", id="01_double")],
            metadata={"kernelspec": {"name": "../../evil", "argv": ["sh"]}},
        ),
        "passed",
    ),
    "deep": (b'{"cells": ' + b"[" * 10**6, "errored"),
    "a source of many megabytes": (_document([_code(HONEST), _code("#" * 15 * 10**6)]), "any"),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_a_malformed_notebook_is_refused_or_read(
    name, notebook_setting, ground, scratch, tmp_path
):
    """Never a fault, whatever the file holds where something else should be."""
    content, outcome = MALFORMED[name]
    record = grade_files(notebook_setting, tmp_path / "student", {"w.ipynb": content})
    assert_graded(record, outcome)
    assert_nothing_left(notebook_setting, scratch)


@pytest.mark.xfail(strict=True, reason=DRIVER)
def test_a_large_source_is_too_large(notebook_setting, scratch, tmp_path):
    """A driver without memory is no fault of the grader."""
    content = _document([_code(HONEST), _code("#" * 60 * 10**6)])
    record = grade_files(notebook_setting, tmp_path / "student", {"w.ipynb": content})
    assert_graded(record, "errored")
    assert record.notebooks[0].refused == "too_large"


def with_limits(setting: Setting, **limits) -> Setting:
    """The setting, with other limits."""
    course = setting.course
    steps = tuple(
        dataclasses.replace(one, limits=dataclasses.replace(one.limits, **limits))
        for one in course.steps
    )
    limited = dataclasses.replace(course.limits, **limits)
    return dataclasses.replace(
        setting, course=dataclasses.replace(course, limits=limited, steps=steps)
    )


@pytest.mark.xfail(strict=True, reason="only the driver has a limit on all cells' time")
def test_cells_that_sleep_one_after_another_are_graded(notebook_setting, scratch, tmp_path):
    """Each is interrupted in time; together they are over the time of the notebook."""
    setting = with_limits(
        notebook_setting,
        **{"load_cpu_seconds": 2, "cell_cpu_seconds": 1, "notebook_cpu_seconds": 1},
        wall_factor=1,
    )
    sleeps = ["import time\ntime.sleep(60)"] * 5
    work = notebook(HONEST, *sleeps)
    record = grade_files(setting, tmp_path / "student", {"w.ipynb": work})
    assert_graded(record, "passed")


@pytest.mark.xfail(strict=True, reason="each notebook has the whole time for its cells")
def test_many_notebooks_have_the_time_of_one(notebook_setting, scratch, tmp_path):
    """All cells of a submission together stay within the limit of the submission."""
    setting = with_limits(
        notebook_setting,
        **{"submission_cpu_seconds": 1, "cell_cpu_seconds": 1, "notebook_cpu_seconds": 1},
    )
    work = notebook("while True: pass")
    files = {f"{number}.ipynb": work for number in range(5)}
    record = grade_files(setting, tmp_path / "student", files)
    assert record.cpu_seconds < setting.course.limits.all_cpu_seconds + 1


@pytest.mark.xfail(strict=True, reason="each binding is compared with all the others")
def test_forged_bindings_cost_the_examiner_no_time(workshop):
    """A frame holds 16,000 of them, which a name of several steps tells apart."""
    forged = [Binding(0, "Linear", (), "", False)] * 4000
    begun = time.process_time()
    places(forged, {}, workshop.steps)
    assert time.process_time() - begun < 0.5


def test_a_page_holds_no_markup_of_a_cell(notebook_setting, ground, scratch, tmp_path):
    """Scripts, HTML and lone surrogates of outputs are text in the written report."""
    pages = {}
    for name, cells in {
        "honest": [HONEST],
        "pages": cells_of((FOLDER / "outputs_that_are_pages.py").read_text("utf-8")),
        "invalid": cells_of((FOLDER / "invalid_utf8.py").read_text("utf-8")),
    }.items():
        record = grade_files(notebook_setting, tmp_path / name, {"w.ipynb": notebook(*cells)})
        run = dataclasses.replace(header(notebook_setting), submissions=(record,))
        for audience in ("student", "instructor"):
            out = tmp_path / f"report-{name}-{audience}"
            write_reports(run, out, audience)
            json.loads((out / "results.json").read_text("utf-8"))
            pages[name, audience] = (out / "submissions" / f"{name}.html").read_text("utf-8")
    for (name, audience), page in pages.items():
        honest = pages["honest", audience]
        for mark in ("<script", "javascript:", "onerror=", "onload=", "<svg", "<img", "\x1b"):
            shown = re.sub(r"&(?:lt|gt|quot|#34|#39|amp);", "", page)
            bare = re.findall(rf"<[^<>]*{re.escape(mark)}", shown) if "=" in mark else []
            assert bare == [], (name, audience, mark)
            if mark in ("<script", "\x1b"):
                assert page.count(mark) == honest.count(mark), (name, audience, mark)
        assert 'href="javascript' not in page


def test_hidden_inputs_do_not_reach_the_student(notebook_setting, ground, scratch, tmp_path):
    """What a function printed while it was examined is withheld with its hidden checks."""
    cells = cells_of((FOLDER / "tells_hidden_inputs.py").read_text("utf-8"))
    record = grade_files(notebook_setting, tmp_path / "ann", {"w.ipynb": notebook(*cells)})
    assert "SAW" in step_of(record, "01_double").output.text
    run = dataclasses.replace(header(notebook_setting), submissions=(record,))
    write_reports(run, tmp_path / "report", "student")
    page = (tmp_path / "report" / "submissions" / "ann.html").read_text("utf-8")
    assert "SAW [" not in page
    gc.collect()


def test_another_student_gets_the_same_beside_an_attacker(
    notebook_setting, scratch, tmp_path
):
    """Records of honest work do not depend on what runs at the same time."""
    from concurrent.futures import ThreadPoolExecutor

    names = ["threads_that_go_on", "patched_worker", "full_folder", "garbage_from_a_socket"]
    attacks = [cells_of((FOLDER / f"{name}.py").read_text("utf-8")) for name in names]
    with ThreadPoolExecutor(4) as pool:
        for number, cells in enumerate(attacks):
            folder, files = tmp_path / f"a{number}", {"w.ipynb": notebook(*cells)}
            pool.submit(grade_files, notebook_setting, folder, files)
            assert_honest_work_passes(notebook_setting, tmp_path)
    assert_nothing_left(notebook_setting, scratch)
    assert QUICK["cell_cpu_seconds"] == notebook_setting.course.limits.cell_cpu_seconds
