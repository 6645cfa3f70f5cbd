"""The autograder of Gradescope: its own scripts, in a folder laid out as /autograder."""

import json
import os
import subprocess
import zipfile

import jsonschema
import pytest

from autograding.runner import PYTHON_STUB, ROOT
from grader.autograding import find_wheel, write_autograder
from grader.course import load_course

RIGHT = "def double(x):\n    return 2 * x\n\n\ndef half(x):\n    return x / 2\n"
TEXT = {"type": "string"}
NUMBER = {"type": "number", "minimum": 0}
FORMAT = {"enum": ["text", "simple_format", "html", "md", "ansi"]}
VISIBILITY = {"enum": ["hidden", "after_due_date", "after_published", "visible"]}
TEST = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "score": NUMBER,
        "max_score": NUMBER,
        "status": {"enum": ["passed", "failed"]},
        "name": TEXT,
        "name_format": FORMAT,
        "number": TEXT,
        "output": TEXT,
        "output_format": FORMAT,
        "tags": {"type": "array", "items": TEXT},
        "visibility": VISIBILITY,
        "extra_data": {"type": "object"},
    },
}
DOCUMENTED = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "score": NUMBER,
        "execution_time": NUMBER,
        "output": TEXT,
        "output_format": FORMAT,
        "test_output_format": FORMAT,
        "test_name_format": FORMAT,
        "visibility": VISIBILITY,
        "stdout_visibility": VISIBILITY,
        "extra_data": {"type": "object"},
        "tests": {"type": "array", "items": TEST},
        "leaderboard": {"type": "array"},
    },
}
"""The fields that Gradescope documents for results.json; it ignores no misspelt one."""


class Autograder:
    """/autograder, elsewhere."""

    def __init__(self, home, zipped):
        self.home, self.bin = home / "autograder", home / "bin"
        for folder in (self.home / "source", self.home / "submission", self.bin):
            folder.mkdir(parents=True)
        subprocess.run(["unzip", "-q", zipped, "-d", self.home / "source"], check=True)
        stub = self.bin / "python3.13"
        stub.write_text(PYTHON_STUB)
        stub.chmod(0o755)

    def _run(self, script):
        path = self.home / "source" / script
        assert os.access(path, os.X_OK)
        environment = {
            "PATH": f"{self.bin}:{os.environ['PATH']}",
            "HOME": str(self.bin),
            "AUTOGRADER": str(self.home),
        }
        return subprocess.run([path], env=environment, capture_output=True, text=True)

    def set_up(self):
        done = self._run("setup.sh")
        assert done.returncode == 0, done.stderr

    def grade(self, files):
        for name, content in files.items():
            path = self.home / "submission" / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(content)
        done = self._run("run_autograder")
        return json.loads((self.home / "results/results.json").read_text()), done


@pytest.fixture
def make(kit, tmp_path):
    def made(course=None, **options):
        chosen = course or load_course(kit / "checks")
        out = tmp_path / "autograder.zip"
        write_autograder(out, chosen, find_wheel(None, kit), **options)
        ready = Autograder(tmp_path, out)
        ready.set_up()
        return ready

    return made


def valid(results):
    jsonschema.validate(results, DOCUMENTED)
    return results


def test_a_submission_gets_its_points(make, toy):
    """Every test has points, hidden checks of a step are one, and no test is hidden."""
    results, done = make(toy).grade({"01_double.py": RIGHT})
    assert valid(results)["score"] == 10, done.stdout + done.stderr
    assert all("visibility" not in one for one in results["tests"])
    assert sum(one["max_score"] for one in results["tests"]) == 20


def test_a_release_kit_will_do(make):
    results, _ = make().grade({"01_double.py": RIGHT, "notes.txt": "mine"})
    assert valid(results)["score"] == 7


def test_files_may_lie_in_one_folder(make):
    results, _ = make().grade({"my work/double.py": RIGHT})
    assert valid(results)["score"] == 7


def test_nothing_that_is_an_exercise_is_a_zero_with_the_reason(make):
    results, _ = make().grade({"homework.py": RIGHT})
    assert valid(results)["score"] == 0
    assert "01_double.py" in results["output"]


def test_a_fault_has_no_score_so_that_gradescope_takes_no_mark(make):
    ready = make()
    (ready.home / "source/course/01_double/recorded.bin").write_bytes(b"damaged")
    results, _ = ready.grade({"01_double.py": RIGHT})
    assert "score" not in valid(results)
    assert not any("score" in one for one in results.get("tests", []))
    assert "not your fault" in results["output"]


def test_an_old_result_does_not_outlive_a_run_that_fails(make):
    ready = make()
    ready.grade({"01_double.py": RIGHT})
    (ready.home / "grader/bin/grader").write_text("#!/bin/sh\nexit 3\n")
    results, _ = ready.grade({})
    assert "score" not in valid(results)


def test_what_is_printed_is_shown_to_nobody(make):
    """Neither in the results nor in the log of the autograder."""
    loud = f"print('L' + 'OUD')\n{RIGHT}"
    results, done = make().grade({"01_double.py": loud})
    assert "LOUD" not in json.dumps(results) + done.stdout + done.stderr


def test_links_in_a_submission_are_left_alone(make):
    ready = make()
    (ready.home / "submission/01_double.py").symlink_to("/etc/passwd")
    (ready.home / "submission/02_total.py").symlink_to(ROOT / "README.md")
    results, _ = ready.grade({})
    assert results["score"] == 0
    assert "No exercise" in results["output"]


def test_all_submissions_have_the_same_secret_seed(make, toy):
    """A course with solutions draws one when the zip is made; a kit has none."""
    ready = make(toy)
    (flag,) = (ready.home / "source/flags").read_text().split()
    assert flag.startswith("--seed=")
    assert len(flag) > 30


def test_unconfined_is_asked_for(make):
    ready = make(allow_unconfined=True)
    assert (ready.home / "source/flags").read_text() == "--allow-unconfined\n"


def test_a_kit_in_the_zip_holds_no_solution(make):
    ready = make()
    with zipfile.ZipFile(ready.home.parent / "autograder.zip") as archive:
        names = archive.namelist()
    assert {"setup.sh", "run_autograder", "course/course.toml"} <= set(names)
    assert not any("solution" in one or "misconceptions.py" in one for one in names)
