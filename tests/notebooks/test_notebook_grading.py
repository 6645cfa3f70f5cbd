"""Notebooks are graded as files are: steps found in cells, faults kept to themselves."""

import pytest
from conftest import grade_files, notebook, step_of

from grader.course import exercise
from grader.records import Outcome

DOUBLE = "def double(x):\n    return 2 * x\n\ndef half(x):\n    return x / 2\n"
TOTAL = "def total(numbers):\n    return sum(numbers)\n"


def scores(record):
    return [step.score for step in record.steps]


def test_a_notebook_with_all_steps(notebook_setting, tmp_path):
    """Full marks; each step names its cell, and the notebook is in the record."""
    work = notebook("import math", DOUBLE, "double(3)", TOTAL)
    record = grade_files(notebook_setting, tmp_path / "ann", {"anything.ipynb": work})
    assert scores(record) == [10, 10]
    assert [step.cell for step in record.steps] == [1, 3]
    assert {step.file for step in record.steps} == {"anything.ipynb"}
    assert step_of(record, "01_double").source == DOUBLE
    (executed,) = record.notebooks
    assert [cell.steps for cell in executed.cells] == [
        (),
        ("01_double",),
        (),
        ("02_total",),
    ]
    assert executed.cells[2].outputs[0].data == "6"
    assert len(executed.sha256) == 64
    assert record.cpu_seconds > 0


def test_a_notebook_per_step(notebook_setting, tmp_path):
    """A notebook that is called after a step answers that step alone."""
    record = grade_files(
        notebook_setting,
        tmp_path / "ann",
        {
            "double.ipynb": notebook(DOUBLE, TOTAL.replace("sum", "max")),
            "total.ipynb": notebook(TOTAL),
        },
    )
    assert scores(record) == [10, 10]
    assert [step.file for step in record.steps] == ["double.ipynb", "total.ipynb"]


def test_a_notebook_for_each_half(notebook_setting, tmp_path):
    """Steps of several general notebooks are found wherever they are."""
    files = {"a.ipynb": notebook(DOUBLE), "b.ipynb": notebook(TOTAL)}
    record = grade_files(notebook_setting, tmp_path / "ann", files)
    assert scores(record) == [10, 10]
    assert [step.file for step in record.steps] == ["a.ipynb", "b.ipynb"]


def test_a_file_as_it_was_handed_out_gives_way_to_a_notebook(notebook_setting, tmp_path):
    """Who works in the notebook of a kit hands in its untouched files as well."""
    stubs = {
        f"{step.id}.py": exercise(step).replace("\n", "\r\n") + " \n"
        for step in notebook_setting.course.steps
    }
    files = {**stubs, "workshop.ipynb": notebook(DOUBLE)}
    record = grade_files(notebook_setting, tmp_path / "ann", files)
    double, total = record.steps
    assert (double.score, double.file, double.flags) == (10, "workshop.ipynb", ())
    assert (total.outcome, total.file) == (Outcome.NOT_ATTEMPTED, "02_total.py")


def test_a_file_wins_over_a_notebook(notebook_setting, tmp_path):
    """And the step says that there were both."""
    record = grade_files(
        notebook_setting,
        tmp_path / "ann",
        {
            "total.py": TOTAL,
            "workshop.ipynb": notebook(DOUBLE, TOTAL.replace("sum", "max")),
        },
    )
    assert scores(record) == [10, 10]
    total = step_of(record, "02_total")
    assert (total.file, total.cell, total.flags) == (
        "total.py",
        None,
        ("file_over_notebook",),
    )


def test_what_is_in_no_notebook_is_not_attempted(notebook_setting, tmp_path):
    """A missing step is missing, an untouched stub is a stub."""
    stub = "def double(x):\n    raise NotImplementedError\ndef half(x):\n    return x / 2"
    record = grade_files(notebook_setting, tmp_path / "ann", {"w.ipynb": notebook(stub)})
    assert [step.outcome for step in record.steps] == ["not_attempted"] * 2
    assert [step.reason for step in record.steps] == ["stub", "no_file"]


