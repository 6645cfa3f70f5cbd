"""Names that nobody thought of: the recogniser neither crashes nor mixes students up."""

import re

from download_writers import zipped
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.downloads import Layout, open_download
from grader.errors import UsageError

PARTS = st.sampled_from(
    [
        *("_", "-", "/", "12", "345", "LATE", "_LATE_", "anon_", "ada", "ليلى", "O'Brien"),
        *(
            "_assignsubmission_file_",
            "_attempt_2026-05-01-10-00-00",
            "_text.html",
            "..",
            "=",
        ),
        *("double.py", "total-1.py", "w.ipynb", ".git", "\n", "<b>", "a.zip", ".txt"),
        *("submission_7", "submission_metadata.yml", " ", "hw-", "é", "e\u0301", ","),
    ]
)
ANY = st.text(st.characters(blacklist_characters="\0", codec="utf-8"), min_size=1)
NAMES = st.one_of(st.lists(PARTS, min_size=1, max_size=7).map("".join), ANY)
quick = settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def texts(submission):
    return {one.content.decode("utf-8", "replace") for one in submission.files}


METADATA = "submission_1: {':submitters': [{':name': Ada, ':sid': '1'}]}"
OWN = {
    Layout.CANVAS: ("canvas:1", {"ada_1_2_double.py": "own"}),
    Layout.MOODLE: ("moodle:1", {"Ada_1_assignsubmission_file/double.py": "own"}),
    Layout.BLACKBOARD: (
        "blackboard:ada",
        {
            "HW_ada_attempt_2026-01-01-00-00-00.txt": "Name: Ada (ada)\n",
            "HW_ada_attempt_2026-01-01-00-00-00_double.py": "own",
        },
    ),
    Layout.GRADESCOPE: (
        "gradescope:sid:1",
        {"submission_metadata.yml": METADATA, "submission_1/double.py": "own"},
    ),
    Layout.GIT: ("git:hw-ada", {"hw-ada/.git/HEAD": "", "hw-ada/double.py": "own"}),
    Layout.FOLDERS: ("ada", {"ada/double.py": "own"}),
}


@quick
@given(names=st.lists(NAMES, max_size=8), layout=st.sampled_from(Layout))
def test_random_names_take_nothing_from_a_student(toy, tmp_path, names, layout):
    """Whatever lies beside it, a file is its student's, or the download is refused."""
    owner, files = OWN[layout]
    path = tmp_path / "x.zip"
    path.write_bytes(zipped({**dict.fromkeys(names, "other"), **files}))
    try:
        download = open_download(path, toy, layout)
    except UsageError:
        return
    keys = [(one.student.key, one.number) for one in download.attempts]
    assert keys == sorted(set(keys))
    holders = {
        one.student.key for one in download.attempts if "own" in texts(one.submission)
    }
    assert holders <= {owner}


@quick
@given(names=st.lists(NAMES, min_size=1, max_size=8))
def test_random_names_never_crash(toy, tmp_path, names):
    """Names alone are recognised, or refused in words."""
    path = tmp_path / "x.zip"
    path.write_bytes(zipped(dict.fromkeys(names, "x")))
    try:
        download = open_download(path, toy)
    except UsageError as error:
        told = str(error)
    else:
        told = download.layout.value
    assert told


WORDS = st.text(st.characters(blacklist_characters="_/\\\0", codec="utf-8"), min_size=1)
TAILS = st.lists(PARTS.filter(lambda one: "/" not in one), max_size=4)


@quick
@given(people=st.dictionaries(st.integers(1, 10**9), st.tuples(WORDS, TAILS), min_size=1))
def test_a_canvas_file_belongs_to_its_id_or_to_nobody(toy, tmp_path, people):
    """What a student calls a file, or is called, never makes it somebody else's."""
    files = {
        f"{word}_{id}_9_{''.join(tail)}double.py": f"{id}"
        for id, (word, tail) in people.items()
        if not re.match(r"[A-Za-z]:|\.|__MACOSX|anon$", word)
    }
    path = tmp_path / "x.zip"
    path.write_bytes(zipped(files))
    try:
        download = open_download(path, toy, Layout.CANVAS)
    except UsageError:
        return
    for attempt in download.attempts:
        assert texts(attempt.submission) <= {attempt.student.ids.get("canvas")}


@quick
@given(names=st.lists(WORDS, min_size=1, max_size=6, unique=True), data=st.data())
def test_a_moodle_file_belongs_to_its_folder(toy, tmp_path, names, data):
    """Names of people and files do not move a file to another participant."""
    files = {}
    for id, name in enumerate(names):
        tail = "".join(data.draw(TAILS))
        end = data.draw(st.sampled_from(["", "_"]))
        files[f"{name}_{id}_assignsubmission_file{end}/{tail}double.py"] = f"{id}"
    path = tmp_path / "x.zip"
    path.write_bytes(zipped(files))
    try:
        download = open_download(path, toy, Layout.MOODLE)
    except UsageError:
        return
    for attempt in download.attempts:
        assert texts(attempt.submission) <= {attempt.student.ids["moodle"]}
