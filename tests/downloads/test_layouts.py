"""Each layout as its system makes it, as an archive and as the folder that was in it."""

import datetime
import zoneinfo

import pytest
from download_writers import (
    DOUBLE,
    as_folder,
    as_tar,
    as_tar_gz,
    as_zip,
    by_key,
    contents,
    zipped,
)

from grader.downloads import Layout, open_download
from grader.errors import UsageError

CANVAS = {
    "lovelaceada_101_9001_double.py": "ada",
    "lovelaceada_101_9002_total.py": "ada",
    "hoppergrace_LATE_102_9003_01_double-2.py": "newest",
    "hoppergrace_LATE_102_9004_01_double.py": "oldest",
    "hoppergrace_LATE_102_9005_01_double-1.py": "older",
    "هدىليلى_103_9006_work.zip": zipped({"hw/double.py": "layla", "__MACOSX/._x": ""}),
    "obrien_104_text.html": "<p>typed</p>",
    "obrien_104_link.html": "<a>",
    "noether_105_9008_workshop-1.ipynb": "{}",
}
MOODLE = {
    "Ada Lovelace_11_assignsubmission_file/double.py": "ada",
    "Grace O'Hopper_12_assignsubmission_file_/inner/double.py": "grace",
    "ليلى هدى_13_assignsubmission_file/total.py": "layla",
    "Emmy N_14_assignsubmission_onlinetext/onlinetext.html": "typed",
    "Ada Lovelace_11_assignsubmission_onlinetext/onlinetext.html": "typed",
}
BLACKBOARD = {
    "Week_1_ada_l_attempt_2026-05-01-10-00-00.txt": "Name: Ada Lovelace (ada_l)\nX: 1\n",
    "Week_1_ada_l_attempt_2026-05-01-10-00-00_double.py": "first",
    "Week_1_ada_l_attempt_2026-05-02-09-30-00.txt": "Name: Ada Lovelace (ada_l)\nX: 1\n",
    "Week_1_ada_l_attempt_2026-05-02-09-30-00_double.py": "second",
    "Week_1_grace_attempt_2026-05-03-00-00-00_double.py": "grace",
}
GRADESCOPE = {
    "assignment_5_export/submission_metadata.yml": """---
submission_7:
  :submitters:
  - :name: Ada Lovelace
    :sid: '00123'
    :email: ada@example.org
  - :name: ليلى
    :sid: 124
  :created_at: 2026-05-01 10:00:00.123456789 Z
  :score: 3.0
  :results: {tests: [{output: "a: b\\nc"}]}
submission_8:
  :submitters:
  - :name: Grace
    :email: grace@example.org
  :created_at: !ruby/object:ActiveSupport::TimeWithZone
    utc: 2026-05-02 11:00:00 Z
    zone: &1 !ruby/object:ActiveSupport::TimeZone {name: Berlin}
    time: 2026-05-02 13:00:00 Z
""",
    "assignment_5_export/submission_7/double.py": "group",
    "assignment_5_export/submission_8/double.py": "grace",
    "assignment_5_export/submission_9/double.py": "nobody's",
}
FOLDERS = {
    "ada/double.py": "ada",
    "ada/notes.txt": "",
    "o'brien.zip": zipped({"double.py": "brien"}),
    "ليلى/hw 1/double.py": "layla",
    "emmy.ipynb": "{}",
    ".DS_Store": "",
    "=cmd()/total.py": "formula",
}
WRITERS = [as_folder, as_zip, as_tar, as_tar_gz]


@pytest.fixture(params=WRITERS, ids=lambda one: one.__name__)
def hand_over(request, tmp_path):
    """Writes files as a folder or as one kind of archive."""
    return lambda files: request.param(tmp_path / "download", files)


def test_canvas(toy, hand_over):
    """Attachments are one attempt, the newest version counts, lateness is told."""
    path = hand_over(CANVAS)
    assert open_download(path, toy).layout is Layout.CANVAS
    found = by_key(path, toy)
    assert contents(found["canvas:101"]) == {"01_double": "ada", "02_total": "ada"}
    assert contents(found["canvas:102"]) == {"01_double": "newest"}
    assert contents(found["canvas:103"]) == {"01_double": "layla"}
    assert [found[f"canvas:10{n}"].late for n in (1, 2)] == [False, True]
    assert found["canvas:102"].student.ids == {"canvas": "102"}
    (notebook,) = found["canvas:105"].submission.notebooks
    assert notebook.name == "workshop.ipynb"