def test_a_failing_cell_does_not_lose_the_rest(notebook_setting, tmp_path):
    """Not even what stands above the error in the same cell."""
    work = notebook("1 / 0", DOUBLE + "raise RuntimeError", "import no_such_package", TOTAL)
    record = grade_files(notebook_setting, tmp_path / "ann", {"w.ipynb": work})
    assert scores(record) == [10, 10]
    assert record.notebooks[0].stopped == ""


def test_a_wrong_function_is_diagnosed_as_in_a_file(notebook_setting, tmp_path):
    """The mistake is named, with the line of the cell."""
    wrong = DOUBLE.replace("2 * x", "x ** 2")
    in_file = grade_files(notebook_setting, tmp_path / "a", {"double.py": wrong})
    in_cell = grade_files(notebook_setting, tmp_path / "b", {"w.ipynb": notebook(wrong)})
    one, other = step_of(in_file, "01_double"), step_of(in_cell, "01_double")
    assert one.misconceptions == other.misconceptions != ()
    assert [c.outcome for c in one.checks] == [c.outcome for c in other.checks]
    assert one.score == other.score


def test_an_exception_names_the_line_of_its_cell(notebook_setting, tmp_path):
    """The student's own frames, by the number of the cell among those that ran."""
    raises = (
        "def double(x):\n    y = {}\n    return y['z']\n\ndef half(x):\n    return x / 2"
    )
    work = notebook("import math", raises)
    record = grade_files(notebook_setting, tmp_path / "ann", {"w.ipynb": work})
    problem = step_of(record, "01_double").checks[0].problem
    (frame,) = problem.frames
    assert (problem.type_name, frame.file, frame.line) == ("KeyError", "cell_2.py", 3)
    assert (frame.function, frame.code) == ("double", "return y['z']")


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("import os\nos._exit(0)", "exit"),
        ("import signal\nsignal.signal(2, signal.SIG_IGN)\nwhile True: pass", "cpu_time"),
    ],
    ids=["exit", "endless"],
)
def test_a_kernel_that_had_to_be_ended_costs_no_definition(
    notebook_setting, tmp_path, cell, reason
):
    """The notebook is loaded once more, definitions alone, also those further down."""
    work = notebook(
        "k = 2", "%matplotlib inline\n" + DOUBLE.replace("2 *", "k *"), cell, TOTAL
    )
    record = grade_files(notebook_setting, tmp_path / "ann", {"w.ipynb": work})
    assert scores(record) == [10, 10]
    allowed = {reason, "wall_time"} if reason == "cpu_time" else {reason}
    assert record.notebooks[0].stopped in allowed  # on a busy machine the clock is first
    assert all("definitions_only" in step.flags for step in record.steps)
    assert [cell.state for cell in record.notebooks[0].cells][2:] == ["stopped", "not_run"]


def test_a_function_that_ends_the_kernel_costs_its_step_alone(notebook_setting, tmp_path):
    """Steps after it are examined with the definitions, and say so."""
    work = notebook(
        "import os", "def double(x):\n    os._exit(1)\n\ndef half(x):\n    return x", TOTAL
    )
    record = grade_files(notebook_setting, tmp_path / "ann", {"w.ipynb": work})
    assert step_of(record, "01_double").outcome == "crashed"
    total = step_of(record, "02_total")
    assert (total.score, total.flags) == (10, ("definitions_only",))


def test_what_a_cell_did_to_the_process_costs_nothing(notebook_setting, tmp_path):
    """A step that fails in the kernel is examined again with the definitions alone."""
    work = notebook(DOUBLE, TOTAL, "import builtins\nbuiltins.sum = lambda *_: 0")
    record = grade_files(notebook_setting, tmp_path / "ann", {"w.ipynb": work})
    assert scores(record) == [10, 10]
    assert "fresh_worker" in step_of(record, "02_total").flags


