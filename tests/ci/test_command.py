"""`grader ci` as a runner sees it: exit code, outputs, summary, annotations, files."""

import json
import os
import shutil
import subprocess
import xml.etree.ElementTree as ET

import jsonschema
import pytest
from conftest import TOY, notebook

from ci.conftest import RIGHT, WRONG
from ci.runner import Runner
from ci.samples import HOSTILE, require_harmless, tokens
from grader.ci import examining, publishing
from grader.errors import GraderFault
from grader.report.results import schema

ALL = {
    *("index.html", "results.json", "junit.xml", "code-quality.json", "summary.md"),
    "submissions",
}


def quality(ran):
    return json.loads(ran.text("code-quality.json"))


def test_right_work_has_full_marks_and_no_annotation(right):
    """All artifacts are there, the outputs are set, and nothing is annotated."""
    ran = right
    assert ran.code == 0
    assert ran.outputs == {"score": "20", "max-score": "20", "report-path": "grader-report"}
    assert ran.obeyed == []
    assert {path.name for path in ran.report.iterdir()} == ALL
    assert ran.step_summary == ran.text("summary.md")
    assert "20 of 20 points" in ran.step_summary
    results = json.loads(ran.text("results.json"))
    jsonschema.validate(results, schema())
    assert (results["run"]["seed"], results["course"]["path"]) == ("", "")
    assert quality(ran) == []
    assert ET.fromstring(ran.text("junit.xml")).find("testsuite").get("failures") == "0"


def test_wrong_work_is_annotated_at_its_line(wrong):
    """At the definition of what gave a wrong answer, at the line that raised."""
    ran = wrong
    assert ran.code == 0
    found = {
        (one.properties["file"], one.properties["line"]): one.message for one in ran.obeyed
    }
    assert {one.name for one in ran.obeyed} == {"error"}
    assert set(found) == {
        ("exercises/01_double.py", "4"),
        ("exercises/01_double.py", "9"),
        ("exercises/02_total.py", "1"),
    }
    told = found["exercises/01_double.py", "4"]
    assert "the square instead of the double" in told
    assert "Two times x is not x times x." in told
    assert "ValueError" in found["exercises/01_double.py", "9"]
    places = {
        (one["location"]["path"], str(one["location"]["lines"]["begin"]))
        for one in quality(ran)
    }
    assert places == set(found)


def test_the_summary_is_a_table_and_folded_blocks(wrong):
    """A row for each step, with mistake and hint; a block for each failure."""
    ran = wrong
    kinds = [token.type for token in tokens(ran.step_summary)]
    assert kinds.count("tr_open") == 3
    assert kinds.count("td_open") == 10
    assert ran.step_summary.count("<details>") == ran.step_summary.count("</details>") == 4
    assert "the square instead of the double" in ran.step_summary
    require_harmless(ran.step_summary)


def test_code_quality_is_as_gitlab_reads_it(ci, wrong):
    """Each entry has the documented fields; fingerprints differ, and outlive a new line."""
    first = quality(wrong)
    for one in first:
        assert set(one) == {
            *("description", "check_name", "fingerprint", "severity", "location")
        }
        assert one["severity"] in {"info", "minor", "major", "critical", "blocker"}
        assert set(one["location"]) == {"path", "lines"}
    prints = [one["fingerprint"] for one in first]
    assert len(set(prints)) == len(prints)
    moved = {name: f"# moved\n{source}" for name, source in WRONG.items()}
    again = quality(ci(files=moved))
    assert [one["fingerprint"] for one in again] == prints
    assert [one["location"] for one in again] != [one["location"] for one in first]


def test_one_line_that_fails_for_one_reason_has_one_annotation(ci):
    """Three checks that meet the same exception say so once."""
    source = "def double(x):\n    return 1 / 0\n\n\nhalf = double\n"
    ran = ci(files={"01_double.py": source})
    assert [one.properties["line"] for one in ran.obeyed] == ["2"]
    assert len(quality(ran)) == 2