def test_canvas_names_what_was_left_out(toy, tmp_path):
    """Older versions, typed text and links are listed with their student."""
    found = by_key(as_zip(tmp_path / "x", CANVAS), toy)
    older = [one.path for one in found["canvas:102"].submission.left_out]
    assert older == ["01_double.py", "01_double-1.py"]
    reasons = [one.reason for one in found["canvas:104"].submission.left_out]
    assert reasons == ["link_entry", "text_entry"]


def test_canvas_anonymous(toy, hand_over):
    """Without names the id alone stands for the student."""
    files = {"anon_x7Y2a_1_double.py": "1", "LATE_anon_123_2_double.py": "2"}
    found = by_key(hand_over(files), toy)
    assert {key: one.late for key, one in found.items()} == {
        "canvas-anon:x7Y2a": False,
        "canvas-anon:123": True,
    }
    assert found["canvas-anon:123"].student.ids == {}


def test_a_canvas_name_with_two_readings_is_nobodys(toy, tmp_path):
    """A file or a name that holds two more ids is attributed to neither student."""
    files = {**CANVAS, "x_666_1_101_9009_double.py": "whose?"}
    download = open_download(as_zip(tmp_path / "x", files), toy)
    keys = {one.student.key for one in download.attempts}
    assert "canvas:666" not in keys
    assert [one.reason for one in download.left_out] == ["ambiguous_name"]


def test_a_number_of_the_students_own_is_no_version(toy, tmp_path):
    """`lab-2.ipynb` without a `lab.ipynb` keeps its name and its neighbours."""
    files = {"a_1_2_lab-1.ipynb": "{}", "a_1_3_lab-2.ipynb": "{}"}
    (one,) = open_download(as_zip(tmp_path / "x", files), toy).attempts
    names = {notebook.name for notebook in one.submission.notebooks}
    assert names == {"lab-1.ipynb", "lab-2.ipynb"}


def test_moodle(toy, hand_over):
    """Both spellings of a folder; its own name is kept for the way back."""
    path = hand_over(MOODLE)
    assert open_download(path, toy).layout is Layout.MOODLE
    found = by_key(path, toy)
    assert contents(found["moodle:11"]) == {"01_double": "ada"}
    assert contents(found["moodle:12"]) == {"01_double": "grace"}
    assert found["moodle:13"].student.name == "ليلى هدى"
    assert found["moodle:12"].student.ids["moodle_folder"].endswith("_file_")
    assert found["moodle:11"].student.ids["moodle_folder"].endswith("_file")
    assert [one.reason for one in found["moodle:14"].submission.left_out] == ["text_entry"]


def test_moodle_without_folders(toy, hand_over):
    """The flat form of the same download is read as well."""
    files = {
        "Ada_11_assignsubmission_file_double.py": "ada",
        "Grace_12_assignsubmission_file_01_double.py": "grace",
    }
    found = by_key(hand_over(files), toy)
    assert contents(found["moodle:12"]) == {"01_double": "grace"}
    assert found["moodle:11"].student.ids["moodle_folder"] == (
        "Ada_11_assignsubmission_file"
    )


def test_blackboard(toy, hand_over):
    """Attempts are numbered by time, in the zone that was given."""
    berlin = zoneinfo.ZoneInfo("Europe/Berlin")
    download = open_download(hand_over(BLACKBOARD), toy, time_zone=berlin)
    assert download.layout is Layout.BLACKBOARD
    told = [
        (one.student.key, one.student.name, one.number, contents(one)["01_double"])
        for one in download.attempts
    ]
    assert told == [
        ("blackboard:ada_l", "Ada Lovelace", 1, "first"),
        ("blackboard:ada_l", "Ada Lovelace", 2, "second"),
        ("blackboard:grace", "grace", 1, "grace"),
    ]
    assert download.attempts[0].submitted == datetime.datetime(
        2026, 5, 1, 8, tzinfo=datetime.UTC
    )
    assert len({one.submission.id for one in download.attempts}) == 3


def test_blackboard_does_not_guess_a_username(toy, tmp_path):
    """One name with several `_` and no text beside it is nobody's."""
    files = {"Week_1_j_doe_attempt_2026-05-01-10-00-00_double.py": "?"}
    download = open_download(as_zip(tmp_path / "x", files), toy)
    assert download.attempts == ()
    assert [one.reason for one in download.left_out] == ["ambiguous_name"]


def test_blackboard_text_cannot_name_someone_else(toy, tmp_path):
    """What is typed below the head of the text, or does not fit, is not believed."""
    head = "Week 1_ada_attempt_2026-05-01-10-00-00"
    files = {
        f"{head}.txt": "Date: x\n\nName: Grace (grace)\n",
        f"{head}_double.py": "ada",
    }
    assert set(by_key(as_zip(tmp_path / "x", files), toy)) == {"blackboard:ada"}


