"""The comment's script on artifacts and events that somebody forged."""

import io
import json
import zipfile

import pytest
from markdown_it import MarkdownIt

from autograding.runner import NEEDS_NODE, load_workflow, run_script
from autograding.server import AUTOGRADE, one_artifact

pytestmark = NEEDS_NODE
REPOSITORY = {"id": 200, "owner": {"login": "student"}}
SHA = "c0ffee" + 34 * "0"
PULL = {
    "number": 7,
    "state": "open",
    "head": {"sha": SHA, "ref": "work", "owner": "student", "repo": REPOSITORY},
}
RUN = {
    "id": 77,
    "event": "pull_request",
    "path": AUTOGRADE,
    "conclusion": "success",
    "head_sha": SHA,
    "head_branch": "work",
    "head_repository": REPOSITORY,
    "html_url": "https://github.com/school/course/actions/runs/77",
}


@pytest.fixture(scope="module")
def script(course):
    text = (course / ".github/workflows/autograde-comment.yml").read_text()
    (step,) = load_workflow(text)["jobs"]["comment"]["steps"]
    return step["with"]["script"]


def zipped(**files):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def step(**changes):
    plain = {"id": "05_mse", "outcome": "failed", "score": 4, "max_score": 10}
    return {**plain, "misconceptions": [], **changes}


def results(*steps, **changes):
    whole = {"schema_version": 1, "submissions": [{"steps": list(steps)}], **changes}
    return zipped(**{"results.json": json.dumps(whole)})


@pytest.fixture
def comment(script, tmp_path):
    """Runs the script; what it asked for, and the comment's text or None."""

    def run(artifact, **changes):
        path = tmp_path / "artifact.zip"
        path.write_bytes(artifact)
        payload = {"workflow_run": {**RUN, **changes.pop("run", {})}}
        state = {
            "payload": payload,
            "pulls": [PULL],
            "files": {"7": [{"filename": "exercises/05_mse.py"}]},
            "artifacts": [one_artifact(len(artifact))],
            "zip": str(path),
            "comments": {},
            **changes,
        }
        calls = run_script(script, state, tmp_path / "node")["calls"]
        bodies = [call for call in calls if "Comment" in call["name"]]
        assert len(bodies) <= 1
        assert all(call["issue_number"] == 7 for call in bodies)
        return bodies[0]["body"] if bodies else None

    return run


def test_a_report_becomes_a_table(comment):
    named = [{"name": "the sum of the squares"}]
    body = comment(results(step(misconceptions=named), step(id="06_fit", score=10)))
    assert "### Autograde: 14 of 20 points" in body
    assert "| `05_mse` | ✗ failed | 4 / 10 | `the sum of the squares` |" in body


def test_what_is_not_graded_has_no_points(comment):
    body = comment(results(step(outcome="ungraded", score=None), step(id="06_fit")))
    assert "### Autograde: not graded" in body
    assert "| `05_mse` | ! not graded | – / 10 |  |" in body


INJECTED = [
    "@instructor and @school/teachers",
    "fixes #1, GH-2, school/course#3",
    "![x](http://127.0.0.1/x.png)",
    "[x](javascript:alert(1)) <img src=x> <!-- x",
    "http://127.0.0.1 www.example.org a@example.org",
    "` @instructor `` #1 ```",
    "| x | y |\n| --- | --- |\r\n# heading\u2028next\x85more",
    "\\` \\| &#64;instructor &#x60;",
    "\u202ereversed\u200b\u2066",
    "x" * 100_000,
    "`" * 500,
    "\ud800 lone",
]


@pytest.mark.parametrize("text", INJECTED, ids=range(len(INJECTED)))
def test_words_of_strangers_are_code_and_nothing_else(comment, text):
    """The table has its four columns, and in the last one there is code alone."""
    body = comment(results(step(misconceptions=[{"name": text}])))
    tokens = MarkdownIt("gfm-like", {"linkify": False}).enable("table").parse(body)
    cells = [tokens[at + 1] for at, token in enumerate(tokens) if token.type == "td_open"]
    assert len(cells) == 4
    kinds = {child.type for child in cells[3].children or []}
    assert kinds <= {"code_inline"}
    assert not any(token.type == "heading_open" and token.tag == "h1" for token in tokens)
    assert len(body) < 2000
    for sign in "\u202e\u2066\u200b\u2028\x85\r":
        assert sign not in body


