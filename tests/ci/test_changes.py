"""Which steps changed since a commit, in a tree that a stranger wrote."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from grader.ci.changes import changed_steps
from grader.ci.work import find_folder, narrowed, shown_path, submission_in
from grader.course import exercise
from grader.errors import UsageError

RIGHT = "def double(x):\n    return 2 * x\n"


def git(folder, *arguments, **environ):
    done = subprocess.run(
        ["git", "-C", str(folder), "-c", "user.name=a", "-c", "user.email=a@b", *arguments],
        env={"PATH": os.environ["PATH"], "GIT_CONFIG_GLOBAL": os.devnull, **environ},
        check=True,
        capture_output=True,
    )
    return done.stdout.decode().strip()


def commit(folder):
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", "x")
    return git(folder, "rev-parse", "HEAD")


@pytest.fixture
def tree(tmp_path, toy):
    """A repository with both stubs on `main`, and a branch of it checked out."""
    folder = tmp_path / "repository" / "exercises"
    folder.mkdir(parents=True)
    git(folder.parent, "init", "-q", "-b", "main")
    for step in toy.steps:
        (folder / f"{step.id}.py").write_text(exercise(step))
    commit(folder)
    git(folder, "checkout", "-q", "-b", "work")
    return folder


def changed(tree, toy, base="main"):
    return changed_steps(submission_in(tree, toy), tree, base, toy)


def test_nothing_changed(tree, toy):
    """A tree as it is on the base has no changed step, whatever else is new."""
    (tree / "README.md").write_text("new")
    assert changed(tree, toy) == set()


@pytest.mark.parametrize("committed", [True, False])
def test_a_changed_file_is_its_step(tree, toy, committed):
    """Whether it was committed or not."""
    (tree / "01_double.py").write_text(RIGHT)
    if committed:
        commit(tree)
    assert changed(tree, toy) == {"01_double"}


def test_what_the_base_did_meanwhile_is_no_change(tree, toy):
    """It is the merge base that counts, and not the tip of the base."""
    (tree / "02_total.py").write_text("total = sum\n")
    commit(tree)
    git(tree, "checkout", "-q", "main")
    (tree / "01_double.py").write_text(RIGHT)
    commit(tree)
    git(tree, "checkout", "-q", "work")
    assert changed(tree, toy) == {"02_total"}


def test_a_merge_commit_of_a_forge_has_the_changes_of_the_branch(tree, toy):
    """The commit that a forge makes of base and branch is compared with the base."""
    (tree / "02_total.py").write_text("total = sum\n")
    commit(tree)
    git(tree, "checkout", "-q", "--detach", "main")
    git(tree, "merge", "-q", "--no-ff", "-m", "merged", "work")
    assert changed(tree, toy, git(tree, "rev-parse", "main")) == {"02_total"}


def test_what_is_gone_has_changed(tree, toy):
    """A pull request that removes an exercise does not pass for one that changes none."""
    (tree / "01_double.py").unlink()
    assert changed(tree, toy) == {"01_double"}


def test_another_name_or_a_link_is_a_change(tree, toy):
    """A second file for a step, and a link in place of one."""
    (tree / "double.py").write_text(RIGHT)
    (tree / "02_total.py").unlink()
    (tree / "02_total.py").symlink_to("01_double.py")
    assert changed(tree, toy) == {"01_double", "02_total"}


def test_line_ends_are_no_change(tree, toy):
    """A checkout on Windows has other line ends than the commit."""
    file = tree / "01_double.py"
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert changed(tree, toy) == set()


def test_a_notebook_stands_for_what_no_file_answers(tree, toy):
    """A new notebook of all steps, beside one file that was written and one stub."""
    (tree / "01_double.py").write_text(RIGHT)
    commit(tree)
    git(tree, "checkout", "-q", "main")
    git(tree, "merge", "-q", "work")
    git(tree, "checkout", "-q", "work")
    (tree / "workshop.ipynb").write_text("{}")
    assert changed(tree, toy) == {"02_total"}
    submission = narrowed(submission_in(tree, toy), changed(tree, toy), toy)
    assert [one.name for one in submission.notebooks] == ["workshop.ipynb"]
    assert submission.files == ()


def test_a_notebook_that_did_not_change_is_not_run(tree, toy):
    """A step that its file answers needs no notebook."""
    (tree / "workshop.ipynb").write_text("{}")
    commit(tree)
    git(tree, "branch", "-q", "-f", "main", "work")
    (tree / "01_double.py").write_text(RIGHT)
    submission = narrowed(submission_in(tree, toy), changed(tree, toy), toy)
    assert submission.steps == ("01_double",)
    assert [one.name for one in submission.files] == ["01_double.py"]
    assert submission.notebooks == ()


@pytest.mark.parametrize(
    "base",
    [
        *("nowhere", "", "a b", "main:", "main..work", "HEAD^{tree}", "x" * 999),
        *("-x", "--help", "--output=pwned", "--upload-pack=touch pwned"),
        *("$(touch pwned)", "`touch pwned`", "main\n", "\0"),
    ],
)
def test_a_base_that_is_no_commit_is_refused(tree, toy, base):
    """Nothing of it is run, and none of it is an option of git's."""
    (tree / "01_double.py").write_text(RIGHT)
    with pytest.raises(UsageError, match="no commit"):
        changed(tree, toy, base)
    assert not list(tree.parent.rglob("pwned*"))


