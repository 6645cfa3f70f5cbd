"""A student who chooses a name and the names of files changes nobody else's work.

For each layout: the download without Eve and the one with her hold the same work of
everybody else, attempt by attempt and mark by mark.
"""

import json
import re

import pytest
from download_writers import as_folder, as_zip, zipped
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from grader.downloads import Layout, open_download

WORDS = st.sampled_from(
    [
        *(
            "eve",
            "ada",
            "_",
            "-",
            " ",
            "100",
            "200",
            "666",
            "7",
            "01",
            "10",
            "LATE",
            "anon",
        ),
        *("_100_", "_100_5000_", "_100", "_LATE_100_5000_", "_text.html", "_link.html"),
        *("_100_assignsubmission_file_", "_assignsubmission_file", "(ada)", "\n", "."),
        *("HW_", "_attempt_2026-01-01-00-00-00", "_ada", "hw-", "submission_1", ".py"),
        *("double.py", "01_double.py", "total-1.py", "w.ipynb", "workshop.ipynb", "é"),
        *("a.zip", "..", "\\", "=", "<b>", "Name: Ada (ada)", "a@x", "ليلى", "O'B"),
    ]
)
NAMES = st.lists(WORDS, min_size=1, max_size=5).map("".join)
FILES = st.lists(NAMES, min_size=1, max_size=4, unique=True)
OTHERS = 6
quick = settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def content(name):
    """Something in each of Eve's files that would count if it were somebody else's."""
    return zipped({"double.py": "eve"}) if name.endswith(".zip") else "eve"


def told(download, own):
    """All that is read for everybody but Eve."""
    return {
        (one.student.key, one.number): (
            *(one.student, one.late, one.submitted, one.submission.digest),
            *(one.submission.files, one.submission.notebooks, one.submission.left_out),
        )
        for one in download.attempts
        if not one.student.key.startswith(own)
    }


def check(toy, path, others, hers, own, layout, left_out=False):
    """Everybody else has what they have without her.

    own: how the keys of Eve's own attempts begin.
    """
    alone = open_download(as_zip(path / "1", others), toy, layout)
    both = open_download(as_zip(path / "2", {**others, **hers}), toy)
    assert both.layout is layout
    without = told(alone, own)
    assert len(without) >= OTHERS
    assert without == told(both, own)


CANVAS = {
    "ada_100_5000_01_double.py": "ada",
    "ada_100_5001_total.py": "ada",
    "bob_LATE_200_5002_double.py": "bob",
    **{f"s{n}_{n}_{5000 + n}_double.py": f"{n}" for n in range(10, 15)},
    "typed_300_text.html": "",
}


@quick
@given(name=NAMES, files=FILES)
@example(name="eve_100", files=["work.zip"])
@example(name="ada_100", files=["w.ipynb", "double.py"])
@example(name="eve_100_5000", files=["double.py"])
@example(name="eve", files=["x_100_5000_double.py", "100_5000_double.py"])
@example(name="eve_100", files=["text.html", "10_double.py"])
def test_canvas(toy, tmp_path, name, files):
    """Neither her sortable name nor her files are read as another's id."""
    name = name.replace("LATE", "late")  # Canvas writes names in lower case
    hers = {f"{name}_666_{9000 + n}_{file}": content(file) for n, file in enumerate(files)}
    hers = {key.replace("/", ""): one for key, one in hers.items()}
    check(toy, tmp_path, CANVAS, hers, "canvas:666", Layout.CANVAS)


@quick
@given(name=NAMES, typed=st.sampled_from(["text", "link"]))
@example(name="eve_100", typed="text")
@example(name="eve_100_5000", typed="link")
def test_canvas_typed(toy, tmp_path, name, typed):
    """Text and links are nobody else's either."""
    name = name.replace("LATE", "late")
    hers = {f"{name}_666_{typed}.html": ""}
    check(toy, tmp_path, CANVAS, hers, "canvas:666", Layout.CANVAS)


@quick
@given(files=FILES)
def test_canvas_anonymous(toy, tmp_path, files):
    """Without names there are only the names of files to choose."""
    others = {f"anon_x{n}_{n}_double.py": f"{n}" for n in range(1, 9)}
    hers = {f"anon_Eve66_{9 + n}_{file}": content(file) for n, file in enumerate(files)}
    check(toy, tmp_path, others, hers, "canvas-anon:Eve66", Layout.CANVAS)


@quick
@given(name=NAMES, files=FILES)
@example(name="eve_100_assignsubmission_file", files=["double.py"])
def test_moodle(toy, tmp_path, name, files):
    """Not even a name that Moodle would have cleaned of `_`."""
    others = {f"s{n}_{n}_assignsubmission_file/double.py": f"{n}" for n in range(100, 108)}
    folder = f"{name}_666_assignsubmission_file".replace("\\", "")
    hers = {f"{folder}/{file}": content(file) for file in files}
    check(toy, tmp_path, others, hers, "moodle:666", Layout.MOODLE)


@quick
@given(name=NAMES, files=FILES)
@example(name="eve_100_assignsubmission_file", files=["double.py"])
@example(name="eve", files=["x_100_assignsubmission_file_double.py"])
def test_moodle_without_folders(toy, tmp_path, name, files):
    """The flat form has all in one name."""
    others = {f"s{n}_{n}_assignsubmission_file_double.py": f"{n}" for n in range(100, 140)}
    start = f"{name}_666_assignsubmission_file_"
    hers = {f"{start}{file}": content(file) for file in files}
    check(toy, tmp_path, others, hers, "moodle:666", Layout.MOODLE)


