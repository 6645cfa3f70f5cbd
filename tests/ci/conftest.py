"""A course whose hidden check has numbers that are known, and the command in a runner."""

from __future__ import annotations

import contextlib
import dataclasses
import io
import shutil
from pathlib import Path

import pytest
from conftest import TOY

from ci.runner import Runner, outputs
from grader.cli import run

VARIABLES = (
    *("GITHUB_ACTIONS", "GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "GITHUB_WORKSPACE"),
    *("GITLAB_CI", "CI_PROJECT_DIR"),
)
RIGHT = {
    "01_double.py": "def double(x):\n    return 2 * x\n\ndef half(x):\n    return x / 2\n",
    "02_total.py": "total = sum\n",
}
WRONG = {
    "01_double.py": (
        "import math\n\n\ndef double(x):\n    return x * x\n\n\n"
        "def half(x):\n    raise ValueError(f'no {x}')\n"
    ),
    "02_total.py": "def total(numbers):\n    return 0\n",
}
SECRET_CHECKS = '''
from grader.examination import check, close


@check("doubles a small array", points=4)
def doubles(subject, rng):
    """Calls double with three numbers."""
    return {"double": close(subject.double(rng.normal(size=3)).array(shape=(3,)))}


@check("doubles any array", points=3, hidden=True)
def doubles_any(subject, rng):
    """Calls double with a table of numbers."""
    numbers = rng.normal(size=(2, 3)) * 0 + 73313.25
    return {"double": close(subject.double(numbers).array(shape=(2, 3)))}


@check("halves", points=3, hidden=True)
def halves(subject, rng):
    """Calls half with one number."""
    return {"half": close(subject.half(73313.25).number())}
'''


@pytest.fixture(scope="session")
def secret_course(tmp_path_factory) -> Path:
    """The toy course with a hidden check of which the numbers are known."""
    course = tmp_path_factory.mktemp("secret") / "course"
    shutil.copytree(TOY, course, ignore=shutil.ignore_patterns("__pycache__"))
    (course / "01_double" / "checks.py").write_text(SECRET_CHECKS)
    return course


@dataclasses.dataclass
class Ran:
    """What a run of the command left: exit code, both streams, outputs, files."""

    code: int
    out: str
    err: str
    outputs: dict[str, str]
    step_summary: str
    report: Path

    @property
    def log(self) -> str:
        return self.out + self.err

    @property
    def obeyed(self):
        return [*Runner().read(self.out).obeyed, *Runner().read(self.err).obeyed]

    def text(self, name: str) -> str:
        return (self.report / name).read_text(encoding="utf-8")

    def everything(self) -> dict[str, bytes]:
        """Every artifact and every stream."""
        found = {
            str(path.relative_to(self.report)): path.read_bytes()
            for path in self.report.rglob("*")
            if path.is_file()
        }
        streams = {"stdout": self.out, "stderr": self.err, "step": self.step_summary}
        streams["outputs"] = repr(self.outputs)
        return found | {name: text.encode() for name, text in streams.items()}


class Tree:
    """A working tree in which the command is run, as GitHub would unless told otherwise."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.exercises = folder / "exercises"
        self.exercises.mkdir(parents=True)

    def write(self, files: dict[str, str | bytes]) -> None:
        for name, content in files.items():
            data = content.encode() if isinstance(content, str) else content
            (self.exercises / name).write_bytes(data)

    def __call__(self, *arguments, place="github", files=None, course=TOY) -> Ran:
        self.write(files or {})
        told, step = (self.folder.parent / name for name in ("outputs", "step-summary"))
        told.write_text("")
        step.write_text("")
        out, err = io.StringIO(), io.StringIO()
        with (
            pytest.MonkeyPatch.context() as patch,
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
        ):
            patch.chdir(self.folder)
            for name in VARIABLES:
                patch.delenv(name, raising=False)
            if place == "github":
                patch.setenv("GITHUB_ACTIONS", "true")
                patch.setenv("GITHUB_WORKSPACE", str(self.folder))
                patch.setenv("GITHUB_OUTPUT", str(told))
                patch.setenv("GITHUB_STEP_SUMMARY", str(step))
            elif place == "gitlab":
                patch.setenv("GITLAB_CI", "true")
            named = [] if course is None else ["--course", str(course)]
            code = run(["ci", *map(str, arguments), *named])
        report = self.folder / "grader-report"
        texts = (out.getvalue(), err.getvalue())
        return Ran(code, *texts, outputs(told), step.read_text(), report)


@pytest.fixture
def ci(tmp_path) -> Tree:
    return Tree(tmp_path / "tree")


@pytest.fixture(scope="session")
def right(tmp_path_factory) -> Ran:
    """A run over right work, at GitHub."""
    return Tree(tmp_path_factory.mktemp("right") / "tree")(files=RIGHT)


@pytest.fixture(scope="session")
def wrong(tmp_path_factory) -> Ran:
    """A run over work that is wrong in four checks, at GitHub."""
    return Tree(tmp_path_factory.mktemp("wrong") / "tree")(files=WRONG)