def test_gradescope(toy, hand_over):
    """Each of a group has the attempt; times are read in both spellings."""
    path = hand_over(GRADESCOPE)
    download = open_download(path, toy)
    assert download.layout is Layout.GRADESCOPE
    found = by_key(path, toy)
    assert set(found) == {
        "gradescope:email:ada@example.org",
        "gradescope:sid:124",
        "gradescope:email:grace@example.org",
    }
    group = [found["gradescope:email:ada@example.org"], found["gradescope:sid:124"]]
    assert {contents(one)["01_double"] for one in group} == {"group"}
    assert group[0].student.ids == {"sid": "00123"}
    assert group[0].submitted.microsecond == 123456
    assert found["gradescope:email:grace@example.org"].submitted.hour == 11
    assert [(one.path, one.reason) for one in download.left_out] == [
        ("submission_9", "not_in_metadata")
    ]


@pytest.mark.parametrize(
    "metadata",
    [
        "- a list",
        "",
        "{",
        "[" * 5000,
        "\t",
        "a: 1\na: 2",
        f"a: {'[' * 60}{']' * 60}",
        b"\xff\xfe\x00",
    ],
)
def test_metadata_that_cannot_be_read(toy, tmp_path, metadata):
    """The message names the file and says what to do."""
    files = {"submission_metadata.yml": metadata, "submission_1/double.py": ""}
    with pytest.raises(UsageError, match=r"submission_metadata\.yml .* Export again"):
        open_download(as_folder(tmp_path / "x", files), toy)


@pytest.mark.parametrize(
    "metadata",
    [
        "a: &x [*x, *x]\nb: *x",
        "submission_1: !!python/object/apply:os.system ['false']",
        "submission_1:\n  :submitters: Ada",
        'submission_1:\n  :submitters: [Ada, {}, [{":name": Ada}]]',
    ],
)
def test_odd_metadata_name_nobody(toy, tmp_path, metadata):
    """No tag runs anything, and no student is made out of something else."""
    files = {"submission_metadata.yml": metadata, "submission_1/double.py": ""}
    download = open_download(as_folder(tmp_path / "x", files), toy)
    assert download.attempts == ()
    assert "submission_1" in {one.path for one in download.left_out}


def test_folders(toy, hand_over):
    """A folder, an archive or a notebook is named after its student."""
    path = hand_over(FOLDERS)
    assert open_download(path, toy).layout is Layout.FOLDERS
    found = by_key(path, toy)
    assert set(found) == {"ada", "o'brien", "ليلى", "emmy", "=cmd()"}
    assert contents(found["o'brien"]) == {"01_double": "brien"}
    assert contents(found["ليلى"]) == {"01_double": "layla"}
    assert [one.path for one in found["ada"].submission.left_out] == ["notes.txt"]


def test_one_student_handed_in_twice_is_an_error(toy, tmp_path):
    """A folder and an archive of one name are not guessed to be attempts."""
    files = {"ada/double.py": "", "ada.zip": zipped({"double.py": ""})}
    with pytest.raises(UsageError, match=r"ada\.zip"):
        open_download(as_folder(tmp_path / "x", files), toy)


def test_a_class_in_one_more_folder(toy, hand_over):
    """An archive of a folder of folders is read as if it held them itself."""
    files = {f"class of 26/{name}/double.py": name for name in ("ada", "grace")}
    assert set(by_key(hand_over(files), toy)) == {"ada", "grace"}


def test_one_students_folder(toy, hand_over):
    """A folder with steps in it is one submission; its folders are left out."""
    files = {"double.py": "x", "old/double.py": "y"}
    (one,) = open_download(hand_over(files), toy).attempts
    assert one.student.key == "download"
    assert [left.reason for left in one.submission.left_out] == ["folder"]


def test_steps_beside_students_are_an_error(toy, tmp_path):
    """A stray step file must not turn a class into one student."""
    files = {"double.py": "", "ada/double.py": "", "grace/double.py": ""}
    with pytest.raises(UsageError, match="ada and grace"):
        open_download(as_folder(tmp_path / "x", files), toy)


