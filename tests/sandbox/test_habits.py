"""What students' notebooks do besides TensorFlow, on a real shell in its own process."""

import json
import subprocess
import sys
from dataclasses import dataclass

import pytest

from grader.sandbox.habits import spaced_magics

# Runs cells in a shell that was made harmless; packages can be hidden from the importer.
PROGRAM = """
import contextlib, io, json, os, sys, tempfile
from importlib.machinery import PathFinder

cells, hidden = json.loads(sys.argv[1])

class Hiding(PathFinder):
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        if name.partition(".")[0] not in hidden:
            return PathFinder.find_spec(name, path, target)

sys.meta_path[sys.meta_path.index(PathFinder)] = Hiding
os.environ["IPYTHONDIR"] = tempfile.mkdtemp()
os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config
from grader.sandbox.habits import make_harmless

class Shell(InteractiveShell):
    def enable_gui(self, gui=None):
        pass

    def showtraceback(self, *_, **__):
        pass

config = Config()
config.HistoryManager.enabled = False
shell = Shell.instance(config=config)
make_harmless(shell)
shell.displayhook.write_output_prompt = lambda: None
ran = []
for cell in cells:
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        result = shell.run_cell(cell)
    error = result.error_before_exec or result.error_in_exec
    ran.append([printed.getvalue(), type(error).__name__ if error else ""])
print(json.dumps(ran))
"""
NOT_RUN = "Not run while grading: "
ABSENT = "Not available while grading, so it does nothing: "


@dataclass(frozen=True)
class Ran:
    """What a cell printed, and the type of its error or ""."""

    printed: str
    error: str


@pytest.fixture
def run(tmp_path):
    def run(*cells, hidden=()):
        process = subprocess.run(
            [sys.executable, "-c", PROGRAM, json.dumps([cells, hidden])],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        return [Ran(*one) for one in json.loads(process.stdout)]

    return run


def mended(cell):
    return "".join(spaced_magics(cell.splitlines(keepends=True)))


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("% matplotlib inline\nx = 1\n", "%matplotlib inline\nx = 1\n"),
        ("x = 1\n%  load_ext tensorboard\n", "x = 1\n%load_ext tensorboard\n"),
        ("if x:\n    % time f()\n", "if x:\n    %time f()\n"),
        ("% pip install tqdm", "%pip install tqdm"),
        ("\n%% time\nx = 1\n", "\n%%time\nx = 1\n"),
        ("!ls\n% cd data\n", "!ls\n%cd data\n"),
    ],
)
def test_magics_with_a_space_are_mended(cell, expected):
    """A space between the percent sign and a known magic's name is taken out."""
    assert mended(cell) == expected


@pytest.mark.parametrize(
    "cell",
    [
        "y = (x\n% time\n)\n",
        "y = x \\\n% time\n",
        "% unknown thing\n",
        '"""\n% matplotlib inline\n"""\n',
        "%%latex\n% time is a comment\n",
        "x = 1\n%% time\n",
        "%matplotlib inline\n",
        "print('%% time' % x)\n",
        "def f(:\n",
        "'''\n% time\n",
        "",
    ],
)
def test_what_is_no_magic_is_left_alone(cell):
    """Modulos on continuation lines, strings, other names and bodies stay as they are."""
    assert mended(cell) == cell


def test_spaced_magics_run(run):
    """The shell runs a magic that was written with a space, and still knows modulo."""
    magic, modulo = run("% precision 3\n3.14159", "time = 4\nprint((7\n% time\n))")
    assert "3.142" in magic.printed
    assert modulo == Ran("3\n", "")


@pytest.mark.parametrize(
    "line",
    [
        "%tensorflow_version 2.x",
        "%pip install -q tqdm",
        "%conda install tqdm",
        "%mamba install tqdm",
        "%uv pip install {tqdm}",
        "%tensorboard --logdir logs",
        "%load_ext tensorboard",
        "%load_ext an_extension.nobody_has",
        "!pip install 'tqdm>=4' $HOME",
    ],
)
def test_lines_that_need_more_than_python_are_left_out(run, line):
    """Nothing is run; a notice quotes the line, and the cell goes on."""
    assert run(f"{line}\nprint('on')") == [Ran(f"{NOT_RUN}{line}\non\n", "")]


def test_every_spelling_of_a_command_is_left_out(run):
    """`%system`, `%sx`, `%sc`, `!!` and aliases run nothing and give an empty list."""
    cells = run(
        *("%system ls", "%sx ls", "!!ls", "%sc -l found=ls\nprint(found)"),
        *("found = !ls\nprint(found, found.n == '')", "get_ipython().system_raw('ls')"),
        "%ls",
    )
    assert not any(cell.error for cell in cells)
    assert all(cell.printed.startswith(f"{NOT_RUN}!ls") for cell in cells)
    assert cells[3].printed.endswith("[]\n")
    assert cells[4].printed.endswith("[] True\n")


