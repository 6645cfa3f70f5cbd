"""One student's file in the download of a class: it costs nobody else anything."""

import contextlib
import io
import os
import stat
import tarfile
import tempfile
import zipfile
from pathlib import Path

import pytest
from download_writers import (
    as_folder,
    as_tar,
    as_tar_gz,
    as_zip,
    by_key,
    contents,
    info,
    tarred,
    zipped,
)

from grader.downloads import open_download
from grader.downloads.listing import ArchiveLimits
from grader.errors import UsageError

MOODLE = "Eve_6_assignsubmission_file"
BLANKS = b" " * 2_000_000
NOTEBOOK = b'{"cells": [' + b'"again and again",' * 200_000 + b'""]}'


def class_zip(path, files=(), entries=()):
    """A class of Moodle with Ada in it, and hand-made entries of Eve."""
    target = path / "class.zip"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("Ada_5_assignsubmission_file/double.py", "ada")
        for name, content in files:
            archive.writestr(f"{MOODLE}/{name}", content)
        for entry, content in entries:
            archive.writestr(entry, content)
    return target


@pytest.mark.parametrize("write", [as_zip, as_tar, as_tar_gz, as_folder])
def test_files_that_pack_well(toy, tmp_path, write):
    """Blanks are too large for a step; a notebook that repeats itself is a notebook."""
    files = {
        "ada_5_11_double.py": "ada",
        "eve_6_12_double.py": BLANKS,
        "eve_6_13_work.ipynb": NOTEBOOK,
        "eve_6_14_total.py": "eve",
    }
    found = by_key(write(tmp_path / "x", files), toy)
    assert contents(found["canvas:5"]) == {"01_double": "ada"}
    refused = [one.refused for one in found["canvas:6"].submission.files]
    assert refused == ["too_large", ""]
    assert found["canvas:6"].submission.notebooks[0].content == NOTEBOOK


@pytest.mark.parametrize("pack", [zipped, tarred])
def test_blanks_in_a_students_own_archive(toy, tmp_path, pack):
    """The step is too large and what is beside it counts."""
    suffix = "zip" if pack is zipped else "tgz"
    own = pack({"double.py": BLANKS, "total.py": "x", "data.py.csv": BLANKS})
    path = as_folder(tmp_path / "x", {f"eve.{suffix}": own, "ada/double.py": ""})
    submission = by_key(path, toy)["eve"].submission
    assert [one.refused for one in submission.files] == ["too_large", ""]
    assert submission.refused == ""


def test_names_that_differ_in_case(toy, tmp_path):
    """They are two files, as they are in a folder; the one called as a step counts."""
    files = [("double.py", "eve"), ("DOUBLE.py", "other")]
    found = by_key(class_zip(tmp_path, files), toy)
    assert contents(found["moodle:6"]) == {"01_double": "eve"}
    assert contents(found["moodle:5"]) == {"01_double": "ada"}


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_one_path_twice(toy, tmp_path):
    """Neither of two entries is known to be meant."""
    files = [("double.py", "1"), ("double.py", "2"), ("total.py", "eve")]
    found = by_key(class_zip(tmp_path, files), toy)
    eve = found["moodle:6"].submission
    assert contents(found["moodle:6"]) == {"02_total": "eve"}
    assert (eve.refused, eve.refused_name) == ("archive_collision", "double.py")
    assert contents(found["moodle:5"]) == {"01_double": "ada"}


@pytest.mark.parametrize(
    "name",
    [
        *("a\\double.py", "../double.py", "x/../../double.py"),
        *("a/" * 12 + "..\\double.py", "é" * 600 + "/double.py", "C\\:/double.py"),
    ],
)
def test_a_bad_name_below_a_students_folder(toy, tmp_path, name):
    """The file is left out, the student is told, and what is beside it counts."""
    found = by_key(class_zip(tmp_path, [(name, "bad"), ("total.py", "eve")]), toy)
    eve = found["moodle:6"].submission
    assert contents(found["moodle:6"]) == {"02_total": "eve"}
    assert contents(found["moodle:5"]) == {"01_double": "ada"}
    assert eve.left_out
    assert eve.refused == ("" if name.startswith(("a/", "x/")) else "archive_path")


def test_a_path_that_is_too_deep(toy, tmp_path):
    """It lies in a folder that is not gone into."""
    files = [("a/" * 30 + "double.py", "deep"), ("total.py", "eve")]
    found = by_key(class_zip(tmp_path, files), toy)
    assert contents(found["moodle:6"]) == {"02_total": "eve"}
    assert [one.reason for one in found["moodle:6"].submission.left_out] == ["folder"]
    assert contents(found["moodle:5"]) == {"01_double": "ada"}


@pytest.mark.parametrize(
    ("kind", "reason"),
    [(stat.S_IFLNK, "archive_link"), (stat.S_IFIFO, "archive_special")],
)
def test_what_is_no_file(toy, tmp_path, kind, reason):
    """A link is not followed, and the step is unreadable and not missing."""
    entry = info(f"{MOODLE}/double.py", kind | 0o777)
    eve = by_key(class_zip(tmp_path, (), [(entry, "/etc/passwd")]), toy)["moodle:6"]
    assert (eve.submission.refused, eve.submission.files) == (reason, ())
    assert [one.reason for one in eve.submission.left_out] == [reason]