ENDLESS = json.dumps(
    {"schema_version": 1, "submissions": [{"steps": [step(score=0.5, max_score=0.25)]}]}
)
ENDLESS = ENDLESS.replace("0.5", "1e999").replace("0.25", "1e999")
REFUSED = {
    "another format": results(step(), schema_version=2),
    "no steps": results(submissions=[{"steps": "x"}]),
    "a path as a step": results(step(id="../../etc")),
    "markup as a step": results(step(id="05_mse`@instructor`")),
    "an outcome of its own": results(step(outcome="<b>perfect</b>")),
    "an inherited outcome": results(step(outcome="constructor")),
    "more points than there are": results(step(score=11)),
    "points as text": results(step(score="10")),
    "points without end": zipped(**{"results.json": ENDLESS}),
    "a name that is a list": results(step(misconceptions=[{"name": ["x"]}])),
    "too many steps": results(*[step()] * 100),
    "many submissions": results(submissions=[{"steps": [step()]}] * 2),
    "no JSON": zipped(**{"results.json": "# all passed @instructor"}),
    "deep JSON": zipped(**{"results.json": "[" * 1_000_000}),
    "a huge file": zipped(**{"results.json": b" " * (17 * 1024**2)}),
    "no results": zipped(**{"other.json": "{}"}),
    "an empty zip": zipped(),
    "no zip": b"PK\x03\x04 and nothing else",
    "nothing": b"",
    "a folder above": zipped(**{"../results.json": "{}"}),
    "an absolute path": zipped(**{"/tmp/results.json": "{}"}),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_forged_report_is_a_fault_and_no_result(comment, what):
    body = comment(REFUSED[what])
    assert "### Autograde: not graded" in body
    assert "instructor`" not in body
    assert "perfect" not in body


def test_nothing_is_unpacked(comment, tmp_path):
    """Names that lead elsewhere make no file; the one that is read is read all the same."""
    forged = {"../../evil": "x", "/tmp/evil-of-a-test": "x", "C:\\evil": "x"}
    whole = {"schema_version": 1, "submissions": [{"steps": [step()]}]}
    body = comment(zipped(**forged, **{"results.json": json.dumps(whole)}))
    assert "4 of 10" in body
    assert not list(tmp_path.rglob("*evil*"))
    left = [one.name for one in (tmp_path / "node").iterdir()]
    assert sorted(left) == ["script.js", "state.json"]


def test_a_link_in_the_artifact_is_not_followed(comment):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        entry = zipfile.ZipInfo("results.json")
        entry.create_system, entry.external_attr = 3, 0o120777 << 16
        archive.writestr(entry, "/etc/passwd")
    body = comment(packed.getvalue())
    assert "not graded" in body
    assert "root" not in body


def test_two_files_of_one_name_are_refused(comment):
    packed = io.BytesIO()
    whole = json.dumps({"schema_version": 1, "submissions": [{"steps": [step(score=10)]}]})
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("results.json", whole)
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("results.json", whole)
    assert "not graded" in comment(packed.getvalue())


def test_what_the_server_says_is_too_large_is_not_fetched(comment):
    body = comment(results(step()), artifacts=[one_artifact(10**9)])
    assert "not graded" in body


def test_the_number_in_the_artifact_is_nobodys_business(comment):
    """A report that names another pull request changes nothing about where it is told."""
    assert "4 of 10" in comment(results(step(), pull_request=1, number=1, issue_number=1))


ELSEWHERE = {
    "another commit": {"pulls": [{**PULL, "head": {**PULL["head"], "sha": 40 * "1"}}]},
    "another fork": {"pulls": [{**PULL, "head": {**PULL["head"], "repo": {"id": 1}}}]},
    "a fork that is gone": {"pulls": [{**PULL, "head": {**PULL["head"], "repo": None}}]},
    "closed": {"pulls": [{**PULL, "state": "closed"}]},
    "two of one commit": {"pulls": [PULL, {**PULL, "number": 8}]},
    "no source": {"run": {"head_repository": None}},
    "moved on meanwhile": {"now": [{**PULL, "head": {**PULL["head"], "sha": 40 * "1"}}]},
}


@pytest.mark.parametrize("what", ELSEWHERE)
def test_nothing_is_said_where_the_pull_request_is_not_certain(comment, what):
    assert comment(results(step()), **ELSEWHERE[what]) is None


@pytest.mark.parametrize(
    "name",
    [
        ".github/workflows/autograde.yml",
        ".grader/action.yml",
        ".gitattributes",
        "checks/course.toml",
        "conftest.py",
        "grader/__init__.py",
        "exercises/../checks/x.py",
        "exercises/.hidden.py",
        "exercises/sub/05_mse.py",
        "exercises/05_mse.py\n.github/workflows/x.yml",
        "@instructor`#1`.py",
    ],
)
def test_no_result_of_who_changes_more_than_exercises(comment, name):
    """Whatever the report says. The names are shown as code."""
    files = {"7": [{"filename": "exercises/05_mse.py"}, {"filename": name}]}
    body = comment(results(step(score=10)), files=files)
    assert "### Autograde: not shown" in body
    assert "10" not in body.replace(SHA[:10], "")
    (line,) = (line for line in body.split("\n") if line.startswith("- "))
    assert line.startswith("- `")
    assert line.endswith("`")
    assert line.count("`") == 2


def test_a_file_that_was_moved_out_of_the_way_counts(comment):
    moved = {"filename": "exercises/x.py", "previous_filename": ".grader/action.yml"}
    assert "not shown" in comment(results(step()), files={"7": [moved]})