def test_a_notice_comes_once_a_cell(run):
    """The same command many times in a cell is told of once, and again in the next."""
    cell = "for n in range(3):\n    !ls"
    assert run(cell, cell) == [Ran(f"{NOT_RUN}!ls\n", "")] * 2


def test_a_long_command_gets_a_short_notice(run):
    """A command of many lines or characters is quoted in one line."""
    [ran] = run("get_ipython().system('a\\nb')\nget_ipython().system('c' * 1000)")
    assert ran.printed.splitlines() == [f"{NOT_RUN}!a ...", f"{NOT_RUN}!{'c' * 199} ..."]


@pytest.mark.parametrize(
    "name",
    [
        *("bash", "sh", "script bash", "ruby", "perl", "pypy", "python", "python2"),
        *("python3", "system", "sx", "!"),
    ],
)
def test_cells_for_another_program_are_left_out(run, name):
    """The cell is not run; a notice quotes its first line."""
    assert run(f"%%{name}\nexit 1") == [Ran(f"{NOT_RUN}%%{name}\n", "")]


def test_the_output_of_a_cell_left_out_is_empty(run):
    """A variable that was to get the output of `%%bash` exists, and is empty."""
    assert run("%%bash --out text --err other\nls", "print([text, other])")[1] == Ran(
        "['', '']\n", ""
    )


def test_cells_that_need_no_program_run(run):
    """`%%capture`, `%%time` and `%%html` do what they do elsewhere."""
    cells = run("%%capture\nx = 1", "%%time\nprint(x)", "%%html\n<b>x</b>")
    assert not any(cell.error or NOT_RUN in cell.printed for cell in cells)
    assert cells[1].printed.startswith("1\n")


def test_extensions_that_exist_are_loaded(run):
    """`%load_ext autoreload` works, once and again."""
    cell = "%load_ext autoreload\n%autoreload 2"
    assert [one.error for one in run(cell, "%reload_ext autoreload")] == ["", ""]


def test_leaving_is_left_out(run):
    """`quit` and `exit`, with brackets or without, leave nothing and stop no cell."""
    cells = run(
        *("quit", "exit", "quit()\nprint('on')", "exit(0)\nprint('on')"),
        *("get_ipython().ask_exit()", "%reset -f", "exit"),
    )
    assert not any(cell.error for cell in cells)
    assert [cell.printed for cell in cells] == [
        f"{NOT_RUN}quit()\n",
        f"{NOT_RUN}exit()\n",
        f"{NOT_RUN}quit()\non\n",
        f"{NOT_RUN}exit()\non\n",
        f"{NOT_RUN}exit()\n",
        "",
        f"{NOT_RUN}exit()\n",
    ]


@pytest.mark.parametrize("hidden", [[], ["google"]], ids=["google there", "no google"])
def test_colab_does_nothing(run, hidden):
    """Each part of google.colab can be imported and called; nothing is uploaded."""
    cells = run(
        "from google.colab import drive, files, output, userdata, auth\n"
        "drive.mount('/content/drive', force_remount=True)\n"
        "print(files.upload(), repr(userdata.get('KEY')))\n"
        "files.download('model.h5'); output.clear(); auth.authenticate_user()",
        "import google.colab.widgets\nfrom google.colab.patches import cv2_imshow\n"
        "with google.colab.widgets.TabBar(['a']) as bar: cv2_imshow(3)",
        "import google.nothing_of_the_kind",
        hidden=hidden,
    )
    assert cells == [
        Ran(f"{ABSENT}google.colab\n{{}} ''\n", ""),
        Ran("", ""),
        Ran("", "ModuleNotFoundError"),
    ]


def test_matplotlib_when_it_is_missing(run):
    """Figures are drawn on nothing: unpacked, indexed, looped over and shown."""
    cells = run(
        "import matplotlib.pyplot as plt\nfrom matplotlib import cm\n"
        "from mpl_toolkits.mplot3d import Axes3D",
        "fig, ax = plt.subplots()\nfig, (left, right) = plt.subplots(1, 2)\n"
        "counts, *_, patches = plt.hist([1])\n(line,) = ax.plot([1], label='x')\n"
        "for i, one in enumerate(left.flat): one.imshow(i)\n"
        "plt.rcParams['figure.figsize'] = 5, 5\n"
        "with plt.style.context('ggplot'): fig.axes[0].set_title('x')\n"
        "def draw(ax: plt.Axes | None = None): ...\nplt.show()",
        "plt.plot([1])",
        *("%matplotlib inline", "%pylab", "%config InlineBackend.figure_format = 'svg'"),
        hidden=["matplotlib", "mpl_toolkits"],
    )
    assert cells[0] == Ran(f"{ABSENT}matplotlib\n", "")
    assert cells[1] == Ran("", "")
    assert not any(cell.error for cell in cells)
    assert cells[3].printed == f"{NOT_RUN}%matplotlib inline\n"


