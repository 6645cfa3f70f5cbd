"""Workflows and scripts, as linters see them."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from autograding.runner import ROOT, load_workflow

SHIPPED = ROOT / "grader" / "autograding"
WORKFLOWS = [ROOT / ".github/workflows/ci.yml", *sorted((SHIPPED / "github").glob("*.yml"))]
GITLAB = SHIPPED / "gitlab" / "gitlab-ci.yml"
ACTION = ROOT / "action.yml"
SCRIPTS = [
    *sorted((ROOT / "action").glob("*.sh")),
    *sorted((SHIPPED / "gradescope").iterdir()),
]
BIN = Path(sys.executable).parent


def tool(name, *arguments, cwd=None):
    done = subprocess.run(
        [BIN / name, *map(str, arguments)], cwd=cwd, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def laid_out(tmp_path):
    """The workflows where GitHub has them, and the action where the workflow has it."""
    for name, files in ((".github/workflows", WORKFLOWS), ("base/.grader", [ACTION])):
        (tmp_path / name).mkdir(parents=True)
        for path in files:
            shutil.copy(path, tmp_path / name)
    return tmp_path


def test_zizmor_finds_nothing(laid_out):
    tool("zizmor", "--offline", "--no-progress", "--persona=auditor", ".", cwd=laid_out)


def test_actionlint_finds_nothing(laid_out):
    """Where it is installed. Its package fetches a program, so it is no requirement."""
    if not shutil.which("actionlint"):
        pytest.skip("actionlint is not installed")
    (laid_out / ".git").mkdir()
    subprocess.run(["actionlint"], cwd=laid_out, check=True)


@pytest.mark.parametrize(
    ("schema", "files"),
    [
        ("github-workflows", WORKFLOWS),
        ("github-actions", [ACTION]),
        ("gitlab-ci", [GITLAB]),
    ],
)
def test_the_published_schemas_fit(schema, files):
    options = ["--data-transform", "gitlab-ci"] if schema == "gitlab-ci" else []
    tool("check-jsonschema", "--builtin-schema", f"vendor.{schema}", *options, *files)


def test_shellcheck_finds_nothing_in_scripts():
    tool("shellcheck", *SCRIPTS)


def steps(path):
    if path == ACTION:
        return yaml.safe_load(path.read_text())["runs"]["steps"]
    jobs = load_workflow(path.read_text())["jobs"].values()
    return [step for job in jobs for step in job["steps"]]


@pytest.mark.parametrize("path", [*WORKFLOWS, ACTION], ids=lambda path: path.name)
def test_shellcheck_finds_nothing_in_steps(path, tmp_path):
    """And no step has an expression in its script: inputs come by the environment."""
    for number, step in enumerate(steps(path)):
        if "run" in step:
            assert "${{" not in step["run"]
            script = tmp_path / f"{number}.sh"
            script.write_text(f"#!/bin/bash\nset -eo pipefail\n{step['run']}")
            tool("shellcheck", "--exclude=SC2154", script)


@pytest.mark.parametrize("path", [*WORKFLOWS, ACTION], ids=lambda path: path.name)
def test_every_action_is_pinned_to_a_commit(path):
    """The same action is the same commit everywhere."""
    pinned = {}
    for used in re.findall(r"uses: (\S+)", path.read_text()):
        if not used.startswith("./"):
            name, _, commit = used.partition("@")
            assert re.fullmatch("[0-9a-f]{40}", commit)
            name = "/".join(name.split("/")[:2])
            assert pinned.setdefault(name, commit) == commit


def test_nothing_may_write_but_the_comment():
    for path in WORKFLOWS:
        workflow = load_workflow(path.read_text())
        assert workflow["permissions"] == {}
        for job in workflow["jobs"].values():
            writes = {key for key, value in job["permissions"].items() if value == "write"}
            assert writes <= ({"pull-requests"} if "comment" in path.name else set())
            assert job["timeout-minutes"] <= 60


def test_all_requirements_are_pinned_by_digest():
    """And name everything that the package asks for, TensorFlow included."""
    text = (ROOT / "action/requirements.txt").read_text()
    entries = re.findall(
        r"^([a-z0-9-]+)==(.+?)(?=^[a-z]|\Z)", text, re.MULTILINE | re.DOTALL
    )
    assert all("--hash=sha256:" in rest for _, rest in entries)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    asked = (
        project["project"]["dependencies"]
        + project["project"]["optional-dependencies"]["cpu"]
    )
    asked += project["build-system"]["requires"]
    names = {re.split(r"[>=\[ ]", one)[0].lower().replace("_", "-") for one in asked}
    assert names <= {name for name, _ in entries}
