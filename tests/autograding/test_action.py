"""The action by itself, as a workflow of another shape would use it."""

import shutil

import pytest
import yaml

from autograding.runner import ROOT, Ended, Runner

RIGHT = "def double(x):\n    return 2 * x\n\n\ndef half(x):\n    return x / 2\n"
WRONG = "def double(x):\n    return 2 * x\n\n\ndef half(x):\n    return 2 * x\n"
COMMIT = "0123456789abcdef0123456789abcdef01234567"


@pytest.fixture
def use(kit, tmp_path):
    """Uses the action of the sources on one exercise; what became of it."""
    runner = Runner(tmp_path / "machine", None, {"event_name": "pull_request"})
    runner.server = type("Server", (), {"cache": {}})
    shutil.copy(ROOT / "action.yml", runner.workspace)
    shutil.copytree(ROOT / "action", runner.workspace / "action")
    shutil.copytree(kit / "checks", runner.workspace / "checks")

    def run(source, repository="school/grader", exercises="mine", **inputs):
        folder = runner.workspace / exercises
        folder.mkdir(parents=True)
        (folder / "01_double.py").write_text(source)
        runner.github["action_repository"] = repository
        given = {"course": "checks", "exercises": exercises}
        given |= {name.replace("_", "-"): value for name, value in inputs.items()}
        ended = Ended()
        outputs = runner.composite(runner.workspace, given, ended)
        return ended, outputs, runner

    return run


def asked_of_pip(runner):
    return (runner.temp / "grader/pip").read_text()


def test_it_grades_and_has_outputs(use):
    ended, outputs, runner = use(WRONG)
    assert ended.status == "success", ended.log
    assert outputs == {"score": "4", "max-score": "13", "report-path": "grader-report"}
    assert len(ended.annotations) == 1
    assert f"{runner.workspace}/action/.." in asked_of_pip(runner).splitlines()[1]


def test_its_inputs_reach_the_command(use):
    ended, outputs, _ = use(WRONG, fail_under="50", annotations="false", report_dir="here")
    assert ended.status == "failure"
    assert ended.annotations == []
    assert outputs["report-path"] == "here"


def test_another_commit_of_the_grader_can_be_named(use):
    ended, _, runner = use(RIGHT, grader_ref=COMMIT)
    wanted = f"git+https://github.com/school/grader@{COMMIT}"
    assert wanted in asked_of_pip(runner), ended.log


@pytest.mark.parametrize("ref", ["main", COMMIT[:7], f"{COMMIT}\n--index-url=x", "$(id)"])
def test_what_may_change_its_meaning_is_no_commit(use, ref):
    ended, _, runner = use(RIGHT, grader_ref=ref)
    assert ended.status == "failure"
    assert [one[0] for one in ended.annotations] == ["error"]
    assert not (runner.temp / "grader").exists()


@pytest.mark.parametrize(
    "name", ["$(touch canary)", "a b", "--version", "x';touch canary;'"]
)
def test_names_are_only_names(use, name):
    ended, outputs, runner = use(RIGHT, exercises=name, report_dir=f"{name} report")
    assert outputs["score"] == "7", ended.log
    assert not list(runner.home.rglob("canary"))


def test_its_inputs_are_documented():
    """In the how-to, each with its default."""
    action = yaml.safe_load((ROOT / "action.yml").read_text())
    page = (ROOT / "docs/how-to/autograde-on-github.md").read_text()
    for name, one in action["inputs"].items():
        (row,) = (line for line in page.splitlines() if line.startswith(f"| `{name}` |"))
        assert one["description"]
        assert (
            one.get("required")
            or f" {one['default']} " in row.replace("`", " ")
            or (name in ("base", "grader-ref"))
        )
    for name in action["outputs"]:
        assert f"`{name}`" in page