def test_no_more_than_ten_annotations_and_every_step_first(ci, tmp_path):
    """GitHub shows ten of a step: the first of every exercise is among them."""
    course = tmp_path / "course"
    course.mkdir()
    shutil.copy(TOY / "course.toml", course)
    checks = (TOY / "02_total" / "checks.py").read_text()
    for n in range(1, 7):
        step = course / f"{n:02}_s{n}"
        shutil.copytree(TOY / "02_total", step)
        more = [
            checks[
                checks.index("@check") : checks.index("@check", 20 + checks.index("@check"))
            ]
            .replace("adds(", f"adds_{m}(")
            .replace("adds up a list", f"adds up list {m}")
            .replace("points=6", "points=3")
            for m in range(2)
        ]
        (step / "checks.py").write_text(
            checks.replace("points=6", "points=2").replace("points=4", "points=2")
            + "\n\n"
            + "\n\n".join(more)
        )
    files = {f"{n:02}_s{n}.py": WRONG["02_total.py"] for n in range(1, 7)}
    ran = ci(files=files, course=course)
    assert len(ran.obeyed) == 10
    assert len({one.properties["file"] for one in ran.obeyed[:6]}) == 6
    assert len(quality(ran)) == 24


def test_annotations_can_be_left_out(ci):
    """With --no-annotations no command of ours is in the log."""
    assert ci("--no-annotations", files=WRONG).obeyed == []


def test_gitlab_reads_no_command(ci):
    """At GitLab nothing in the log looks like a command, not even the safeguard."""
    ran = ci(place="gitlab", files=WRONG)
    assert ran.code == 0
    assert "::" not in ran.log
    assert len(quality(ran)) == 4
    assert ran.outputs == {}
    assert {path.name for path in ran.report.iterdir()} == ALL


def test_elsewhere_the_log_is_a_plain_summary(ci):
    """A line for each step, why it did not pass, and where the report is."""
    ran = ci(place="", files=WRONG)
    assert "::" not in ran.log
    assert "✗ 02_total  0 / 10  failed" in ran.out
    assert "of 20 points" in ran.out
    assert "grader-report" in ran.out


@pytest.mark.parametrize(("percent", "code"), [("0", 0), ("50", 0), ("51", 1), ("100", 1)])
def test_fail_under_is_an_exit_code(ci, percent, code):
    """Below the percentage it exits with 1, and everything is written all the same."""
    ran = ci("--fail-under", percent, files={"02_total.py": RIGHT["02_total.py"]})
    assert ran.code == code
    assert ran.outputs["score"] == "10"


@pytest.mark.parametrize("place", ["github", "gitlab"])
def test_in_ci_the_course_has_to_be_named(ci, place):
    """A course in the working tree may be the pull request's own: it is not read."""
    forged = ci.folder / "solutions"
    shutil.copytree(TOY, forged)
    mark = ci.folder / "pwned"
    (forged / "01_double" / "checks.py").write_text(f"open({str(mark)!r}, 'w')")
    ran = ci(place=place, files=RIGHT, course=None)
    assert ran.code == 2
    assert "--course" in ran.err
    assert not mark.exists()


@pytest.mark.parametrize("base", [[], ["--base", "HEAD"]])
def test_a_folder_without_exercises_is_refused(ci, base):
    """A wrong folder would otherwise give everybody nothing, or pass for no change."""
    _repository(ci, {"README.md": ""})
    ran = ci(*base)
    assert ran.code == 2
    assert "no exercise file" in ran.err
    require_no_fault_of_the_student(ran)


def test_exercises_that_were_removed_are_not_attempted(ci):
    """A pull request that removes them all is graded, and has no points."""
    _repository(ci, RIGHT)
    for name in RIGHT:
        (ci.exercises / name).unlink()
    ran = ci("--base", "HEAD", "--fail-under", "1")
    assert ran.code == 1
    assert (ran.outputs["score"], ran.outputs["max-score"]) == ("0", "20")
    assert ran.obeyed == []


def test_nothing_changed_is_neutral(ci):
    """A pull request that changes no exercise is told so, and ends with 0."""
    _repository(ci, RIGHT)
    ran = ci("--base", "HEAD", "--fail-under", "100")
    assert ran.code == 0
    assert ran.outputs == {"score": "", "max-score": "", "report-path": "grader-report"}
    assert "No exercise file changed since `HEAD`" in ran.step_summary
    assert {path.name for path in ran.report.iterdir()} == ALL
    assert ran.obeyed == []
    assert quality(ran) == []