TIME = "2026-01-01-00-00-00"


def blackboard(usernames, with_text):
    files = {}
    for name in usernames:
        files[f"HW_{name}_attempt_{TIME}_double.py"] = name
        if with_text:
            files[f"HW_{name}_attempt_{TIME}.txt"] = f"Name: {name} ({name})\nX: y\n\n"
    return files


@quick
@given(username=NAMES, name=NAMES, files=FILES, texts=st.integers(0, 3))
@example(username=f"eve_attempt_{TIME}", name="", files=["double.py"], texts=1)
@example(username="eve_ada", name="Ada (ada)\nx", files=["double.py"], texts=3)
@example(username="eve", name="Ada (ada)", files=[f"x_attempt_{TIME}_a.py"], texts=3)
def test_blackboard(toy, tmp_path, username, name, files, texts):
    """Her username, her name in the text beside her files, and her files are hers.

    texts: 1 for the texts of the others, 2 for hers.
    """
    others = blackboard(["ada", "bob", *(f"u{n}" for n in range(8))], bool(texts & 1))
    username = f"e{username}".replace("/", "")
    start = f"HW_{username}_attempt_2026-02-02-00-00-00"
    hers = {f"{start}_{file}": content(file) for file in files}
    if texts & 2:
        hers[f"{start}.txt"] = f"Name: {name} ({username})\nAssignment: HW\n\nText:\n"
    check(toy, tmp_path, others, hers, "blackboard:e", Layout.BLACKBOARD)


def metadata(people):
    """As Gradescope writes it, each value quoted."""
    return "".join(
        f"submission_{n}: {{':submitters': [{json.dumps(one)}]}}\n"
        for n, one in people.items()
    )


@quick
@given(
    name=NAMES,
    sid=st.sampled_from(["", "1", "2", "1@x", "submission_1"]),
    email=st.sampled_from(["", "eve@x", "submission_1", "2"]),
    files=FILES,
)
@example(name="ada", sid="1", email="eve@x", files=["double.py"])
@example(name="submission_3", sid="", email="", files=["double.py"])
@example(name="eve", sid="", email="3", files=["double.py"])
def test_gradescope(toy, tmp_path, name, sid, email, files):
    """Her name and her student id are hers to set; the address is verified."""
    people = {
        n: {":name": f"s{n}", ":sid": f"{n}", ":email": f"{n}@x"} for n in range(1, 8)
    }
    people[9] = {":sid": "3x"}
    folder = {f"submission_{n}/double.py": f"{n}" for n in people}
    others = {"submission_metadata.yml": metadata(people), **folder}
    people[666] = {":name": f"e{name}", ":sid": sid, ":email": email}
    hers = {f"submission_666/{file}": content(file) for file in files}
    hers["submission_metadata.yml"] = metadata(people)
    alone = open_download(as_zip(tmp_path / "1", others), toy)
    both = open_download(as_zip(tmp_path / "2", {**others, **hers}), toy)
    works = [
        sorted((one.student.key, one.submission.digest) for one in download.attempts)
        for download in (alone, both)
    ]
    own = [one for one in works[1] if one not in works[0]]
    assert len(own) <= 1
    assert not dict(own).keys() & dict(works[0]).keys()
    assert sorted([*works[0], *own]) == works[1]


@quick
@given(username=NAMES, files=FILES)
def test_checkouts(toy, tmp_path, username, files):
    """A checkout is known by its whole name."""
    others = {}
    for n in range(8):
        others |= {f"hw-s{n}/double.py": f"{n}", f"hw-s{n}/.git/HEAD": ""}
    own = "hw-e" + re.sub(r"[\\\n]", "", username)
    hers = {f"{own}/{file}": content(file) for file in files} | {f"{own}/.git/HEAD": ""}
    check(toy, tmp_path, others, hers, "git:hw-e", Layout.GIT)


@quick
@given(files=FILES)
def test_folders(toy, tmp_path, files):
    """What is below a student's folder is that student's."""
    others = {f"s{n}/double.py": f"{n}" for n in range(8)}
    hers = {f"eve/{file}": content(file) for file in files}
    check(toy, tmp_path, others, hers, "eve", Layout.FOLDERS)


@pytest.mark.parametrize("write", [as_zip, as_folder])
def test_who_is_alone_in_a_download_is_nobody_else(toy, tmp_path, write):
    """The first to hand in can make a folder look like a class of another kind."""
    forged = {
        "submission_metadata.yml": metadata({1: {":name": "Ada", ":sid": "1"}}),
        "submission_1/double.py": "forged",
    }
    own = "Eve_666_assignsubmission_file"
    files = {f"{own}/{name}": one for name, one in forged.items()}
    (one,) = open_download(write(tmp_path / "x", files), toy).attempts
    assert one.student.key == "moodle:666"


def test_a_canvas_name_is_that_of_the_student(toy, tmp_path):
    """The name that is shown does not come from the file that sorts first."""
    files = {
        "ada_100_5000_01_double.py": "ada",
        "ada_100_5001_total.py": "ada",
        "aaa_100_666_10_double.py": "two readings",
        "aaa_100_666_999_double.py": "two more",
    }
    download = open_download(as_zip(tmp_path / "x", files), toy)
    (one,) = download.attempts
    assert one.student.name == "ada"
    assert {one.reason for one in download.left_out} == {"ambiguous_name"}
    assert len(download.left_out) == 2