def test_matplotlib_when_it_is_there(run):
    """It is the real one; a window is replaced by figures in the notebook."""
    cells = run(
        "%matplotlib inline",
        "% matplotlib notebook",
        "import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\n"
        "print(type(fig).__name__)\nplt.close()",
        "import matplotlib.nothing_of_the_kind",
    )
    assert cells == [
        Ran("", ""),
        Ran(f"{NOT_RUN}%matplotlib notebook\n", ""),
        Ran("Figure\n", ""),
        Ran("", "ModuleNotFoundError"),
    ]


def test_packages_that_decorate_do_nothing(run):
    """seaborn, plotly and ipywidgets are told of once each, and then do nothing."""
    cells = run(
        "import seaborn as sns\nsns.set_theme()\nsns.heatmap([[1]]).set(title='x')",
        "import seaborn\nimport plotly.express as px\n"
        "import plotly.graph_objects as go\ngo.Figure(data=[]).show()",
        "from ipywidgets import interact, HBox\n"
        "@interact(n=(0, 9))\ndef f(n): return n\nprint(f(3))\n"
        "@HBox().capture\ndef g(n): return n\nprint(g(4))\n"
        "class Box(HBox):\n    def __init__(self): super().__init__(children=[])\n"
        "Box().layout.width = 3",
    )
    assert cells == [
        Ran(f"{ABSENT}seaborn\n", ""),
        Ran(f"{ABSENT}plotly\n", ""),
        Ran(f"{ABSENT}ipywidgets\n3\n4\n", ""),
    ]


def test_an_inert_object_is_no_number(run):
    """Who needs a number or an array from it gets an error, and no result."""
    errors = {
        "float(x)": "TypeError",
        "x + 1": "TypeError",
        "len(x)": "TypeError",
        "x.shape": "AttributeError",
        "x.numpy()": "AttributeError",
        "np.asarray(x, dtype=float)": "ValueError",
        "np.ones(3) * x": "TypeError",
        "np.exp(x)": "TypeError",
    }
    _, *cells = run("import seaborn, numpy as np\nx = seaborn.x", *errors)
    assert cells == [Ran("", error) for error in errors.values()]


TQDM = (
    "from tqdm.notebook import tqdm, trange\nprint([*tqdm('ab')], [*trange(2)])",
    "from tqdm.auto import tqdm\nprint([*tqdm('ab', desc='x')])",
    "from tqdm import tqdm, tqdm_notebook, trange\n"
    "print([*tqdm('ab')], [*tqdm_notebook('ab')], [*trange(1, 3)])",
    "import tqdm.notebook\nprint([*tqdm.notebook.tqdm('ab')], [*tqdm.tqdm('ab')])",
    "from tqdm import tqdm\nwith tqdm([1, 2], total=2) as bar:\n"
    "    for x in bar: bar.set_postfix(loss=x)\n    bar.update(1)\n"
    "tqdm.write('text')\nprint(x, len(bar))",
    "from tqdm.contrib import tenumerate, tzip\n"
    "print([*tenumerate('a')], [*tzip('a', 'b')])",
)
TQDM_PRINTED = (
    "['a', 'b'] [0, 1]\n",
    "['a', 'b']\n",
    "['a', 'b'] ['a', 'b'] [1, 2]\n",
    "['a', 'b'] ['a', 'b']\n",
    "text\n2 2\n",
    "[(0, 'a')] [('a', 'b')]\n",
)


@pytest.mark.parametrize("hidden", [["tqdm"], []], ids=["no tqdm", "tqdm"])
def test_progress_bars_iterate(run, hidden):
    """A loop over a bar runs in full, with tqdm or without, and without ipywidgets."""
    first, *rest = run(*TQDM, hidden=hidden)
    assert first.printed.removeprefix(f"{ABSENT}tqdm\n") == TQDM_PRINTED[0]
    assert (ABSENT in first.printed) == bool(hidden)
    assert [one.printed for one in rest] == list(TQDM_PRINTED[1:])
    assert not any(one.error for one in (first, *rest))


def test_other_packages_are_missing_as_usual(run):
    """A package that computes is not replaced."""
    assert run("import a_package_nobody_has") == [Ran("", "ModuleNotFoundError")]
