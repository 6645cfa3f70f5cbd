"""Files of a report: whole or not at all, with safe names."""

from __future__ import annotations

import errno
import os
import re
from dataclasses import replace

import pytest

from grader.errors import UsageError
from grader.report import write_reports
from grader.report.write import safe_name


def test_a_report_is_complete(run, tmp_path):
    """The index, the results and one page per submission are written, and nothing else."""
    index = write_reports(run, tmp_path / "new" / "folder")
    assert index.name == "index.html"
    assert (index.parent / "results.json").is_file()
    assert len(list((index.parent / "submissions").iterdir())) == len(run.submissions)
    assert not list(index.parent.rglob(".writing*"))


def test_every_link_of_the_index_leads_somewhere(run, tmp_path):
    """Each address in the index is a file of the report with that step."""
    index = write_reports(run, tmp_path)
    links = re.findall(r'href="(submissions/[^"]+)"', index.read_text("utf-8"))
    assert links
    for link in links:
        path, _, fragment = link.partition("#")
        assert (tmp_path / path).is_file()
        if fragment:
            assert f'id="{fragment}"' in (tmp_path / path).read_text("utf-8")


@pytest.mark.parametrize("failing", ["replace", "fsync"])
def test_a_full_disk_leaves_the_old_report(run, tmp_path, monkeypatch, failing):
    """When the disk is full the old files stay as they were and no part is left behind."""
    write_reports(run, tmp_path)
    before = {one: one.read_bytes() for one in tmp_path.rglob("*") if one.is_file()}

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, failing, full)
    with pytest.raises(UsageError, match="disk is full"):
        write_reports(replace(run, course_title="Another"), tmp_path)
    after = {one: one.read_bytes() for one in tmp_path.rglob("*") if one.is_file()}
    assert after == before


def test_out_that_is_a_file(run, tmp_path):
    """A file in the place of the folder is a usage error that names it."""
    path = tmp_path / "taken"
    path.write_text("x")
    with pytest.raises(UsageError, match="taken"):
        write_reports(run, path)
    assert path.read_text() == "x"


def test_out_that_may_not_be_written(run, tmp_path, monkeypatch):
    """A folder without permission is a usage error that says what to do."""

    def denied(*_, **__):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr("tempfile.mkstemp", denied)
    with pytest.raises(UsageError, match=r"permission denied.*another folder"):
        write_reports(run, tmp_path)


@pytest.mark.parametrize("name", ["ada", "team_7", "a.b-c", "05_mse"])
def test_plain_ids_name_their_file(name):
    """A plain id is its own file name."""
    assert safe_name(name) == name


@pytest.mark.parametrize(
    "id",
    [
        "<script>alert('x')</script>",
        "../../etc/passwd",
        "a/b",
        "ليلى",
        "",
        "..",
        ".hidden",
        "con",
        "NUL.txt",
        "x" * 300,
        "tab\tnew\nline",
        "\ud800",
        "O'Neil",
        "a.",
        "Ada",
        "ada-0123456789",
    ],
)
def test_other_ids_get_a_safe_name(id):
    """Any other id becomes small letters, digits and dashes with a digest."""
    assert re.fullmatch(r"[a-z0-9-]{1,50}-[0-9a-f]{10}", safe_name(id))


def test_ids_that_differ_in_case_do_not_collide(run, tmp_path):
    """Two ids that differ only in case get files that differ where case does not count."""
    one, other = run.submissions[0], replace(run.submissions[0], id="ADA")
    write_reports(replace(run, submissions=(one, other)), tmp_path)
    names = {path.name.casefold() for path in (tmp_path / "submissions").iterdir()}
    assert len(names) == 2