def test_only_what_changed_is_graded(ci):
    """The points are those of the steps that changed."""
    _repository(ci, WRONG)
    ran = ci("--base", "HEAD", files={"02_total.py": RIGHT["02_total.py"]})
    assert ran.outputs["score"] == ran.outputs["max-score"] == "10"
    assert "01_double" not in ran.step_summary
    assert "since `HEAD`" in ran.step_summary


@pytest.mark.parametrize("base", ["$(touch pwned)", "-x", "`id` @octocat fixes #1", "a::b"])
def test_a_base_that_is_none_is_told_harmlessly(ci, base):
    """A hostile name of a branch is refused with 2, and does nothing anywhere."""
    _repository(ci, RIGHT)
    ran = ci("--base", base)
    assert ran.code == 2
    assert [one.name for one in ran.obeyed] == ["warning"]
    require_harmless(ran.step_summary)
    assert "Not graded" in ran.step_summary
    assert not list(ci.folder.rglob("pwned"))


def _repository(tree, files):
    tree.write(files)
    for arguments in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "x"]):
        subprocess.run(
            ["git", "-c", "user.name=a", "-c", "user.email=a@b", *arguments],
            cwd=tree.folder,
            env={"PATH": os.environ["PATH"]},
            check=True,
        )


# Faults of our own side.


def require_no_fault_of_the_student(ran):
    """It is said everywhere that nothing was graded, and nobody failed."""
    assert [one.name for one in ran.obeyed] == ["warning"]
    assert ran.outputs["score"] == ""
    assert "not the fault" in ran.step_summary
    suite = ET.fromstring(ran.text("junit.xml")).find("testsuite")
    assert (suite.get("errors"), suite.get("failures")) == ("1", "0")
    assert quality(ran) == []


def test_a_machine_that_cannot_confine_is_no_fault_of_the_student(ci, monkeypatch):
    """Without a sandbox nothing is run, and the command ends with 3."""
    from grader.sandbox import layers

    found = (layers.Layer("landlock", False, "no such kernel"),)
    monkeypatch.setattr(layers, "available", lambda: found)
    ran = ci(files=WRONG)
    assert ran.code == 3
    assert "no such kernel" in ran.err
    require_no_fault_of_the_student(ran)


def test_a_broken_course_is_no_fault_of_the_student(ci, tmp_path):
    """A course that cannot be read ends with 3."""
    course = tmp_path / "broken"
    shutil.copytree(TOY, course)
    (course / "01_double" / "checks.py").write_text("import nope_nope\n")
    ran = ci(files=WRONG, course=course)
    assert ran.code == 3
    require_no_fault_of_the_student(ran)


@pytest.mark.parametrize(
    "error", [GraderFault("gone"), RuntimeError("::error::x"), OSError()]
)
def test_what_fails_on_our_side_is_no_fault_of_the_student(ci, monkeypatch, error):
    """Whatever the examination raises, the submission is not graded, and has no mark."""

    def fail(*_, **__):
        raise error

    monkeypatch.setattr(examining, "open_setting", fail)
    ran = ci("--fail-under", "50", files=WRONG)
    assert ran.code == 3
    suite = ET.fromstring(ran.text("junit.xml")).find("testsuite")
    assert (suite.get("errors"), suite.get("failures")) == ("1", "0")
    assert ran.outputs == {"score": "", "max-score": "20", "report-path": "grader-report"}
    assert "✗" not in ran.step_summary
    assert {one.name for one in ran.obeyed} <= {"warning"}
    assert quality(ran) == []


def test_what_fails_after_the_examination_leaves_no_half_report(ci, monkeypatch):
    """Nothing of a report that could not be written stays; the warning says it."""

    def fail(*_, **__):
        raise RuntimeError("::error::x")

    monkeypatch.setattr(publishing, "code_quality", fail)
    ran = ci(files=RIGHT)
    assert ran.code == 3
    assert "RuntimeError" in ran.err
    assert [one.name for one in ran.obeyed] == ["warning"]
    assert not (ran.report / "results.json").exists()


def test_a_broken_check_is_a_warning_and_ends_with_3(ci, tmp_path):
    """A check that raises costs nobody points: no score, a warning, no error."""
    course = tmp_path / "course"
    shutil.copytree(TOY, course)
    file = course / "02_total" / "checks.py"
    file.write_text(
        file.read_text().replace("numbers = [", "raise KeyError\n    numbers = [")
    )
    ran = ci(files=RIGHT, course=course)
    assert ran.code == 3
    assert ran.outputs["score"] == ""
    assert ran.outputs["max-score"] == "20"
    assert {one.name for one in ran.obeyed} == {"warning"}
    assert "not graded" in ran.step_summary
    assert quality(ran) == []