def test_a_link_in_a_tar_of_the_class(toy, tmp_path):
    """The same, in the other kind of archive."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        for name, kind in (("eve", tarfile.SYMTYPE), ("bob", tarfile.CHRTYPE)):
            member = tarfile.TarInfo(f"{name}/double.py")
            member.type, member.linkname = kind, "../ada/double.py"
            archive.addfile(member)
        member = tarfile.TarInfo("ada/double.py")
        archive.addfile(member, io.BytesIO())
    (tmp_path / "class.tar").write_bytes(file.getvalue())
    found = by_key(tmp_path / "class.tar", toy)
    assert contents(found["ada"]) == {"01_double": ""}
    assert found["eve"].submission.refused == "archive_link"
    assert found["bob"].submission.refused == "archive_special"


@pytest.mark.parametrize("name", ["../double.py", "/etc/passwd", "C:/x/double.py"])
def test_a_path_in_nobodys_folder(toy, tmp_path, name):
    """It is listed and belongs to nobody."""
    download = open_download(class_zip(tmp_path, (), [(name, "x")]), toy)
    assert [(one.path, one.reason) for one in download.left_out] == [(name, "archive_path")]
    assert [one.student.key for one in download.attempts] == ["moodle:5"]


def test_many_names_with_backslashes(toy, tmp_path):
    """They stay the student's own, and do not make the class unrecognised."""
    files = {f"eve_6_{n}_a\\double.py": "" for n in range(100, 130)}
    files |= {f"s_{n}_{n}_double.py": "x" for n in range(10, 20)}
    download = open_download(as_zip(tmp_path / "x", files), toy)
    assert download.layout == "canvas"
    assert len(download.attempts) == 11


def test_one_attempt_cannot_use_up_the_class(toy, tmp_path, monkeypatch):
    """Files beyond what an attempt may hold are too large; everybody else's are read."""
    monkeypatch.setattr("grader.downloads.attempts.OWN_LIMITS", ArchiveLimits(10, 1000))
    files = {f"eve/{n}.ipynb": os.urandom(400) for n in range(4)}
    files |= {"ada/double.py": "ada"}
    found = by_key(as_zip(tmp_path / "x", files), toy)
    refused = [one.refused for one in found["eve"].submission.notebooks]
    assert refused == ["", "", "too_large", "too_large"]
    assert contents(found["ada"]) == {"01_double": "ada"}


@pytest.fixture
def shared_folder():
    """A folder that any user may reach."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


@contextlib.contextmanager
def without_rights(closed):
    """A folder that may not be read, seen by a user who may not read everything."""
    mode = closed.stat().st_mode
    closed.chmod(0)
    privileged = os.geteuid() == 0
    try:
        if privileged:
            os.seteuid(65534)
        yield
    finally:
        if privileged:
            os.seteuid(0)
        closed.chmod(mode)


@pytest.mark.parametrize(
    ("closed", "key"),
    [
        ("Eve_6_assignsubmission_file", "moodle:6"),
        ("Eve_6_assignsubmission_file/inner", "moodle:6"),
        ("eve", "eve"),
        ("hw-eve", "git:hw-eve"),
        ("submission_6", "gradescope:sid:6"),
    ],
)
def test_a_folder_that_may_not_be_read(toy, shared_folder, closed, key):
    """Its student's work is unreadable, and all others are graded."""
    own = closed.partition("/")[0]
    other = own.replace("6", "5").replace("Eve", "Ada").replace("eve", "ada")
    files = {f"{closed}/double.py": "eve", f"{other}/double.py": "ada"}
    if key.startswith("git"):
        files |= {f"{one}/.git/HEAD": "" for one in (own, other)}
    if key.startswith("gradescope"):
        files["submission_metadata.yml"] = "".join(
            f"submission_{n}: {{':submitters': [{{':sid': '{n}'}}]}}\n" for n in (5, 6)
        )
    path = as_folder(shared_folder / "class", files)
    with without_rights(path / closed):
        found = by_key(path, toy)
    assert found[key].submission.refused == "unreadable"
    assert found[key].submission.refused_name == own
    (ada,) = (one for name, one in found.items() if name != key)
    assert contents(ada) == {"01_double": "ada"}


@pytest.mark.parametrize("inside", [True, False])
def test_a_download_that_may_not_be_read(toy, shared_folder, inside):
    """It is said, and what to do."""
    path = as_folder(shared_folder / "a" / "class", {"ada/double.py": ""})
    with (
        without_rights(path if inside else path.parent),
        pytest.raises(UsageError, match="Make the folder"),
    ):
        open_download(path, toy)


def test_metadata_that_may_not_be_read(toy, shared_folder):
    """The file is named."""
    files = {"submission_metadata.yml": "", "submission_1/double.py": ""}
    path = as_folder(shared_folder / "class", files)
    with (
        without_rights(path / "submission_metadata.yml"),
        pytest.raises(UsageError, match=r"submission_metadata\.yml cannot be read"),
    ):
        open_download(path, toy)