def test_checkouts(toy, hand_over):
    """A username is what follows what all names begin with, hyphens included."""
    files = {}
    for name in ("hw-1-ada", "hw-1-ann-lee", "hw-1-ليلى"):
        files |= {f"{name}/double.py": name, f"{name}/.git/hooks/post-checkout": "exit 1"}
    path = hand_over(files)
    assert open_download(path, toy).layout is Layout.GIT
    found = by_key(path, toy)
    told = {key: one.student.ids["github"] for key, one in found.items()}
    assert told == {
        "git:hw-1-ada": "ada",
        "git:hw-1-ann-lee": "ann-lee",
        "git:hw-1-ليلى": "ليلى",
    }
    assert all(one.submission.left_out == () for one in found.values())


def test_a_single_checkout_has_no_certain_username(toy, tmp_path):
    """`hw-ann-lee` may be lee's or ann-lee's."""
    files = {"hw-ann-lee/double.py": "", "hw-ann-lee/.git/HEAD": ""}
    (one,) = open_download(as_folder(tmp_path / "x", files), toy).attempts
    assert (one.student.key, one.student.ids) == ("git:hw-ann-lee", {})


def test_strays_are_named(toy, tmp_path):
    """What does not fit a layout that nearly all else fits is listed."""
    files = {f"s{n}_{n}_{n}_double.py": "" for n in range(1, 10)} | {"notes.txt": ""}
    download = open_download(as_folder(tmp_path / "x", files), toy)
    assert [(one.path, one.reason) for one in download.left_out] == [
        ("notes.txt", "not_understood")
    ]


def test_half_a_layout_is_no_layout(toy, tmp_path):
    """Without a strong majority the download is refused, with the numbers seen."""
    files = {f"s{n}_{n}_{n}_a.zip": zipped({}) for n in range(1, 6)}
    files |= {f"s{n}.zip": zipped({}) for n in range(5)}
    path = as_folder(tmp_path / "x", files)
    with pytest.raises(UsageError, match="5 as canvas"):
        open_download(path, toy)
    assert len(open_download(path, toy, Layout.CANVAS).attempts) == 5


@pytest.mark.parametrize("layout", [one for one in Layout if one is not Layout.FOLDERS])
def test_a_layout_that_does_not_fit_is_refused(toy, tmp_path, layout):
    """The message says what was seen instead."""
    path = as_folder(tmp_path / "x", FOLDERS)
    with pytest.raises(UsageError, match="3 folders"):
        open_download(path, toy, layout)


def test_a_layout_can_be_forced(toy, tmp_path):
    """A folder of folders that look like Moodle's can be taken as they are named."""
    path = as_folder(tmp_path / "x", MOODLE)
    assert open_download(path, toy, Layout.FOLDERS).layout is Layout.FOLDERS


@pytest.mark.parametrize("files", [{}, {"a/": ""}, {"a/notes.txt": ""}, {"notes.txt": ""}])
def test_nothing_to_grade_is_an_error(toy, tmp_path, files):
    """A folder without a submission says what was expected."""
    with pytest.raises(UsageError):
        open_download(as_folder(tmp_path / "x", files), toy)


def test_a_path_that_is_not_there(toy, tmp_path):
    """It is said, and nothing else happens."""
    with pytest.raises(UsageError, match="No such file"):
        open_download(tmp_path / "no.zip", toy)


def test_a_single_file_is_one_attempt(toy, tmp_path):
    """A step's file by itself counts for its step alone."""
    as_folder(tmp_path / "ada", {"double.py": DOUBLE})
    (one,) = open_download(tmp_path / "ada" / "double.py", toy).attempts
    assert (one.student.name, one.submission.steps) == ("ada", ("01_double",))


def test_links_on_disk_are_not_followed(toy, tmp_path):
    """Neither a student's folder nor a file in one leads elsewhere."""
    path = as_folder(tmp_path / "x", {"ada/total.py": "", "bob/total.py": ""})
    (path / "ada" / "double.py").symlink_to("/etc/hostname")
    (path / "eve").symlink_to("/etc")
    download = open_download(path, toy)
    assert [one.student.key for one in download.attempts] == ["ada", "bob"]
    assert [one.reason for one in download.left_out] == ["symlink"]
    assert [one.reason for one in download.attempts[0].submission.left_out] == ["symlink"]


def test_the_same_work_has_the_same_digest(toy, tmp_path):
    """Whether from a folder or an archive; one changed byte is another digest."""
    files = {"ada/double.py": "a", "ada/total.py": "b", "ada/w.ipynb": "{}"}
    other = {**files, "ada/double.py": "c", "bob/double.py": ""}
    digests = [
        by_key(path, toy)["ada"].submission.digest
        for path in (
            as_folder(tmp_path / "1", files),
            as_zip(tmp_path / "2", dict(reversed(files.items()))),
            as_folder(tmp_path / "3", other),
        )
    ]
    assert digests[0] == digests[1] != digests[2]