# The folder of the report.


def test_a_second_run_replaces_the_first(ci):
    """The report of another run does not stay."""
    ci(files=WRONG)
    (ci.folder / "grader-report" / "submissions" / "old.html").write_text("old")
    ran = ci(files=RIGHT)
    assert ran.code == 0
    assert [path.name for path in (ran.report / "submissions").iterdir()] == [
        "exercises.html"
    ]


@pytest.mark.parametrize("kind", ["file", "link", "other", "forged"])
def test_what_is_no_report_of_ours_is_left_alone(ci, tmp_path, kind):
    """Somebody's own folder, and a link that a pull request brings, are refused."""
    report, elsewhere = ci.folder / "grader-report", tmp_path / "elsewhere"
    elsewhere.mkdir()
    if kind == "file":
        report.write_text("mine")
    elif kind == "link":
        report.symlink_to(elsewhere)
    else:
        report.mkdir()
        name = "mine.txt" if kind == "other" else "index.html"
        (report / name).write_text("mine")
    ran = ci(files=RIGHT)
    assert ran.code == 2
    assert "--report-dir" in ran.err
    assert list(elsewhere.iterdir()) == []
    if kind in ("other", "forged"):
        assert [path.read_text() for path in report.iterdir()] == ["mine"]


def test_links_inside_an_old_report_are_removed_and_not_followed(ci, tmp_path):
    """A report that a pull request brings may hold links instead of files."""
    target = tmp_path / "target"
    target.mkdir()
    (target / "kept").write_text("kept")
    report = ci.folder / "grader-report"
    report.mkdir()
    (report / "summary.md").symlink_to(target / "kept")
    (report / "submissions").symlink_to(target)
    assert ci(files=RIGHT).code == 0
    assert (target / "kept").read_text() == "kept"
    assert [path.name for path in target.iterdir()] == ["kept"]


def test_a_summary_that_is_too_large_is_cut(ci, monkeypatch):
    """GitHub takes 1 MiB of a step, with what is there; a sentence says that it was cut."""
    monkeypatch.setattr(publishing, "MOST_BYTES", 2200)
    ran = ci(files=WRONG)
    assert len(ran.step_summary.encode()) <= 2200
    assert "cut" in ran.step_summary
    assert ran.step_summary.count("<details>") < 4
    require_harmless(ran.step_summary)


# Strangers' text and secrets, everywhere.

HOSTILE_STEP = """
import sys, os

HOSTILE = {texts!r}
for text in HOSTILE:
    sys.stdout.write(text.encode("utf-8", "replace").decode() + "\\n")
    sys.stderr.write(text.encode("utf-8", "replace").decode() + "\\n")


def double(x):
    kind = type("x\\n::error::y ##[add-path]z @octocat", (Exception,), {{}})
    raise kind("\\n".join(one.encode("utf-8", "replace").decode() for one in HOSTILE))


def half(x):  # `@octocat` ``` </details> ![x](https://evil.example)
    half.__name__ = half.__qualname__ = "::error::half"
    return "::error::x @octocat fixes #1 <img src=x> | `"
"""


def require_nothing_of_theirs(ran):
    """No command but ours, no Markdown but ours."""
    for stream in (ran.out, ran.err):
        for deaf in (False, True):
            obeyed = Runner(deaf=deaf).read(stream).obeyed
            for one in obeyed:
                assert one.name in {"error", "warning"}
                assert set(one.properties) <= {"file", "line", "title"}
                assert one.properties.get("file", "exercises/").startswith("exercises/")
    require_harmless(ran.step_summary)
    require_harmless(ran.text("summary.md"))
    ET.fromstring(ran.text("junit.xml"))
    quality(ran)


def test_hostile_output_messages_and_tracebacks_do_nothing(ci):
    """What a student prints, raises and returns issues no command and refers to nothing."""
    texts = [one for one in HOSTILE if "\ud800" not in one]
    ran = ci(files={"01_double.py": HOSTILE_STEP.format(texts=texts)})
    assert ran.code == 0
    assert ran.outputs["score"] == "0"
    assert {one.name for one in ran.obeyed} == {"error"}
    require_nothing_of_theirs(ran)


