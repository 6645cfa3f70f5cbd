"""What is found among files and folders, and what is refused."""

import os

import pytest

from grader.errors import UsageError
from grader.submissions import (
    Entry,
    TooLarge,
    find_submissions,
    holds_one_submission,
    submission_of,
)


def test_a_single_file_counts_for_its_step_alone(toy, tmp_path):
    """The maximum of a file is that of one step."""
    (tmp_path / "total.py").write_text("")
    (one,) = find_submissions([tmp_path / "total.py"], toy)
    assert one.steps == ("02_total",)
    assert one.student == tmp_path.name


def test_a_folder_counts_for_the_whole_course(toy, tmp_path):
    """Both spellings of a step's file are found; other files are left out and named."""
    for name in ("01_double.py", "total.py", "helper.py", "notes.txt", ".hidden.py"):
        (tmp_path / name).write_text("")
    (one,) = find_submissions([tmp_path], toy)
    assert [file.step for file in one.files] == ["01_double", "02_total"]
    assert one.steps == ("01_double", "02_total")
    assert [left.path for left in one.left_out] == ["helper.py", "notes.txt"]


def test_a_folder_of_folders_is_a_class(toy, tmp_path):
    """Each folder is a student, in order, also one who handed in nothing."""
    for name in ("ليلى", "o'brien", "<script>", "empty"):
        (tmp_path / name).mkdir()
        if name != "empty":
            (tmp_path / name / "double.py").write_text("")
    found = find_submissions([tmp_path], toy)
    assert {one.student for one in found} == {"ليلى", "o'brien", "<script>", "empty"}


def test_a_step_handed_in_twice_is_refused(toy, tmp_path):
    """Two files of one step: neither is graded, both are named."""
    for name in ("01_double.py", "double.py"):
        (tmp_path / name).write_text("")
    (file,) = find_submissions([tmp_path], toy)[0].files
    assert (file.refused, file.name) == ("duplicate", "01_double.py, double.py")


def test_links_are_not_followed(toy, tmp_path):
    """A link is left out, wherever it points."""
    (tmp_path / "double.py").symlink_to("/etc/hostname")
    (tmp_path / "total.py").write_text("")
    (one,) = find_submissions([tmp_path], toy)
    assert [file.step for file in one.files] == ["02_total"]
    assert one.left_out[0].reason == "symlink"


def test_a_pipe_does_not_hang(toy, tmp_path):
    """A named pipe in place of a file is refused at once."""
    os.mkfifo(tmp_path / "double.py")
    (file,) = find_submissions([tmp_path], toy)[0].files
    assert file.refused or file.content == b""


@pytest.mark.parametrize("make", ["nothing", "empty folder", "no step", "empty folders"])
def test_no_submission_is_a_usage_error(toy, tmp_path, make):
    """Each path that holds no submission is refused with what would be one."""
    path = tmp_path / "x"
    if make == "no step":
        path = tmp_path / "x.py"
        path.write_text("")
    elif make == "empty folder":
        path.mkdir()
    elif make == "empty folders":
        (path / "student").mkdir(parents=True)
    with pytest.raises(UsageError):
        find_submissions([path], toy)


def test_a_folder_that_may_not_be_read(toy, tmp_path, monkeypatch):
    """It is its student's alone, and as the one thing to grade it is an error."""
    real = os.scandir

    def scandir(path):
        if str(path).endswith("eve"):
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    for name in ("ada", "eve"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "double.py").write_text("")
    ada, eve = find_submissions([tmp_path], toy)
    assert [file.step for file in ada.files] == ["01_double"]
    assert (eve.id, eve.refused, eve.refused_name) == ("eve", "unreadable", "eve")
    with pytest.raises(UsageError, match="Make the folder readable"):
        find_submissions([tmp_path / "eve"], toy)


def test_what_is_known_to_be_too_large(toy):
    """It is that, and not unreadable."""

    def too_large(most):
        raise TooLarge

    def broken(most):
        raise OSError

    entries = [Entry("double.py", too_large), Entry("total.py", broken)]
    files = submission_of("id", "Ada", "", entries, toy).files
    assert [one.refused for one in files] == ["too_large", "unreadable"]


def test_ids_are_unique(toy, tmp_path):
    """Two students of one name keep two records."""
    for parent in ("a", "b"):
        (tmp_path / parent / "sam").mkdir(parents=True)
        (tmp_path / parent / "sam" / "double.py").write_text("")
    found = find_submissions([tmp_path / "a", tmp_path / "b"], toy)
    assert [one.id for one in found] == ["sam", "sam-2"]


def made_of(toy, files):
    """The submission of some files in memory."""
    entries = [
        Entry(name, lambda most, content=content: content[: most + 1])
        for name, content in files.items()
    ]
    return submission_of("id", "Ada", "", entries, toy)


def test_bytes_are_treated_as_a_folder_is(toy, tmp_path):
    """The same files, in memory and on disk, make the same submission."""
    files = {
        "double.py": b"\xff",
        "total.py": b"#" * 600_000,
        "b.ipynb": b"{}",
        "workshop.ipynb": b"{}",
        "x": b"",
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    (found,) = find_submissions([tmp_path], toy)
    made = made_of(toy, files)
    assert (made.files, made.notebooks) == (found.files, found.notebooks)
    assert made.left_out == found.left_out
    assert [file.refused for file in made.files] == ["not_utf8", "too_large"]
    assert [one.name for one in made.notebooks] == ["workshop.ipynb", "b.ipynb"]


def test_the_digest_tells_whether_anything_that_counts_changed(toy):
    """Order does not matter; names, contents and the border between them do."""
    files = {"double.py": b"a", "total.py": b"b", "w.ipynb": b"c"}
    digest = made_of(toy, files).digest
    assert made_of(toy, dict(reversed(files.items()))).digest == digest
    others = [
        {**files, "double.py": b"b", "total.py": b"a"},
        {**files, "w.ipynb": b"d"},
        {"01_double.py": b"a", "total.py": b"b", "w.ipynb": b"c"},
        {"double.py": b"a", "total.py": b"b"},
    ]
    assert len({digest, *(made_of(toy, one).digest for one in others)}) == 5
    assert made_of(toy, {**files, "notes.txt": b""}).digest == digest


@pytest.mark.parametrize(
    ("names", "one"),
    [
        (["double.py"], True),
        (["softmax.ipynb", "01_double.ipynb"], True),
        (["workshop.ipynb"], True),
        (["ada.ipynb", "grace.ipynb"], False),
        (["a_1_2_double.py"], False),
        ([], False),
    ],
)
def test_what_is_one_submission_for_certain(toy, tmp_path, names, one):
    """Files that are called as the exercises are; others may be one per student."""
    for name in names:
        (tmp_path / name).write_text("")
    assert holds_one_submission(tmp_path, toy) is one