def test_a_kernel_stands_still_while_definitions_are_examined(notebook_setting, tmp_path):
    """Threads of a cell use no time that nobody looks at, and go on afterwards."""
    busy = "import threading\ndef burn():\n    while True: sum(range(1000))\n"
    work = notebook(busy + "threading.Thread(target=burn, daemon=True).start()", TOTAL)
    wrong = notebook(DOUBLE.replace("2 *", "3 *") + busy + "burn", TOTAL)
    for content in (work, wrong):
        record = grade_files(notebook_setting, tmp_path / "ann", {"w.ipynb": content})
        assert record.fault == ""
        assert step_of(record, "02_total").score == 10


def test_what_only_the_whole_notebook_gives_counts_too(notebook_setting, tmp_path):
    """A function that needs what a cell computed passes in the kernel."""
    work = notebook(
        "twos = [2 for _ in range(1)]", DOUBLE.replace("2 *", "twos[0] *"), TOTAL
    )
    record = grade_files(notebook_setting, tmp_path / "ann", {"w.ipynb": work})
    assert scores(record) == [10, 10]
    assert [step.flags for step in record.steps] == [(), ()]


def test_a_notebook_that_cannot_be_run_says_why(notebook_setting, tmp_path):
    """Its steps are unreadable with that reason; files beside it are graded."""
    record = grade_files(
        notebook_setting, tmp_path / "ann", {"w.ipynb": b"{oh no", "total.py": TOTAL}
    )
    assert record.notebooks[0].refused == "not_json"
    double = step_of(record, "01_double")
    assert (double.outcome, double.reason) == ("errored", "unreadable")
    assert double.checks[0].details == {"why": "not_json", "name": "w.ipynb"}
    assert step_of(record, "02_total").score == 10


def test_checkpoints_are_not_handed_in(notebook_setting, tmp_path):
    """What Jupyter keeps in .ipynb_checkpoints is passed over."""
    hidden = tmp_path / "ann" / ".ipynb_checkpoints"
    hidden.mkdir(parents=True)
    (hidden / "w-checkpoint.ipynb").write_bytes(notebook(DOUBLE))
    record = grade_files(notebook_setting, tmp_path / "ann", {"w.ipynb": notebook(TOTAL)})
    assert [one.name for one in record.notebooks] == ["w.ipynb"]
    assert scores(record) == [0, 10]


HABITS = {
    "magics": "%tensorflow_version 2.x\n% matplotlib inline\n%load_ext tensorboard",
    "time": "%%time\nx = 1",
    "pip": "!pip install tqdm\n%pip install tqdm\n!ls -l | wc",
    "bash": "%%bash\necho hello",
    "colab": "from google.colab import drive\ndrive.mount('/content/drive')",
    "plot": "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()",
    "input": "name = input('Your name? ')",
    "tqdm": "from tqdm.notebook import tqdm\nfor _ in tqdm(range(3)): pass",
    "await": "import asyncio\nawait asyncio.sleep(0)",
    "quit": "quit()",
    "exit": "exit",
    "widgets": "import ipywidgets as widgets\nwidgets.IntSlider(value=3)",
}


@pytest.mark.parametrize("habit", HABITS)
def test_habits_are_harmless(notebook_setting, tmp_path, habit):
    """The cell runs without an error, and so does what follows in the same cell."""
    own_line = habit in ("time", "bash")
    cells = [HABITS[habit], DOUBLE] if own_line else [HABITS[habit] + "\n" + DOUBLE]
    record = grade_files(
        notebook_setting, tmp_path / "ann", {"w.ipynb": notebook(*cells, TOTAL)}
    )
    assert scores(record) == [10, 10]
    assert {cell.state for cell in record.notebooks[0].cells} == {"done"}
    kinds = {out.kind for cell in record.notebooks[0].cells for out in cell.outputs}
    assert "error" not in kinds
    if habit == "plot":
        assert "png" in kinds