def test_a_shallow_history_says_what_to_fetch(tree, toy, tmp_path):
    """Where base and branch do not meet, it says so and does not guess."""
    git(tree, "checkout", "-q", "--orphan", "other")
    (tree / "02_total.py").write_text("total = sum\n")
    commit(tree)
    with pytest.raises(UsageError, match="fetch-depth"):
        changed(tree, toy)


def test_outside_of_git_is_refused(tmp_path, toy):
    """A folder that is in no repository has no base."""
    (tmp_path / "01_double.py").write_text(RIGHT)
    with pytest.raises(UsageError, match="no commit"):
        changed(tmp_path, toy)


def test_exercises_that_look_like_a_repository_are_none(tree, toy, tmp_path):
    """A folder may be a bare repository as well, with a `main` in which nothing changed."""
    (tree / "01_double.py").write_text(RIGHT)
    forged = tmp_path / "forged"
    shutil.copytree(tree, forged)
    git(forged, "init", "-q", "-b", "main")
    commit(forged)
    git(tmp_path, "clone", "-q", "--bare", str(forged), str(tmp_path / "bare"))
    for one in (tmp_path / "bare").iterdir():
        one.rename(tree / one.name)
    with pytest.raises(UsageError, match="no commit"):
        changed(tree, toy)


def test_settings_of_a_repository_run_nothing(tree, toy, tmp_path):
    """Filters, helpers and hooks of the working copy are not run for names and digests."""
    mark = tmp_path / "pwned"
    program = f"touch {mark}"
    for name in ("core.fsmonitor", "filter.x.clean", "diff.external", "core.pager"):
        git(tree, "config", name, program)
    hook = tree.parent / ".git/hooks/post-index-change"
    hook.write_text(f"#!/bin/sh\n{program}\n")
    hook.chmod(0o755)
    (tree / ".gitattributes").write_text("* filter=x diff=x\n")
    (tree / "01_double.py").write_text(RIGHT)
    assert changed(tree, toy) == {"01_double"}
    assert not mark.exists()


def test_the_environment_does_not_point_git_elsewhere(tree, toy, tmp_path, monkeypatch):
    """GIT_DIR and the like of whoever calls are not handed on."""
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "nowhere"))
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", "false")
    (tree / "01_double.py").write_text(RIGHT)
    assert changed(tree, toy) == {"01_double"}


def test_names_that_are_not_text(tree, toy):
    """Any bytes in a name are read; a file of such a name is no step."""
    odd = os.fsencode(tree) + b"/\xff\n\t\xe2\x80\xa8.ipynb"
    Path(os.fsdecode(odd)).write_bytes(b"{}")
    commit(tree)
    assert changed(tree, toy) == {"01_double", "02_total"}
    git(tree, "branch", "-q", "-f", "main", "work")
    assert changed(tree, toy) == set()


def test_a_link_to_the_exercises_is_refused(tmp_path, toy):
    """A pull request may hold a link in place of the folder, or of one above it."""
    real = tmp_path / "elsewhere" / "exercises"
    real.mkdir(parents=True)
    (real / "01_double.py").write_text(RIGHT)
    inside = tmp_path / "repository"
    inside.mkdir()
    git(inside, "init", "-q")
    (inside / "exercises").symlink_to(real)
    (inside / "work").symlink_to(real.parent)
    for path in (inside, inside / "exercises", inside / "work" / "exercises"):
        with pytest.raises(UsageError, match="link"):
            find_folder(path, toy)
    assert find_folder(tmp_path / "elsewhere", toy) == real


def test_paths_begin_at_the_repository(tree, tmp_path, monkeypatch):
    """As annotations need them: at the repository, else at the runner's, else here."""
    outside = tmp_path / "plain" / "exercises"
    outside.mkdir(parents=True)
    nested = tree / "part"
    nested.mkdir()
    monkeypatch.chdir(tmp_path)
    assert shown_path(nested, tmp_path) == "exercises/part"
    assert shown_path(tree.parent, tmp_path) == ""
    assert shown_path(outside, tmp_path / "plain") == "exercises"
    assert shown_path(outside, None) == "plain/exercises"