def test_hostile_names_of_files_do_nothing(ci):
    """Nor do names of notebooks and of files that are left out."""
    names = [
        "x\n::set-output name=score::100.ipynb",
        "y\r\u2028@octocat fixes #1.ipynb",
        "![x](evil).ipynb",
        "::add-path::z.py",
        "<img src=x>|`@octocat`.py",
        "##[add-path]x, a=b,line=1.py",
    ]
    cells = notebook("def double(x):\n    return x * x", "def total(x):\n    return 0")
    files = {name: cells if name.endswith("ipynb") else "x = 1\n" for name in names}
    ran = ci(files=files)
    assert ran.code == 0
    assert [one.name for one in ran.obeyed if "ipynb" in one.properties["file"]]
    assert all("line" not in one.properties for one in ran.obeyed)
    require_nothing_of_theirs(ran)


def test_a_hostile_report_dir_is_one_output(ci):
    """A name with a line break and an equals sign adds no output."""
    name = "a\nscore=100\nb<<c"
    ran = ci("--report-dir", name, files=WRONG)
    assert ran.code == 0
    assert ran.outputs["report-path"] == name
    assert ran.outputs["score"] == "0"
    assert set(ran.outputs) == {"score", "max-score", "report-path"}


LEAKY_STEP = """
import os, sys, warnings


def double(x):
    told = " ".join(map(str, x.reshape(-1).tolist()))
    print(told)
    print(told, file=sys.stderr)
    os.write(1, told.encode())
    warnings.warn(told)
    double.__name__ = double.__qualname__ = told
    raise type(told, (Exception,), {{}})(told)


def half(x):
    print(x)
    return {returned}
"""


@pytest.mark.parametrize("returned", ["x", "str(x)", "{x: x}"])
def test_no_artifact_and_no_log_holds_a_secret(ci, secret_course, returned):
    """Inputs and expected values of hidden checks are in no file, stream or output."""
    files = {"01_double.py": LEAKY_STEP.format(returned=returned)}
    ran = ci(files=files, course=secret_course)
    assert ran.code == 0
    assert "doubles any array" in ran.text("junit.xml")
    for name, content in ran.everything().items():
        for secret in (b"73313", b"146626", b"36656.6"):
            assert secret not in content, name
    assert "Hidden checks are among these" in ran.step_summary


def test_the_runners_environment_does_not_reach_the_code(ci, monkeypatch):
    """Nothing of GITHUB_*, RUNNER_* and ACTIONS_* is in a worker."""
    for name in ("GITHUB_TOKEN", "ACTIONS_RUNTIME_TOKEN", "RUNNER_TEMP"):
        monkeypatch.setenv(name, "sesame")
    code = "import os\nraise KeyError(sorted(k for k in os.environ if '_' in k))\n"
    ran = ci(files={"01_double.py": code})
    text = ran.text("results.json")
    assert "KeyError" in text
    assert not [one for one in ("GITHUB_", "ACTIONS_", "RUNNER_", "sesame") if one in text]


def test_a_kit_says_that_more_is_to_come(ci, tmp_path):
    """With visible checks alone the summary says that they are not what counts."""
    from grader.authoring.release import release
    from grader.course import load_course
    from grader.sandbox.sources import default_source

    course = load_course(TOY)
    source = default_source(course.preload)
    try:
        release(course, tmp_path / "kit", source)
    finally:
        source.close()
    ran = ci(files=WRONG, course=tmp_path / "kit" / "checks")
    assert ran.code == 0
    assert "visible checks alone" in ran.step_summary
    assert "the square instead of the double" in ran.step_summary
    assert "doubles any" not in ran.text("results.json")


@pytest.mark.parametrize("arguments", [["nowhere"], ["--fail-under", "101"], ["a", "b"]])
def test_usage_errors_exit_with_2(ci, arguments):
    """What was typed wrong is said on stderr, without a traceback."""
    ran = ci(*arguments)
    assert ran.code == 2
    assert ran.err
    assert "Traceback" not in ran.err


def test_a_folder_may_be_named_or_found(ci):
    """`exercises` is found in the working directory, and may be named."""
    ran = ci(ci.folder / "exercises", files=RIGHT)
    assert ran.outputs["score"] == "20"
    assert (ran.report / "submissions" / "exercises.html").is_file()
