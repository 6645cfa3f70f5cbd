"""Archives that were made to do harm, or are merely broken."""

import io
import os
import stat
import tarfile
import zipfile

import pytest
from download_writers import (
    as_folder,
    as_zip,
    by_key,
    contents,
    encrypted,
    info,
    overlapping,
    tarred,
    unflagged,
    zipped,
    zipped_with,
)

from grader.downloads import open_download
from grader.downloads.archives import open_archive
from grader.downloads.listing import (
    OWN_LIMITS,
    ArchiveLimits,
    ArchiveRefused,
    safe_path,
)
from grader.errors import UsageError

GOOD = {"double.py": "good"}


def tar_of(name: str, kind: bytes, target: str = "") -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        member = tarfile.TarInfo(name)
        member.type, member.linkname = kind, target
        archive.addfile(member)
    return file.getvalue()


def with_wrong_size(content: bytes) -> bytes:
    """The directory and the entry say 1 byte; there are more."""
    changed = bytearray(content)
    for mark, offset in ((b"PK\3\4", 22), (b"PK\1\2", 24)):
        at = changed.find(mark) + offset
        changed[at : at + 4] = (1).to_bytes(4, "little")
    return bytes(changed)


def with_other_method(content: bytes, method: int) -> zipfile.ZipInfo:
    made = info("double.py")
    made.compress_type = method
    return zipped_with((made, content))


ATTACKS = {
    "overlap": ("archive_bomb", "zip", overlapping()),
    "many": ("archive_entries", "zip", zipped({f"{n}.txt": "" for n in range(10_001)})),
    "parent": ("archive_path", "zip", zipped({**GOOD, "../double.py": ""})),
    "parent inside": ("archive_path", "zip", zipped({**GOOD, "a/../../b.py": ""})),
    "absolute": ("archive_path", "zip", zipped({**GOOD, "/etc/passwd": ""})),
    "drive": ("archive_path", "zip", zipped({**GOOD, "C:/x.py": ""})),
    "windows parent": ("archive_path", "zip", zipped({**GOOD, "a\\..\\..\\x.py": ""})),
    "unc": ("archive_path", "zip", zipped({**GOOD, "\\\\host\\x.py": ""})),
    "mixed": ("archive_path", "zip", zipped({**GOOD, "a\\b/x.py": ""})),
    "null": ("archive_path", "zip", zipped({**GOOD, "a.txt": ""}).replace(b"a.t", b"a\0t")),
    "long": ("archive_path", "zip", zipped({**GOOD, "é" * 600: ""})),
    "deep": ("archive_path", "zip", zipped({**GOOD, "a/" * 21 + "x": ""})),
    "case": ("archive_collision", "zip", zipped({**GOOD, "Double.py": ""})),
    "unicode": ("archive_collision", "zip", zipped({"é.txt": "", "e\u0301.txt": ""})),
    "case of folders": ("archive_collision", "zip", zipped({"A/x": "", "a/y": ""})),
    "file and folder": ("archive_collision", "zip", zipped({"a": "", "a/y": ""})),
    "link": (
        "archive_link",
        "zip",
        zipped_with((info("double.py", stat.S_IFLNK | 0o777), b"/etc/passwd")),
    ),
    "device": ("archive_special", "zip", zipped_with((info("x", stat.S_IFCHR), b""))),
    "password": ("archive_encrypted", "zip", encrypted(zipped(GOOD))),
    "bzip2": ("archive_kind", "zip", with_other_method(b"x", zipfile.ZIP_BZIP2)),
    "lzma": ("archive_kind", "zip", with_other_method(b"x", zipfile.ZIP_LZMA)),
    "rar": ("archive_kind", "rar", b"Rar!\x1a\x07\x00"),
    "cut": ("archive_unreadable", "zip", zipped(GOOD)[:-10]),
    "empty": ("archive_none", "zip", b""),
    "no archive": ("archive_none", "zip", b"def double(x): pass"),
    "wrong size": ("archive_unreadable", "zip", with_wrong_size(zipped(GOOD))),
    "no tar": ("archive_none", "tar", b"%PDF-1.7" * 200),
    "tar link": ("archive_link", "tar", tar_of("double.py", tarfile.SYMTYPE, "/etc")),
    "tar hard link": ("archive_link", "tar", tar_of("a.py", tarfile.LNKTYPE, "b.py")),
    "tar device": ("archive_special", "tar", tar_of("double.py", tarfile.CHRTYPE)),
    "tar pipe": ("archive_special", "tar", tar_of("double.py", tarfile.FIFOTYPE)),
    "tar parent": ("archive_path", "tar", tarred({"../x.py": ""}, "w")),
    "tar twice": ("archive_collision", "tar", tarred(GOOD, "w")[:1024] + tarred(GOOD, "w")),
    "tar cut": ("archive_unreadable", "tgz", tarred({"double.py": os.urandom(9000)})[:-99]),
    "tar damaged": (
        "archive_unreadable",
        "tar",
        tarred(GOOD, "w")[:1024] + b"x" * 512 + tarred({"total.py": ""}, "w"),
    ),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_is_its_students_own_affair(toy, tmp_path, attack):
    """The archive is refused with its reason, and the neighbour is graded."""
    reason, suffix, content = ATTACKS[attack]
    files = {f"eve.{suffix}": content, "ada.zip": zipped(GOOD)}
    found = by_key(as_folder(tmp_path / "x", files), toy)
    submission = next(one.submission for key, one in found.items() if key != "ada")
    assert submission.refused == reason
    assert submission.files == ()
    assert submission.refused_name.startswith("eve.")
    assert contents(found["ada"]) == {"01_double": "good"}


@pytest.mark.parametrize(
    ("attack", "told"),
    [
        ("overlap", r"double\.py' would unpack .* take that entry out"),
        ("wrong size", r"double\.py' is damaged\. Download it again"),
        ("password", r"double\.py' needs a password\. Unpack it yourself"),
        ("bzip2", r"double\.py' is packed in a way .* Unpack it yourself"),
        ("cut", r"this archive is damaged\. Download it again"),
        ("empty", r"this archive is no archive"),
        ("no tar", r"this archive is no archive"),
    ],
)
def test_what_is_wrong_with_the_archive_of_the_class(toy, tmp_path, attack, told):
    """What no student can do stops the download, and the message says what to do."""
    path = tmp_path / "class.zip"
    path.write_bytes(ATTACKS[attack][2])
    with pytest.raises(UsageError, match=told):
        open_download(path, toy)


@pytest.mark.parametrize("limits", [ArchiveLimits(100, 50, True), ArchiveLimits(2, 10**9)])
def test_a_class_that_is_too_large(toy, tmp_path, monkeypatch, limits):
    """The total and the number of entries are those of the whole class."""
    monkeypatch.setattr("grader.downloads.reading.CLASS_LIMITS", limits)
    files = {f"{name}/double.py": "#" * 30 for name in ("ada", "bob", "eve")}
    with pytest.raises(UsageError, match=r"its entry '.*Unpack it yourself"):
        open_download(as_zip(tmp_path / "x", files), toy)


def test_the_entry_to_blame_is_named(toy, tmp_path):
    """A student reads which entry it was."""
    files = {"eve.zip": zipped({**GOOD, "../évil.py": ""}), "a/double.py": ""}
    eve = by_key(as_folder(tmp_path / "x", files), toy)["eve"].submission
    assert eve.refused_name == "eve.zip (../évil.py)"
    assert [(one.path, one.reason) for one in eve.left_out] == [
        ("eve.zip (../évil.py)", "archive_path")
    ]


def test_what_is_beside_a_bad_archive_counts(toy, tmp_path):
    """A good file is not lost to a bad archive that came with it."""
    files = {"a_1_2_double.py": "good", "a_1_3_more.zip": b"PK", "b_2_4_double.py": ""}
    one = by_key(as_folder(tmp_path / "x", files), toy)["canvas:1"]
    assert contents(one) == {"01_double": "good"}
    assert one.submission.refused == "archive_unreadable"


def test_an_archive_in_a_students_archive_is_left_out(toy, tmp_path):
    """One level of nesting is read and no more, so that none inflates for ever."""
    inner = zipped({"total.py": "deep"})
    files = {"ada.zip": zipped({"double.py": "x", "inner.zip": inner}), "b/double.py": ""}
    ada = by_key(as_zip(tmp_path / "x", files), toy)["ada"]
    assert contents(ada) == {"01_double": "x"}
    assert [one.reason for one in ada.submission.left_out] == ["archive_nested"]


def test_what_never_counts_is_not_inflated(toy, tmp_path):
    """Large data beside a step cost neither memory nor the step."""
    files = {"double.py": "x", "train.csv": b"\0" * 5_000_000}
    path = as_folder(tmp_path / "x", {"ada.zip": zipped(files), "b/double.py": ""})
    ada = by_key(path, toy)["ada"]
    assert contents(ada) == {"01_double": "x"}
    assert [one.reason for one in ada.submission.left_out] == ["not_a_step"]


def test_links_in_ignored_folders_do_not_matter(toy, tmp_path):
    """An environment that was packed along is full of links and of doubles."""
    link = info(".venv/bin/python", stat.S_IFLNK | 0o777)
    content = zipped_with((info("double.py"), b"x"), (link, b"/usr/bin/python3"))
    path = as_folder(tmp_path / "x", {"ada.zip": content, "b/double.py": ""})
    assert contents(by_key(path, toy)["ada"]) == {"01_double": "x"}


def test_backslashes_of_windows_are_separators(toy, tmp_path):
    """A zip of an old Windows program has the folders that it means."""
    folder, file = info("hw\\"), info("hw\\double.py")
    folder.create_system = file.create_system = 0
    content = zipped_with((folder, b""), (file, b"x"))
    path = as_folder(tmp_path / "x", {"ada.zip": content, "b/double.py": ""})
    assert contents(by_key(path, toy)["ada"]) == {"01_double": "x"}


def test_names_without_the_flag_are_utf8_first(toy, tmp_path):
    """Arabic names survive a program that does not say how it wrote them."""
    path = tmp_path / "x.zip"
    path.write_bytes(unflagged(zipped({"ليلى/double.py": "x", "zoë/double.py": "y"})))
    assert set(by_key(path, toy)) == {"ليلى", "zoë"}


def test_names_in_cp437_are_read(toy, tmp_path):
    """A byte that is no UTF-8 is what zip has always meant by it."""
    path = tmp_path / "x.zip"
    content = zipped({"zo#/double.py": "x", "ada/double.py": "y"})
    path.write_bytes(content.replace(b"zo#", b"zo\x89"))
    assert set(by_key(path, toy)) == {"zoë", "ada"}


def test_a_class_in_another_kind_of_archive(toy, tmp_path):
    """It is said that it is not read, and what to do."""
    (tmp_path / "class.7z").write_bytes(b"7z")
    with pytest.raises(UsageError, match="Unpack it yourself"):
        open_download(tmp_path / "class.7z", toy)


def test_the_total_counts_over_all_entries():
    """Many entries below every limit of one are over the limit of all."""
    content = zipped({f"{n}.py": os.urandom(1000) for n in range(20)})
    archive = open_archive(io.BytesIO(content), ArchiveLimits(100, 10_000))
    entries = [one.entry for one in archive.entries]
    read = [entry.read(5000) for entry in entries[:10]]
    assert sum(map(len, read)) == 10_000
    with pytest.raises(ArchiveRefused, match=r"archive_bomb: 10\.py"):
        entries[10].read(5000)


def test_a_header_cannot_ask_for_much_memory():
    """A name of many megabytes in a tar is refused before it is in memory."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=tarfile.GNU_FORMAT) as archive:
        archive.addfile(tarfile.TarInfo("x" * 8_000_000))
    with pytest.raises(ArchiveRefused):
        open_archive(io.BytesIO(file.getvalue()), OWN_LIMITS)


@pytest.mark.parametrize("name", ["a.py", "b/a.py", "./a.py", "a b/ü.py", "a\nb", "..a"])
def test_ordinary_paths_are_safe(name):
    """Odd characters alone are no reason to refuse."""
    assert safe_path(name) == name.removeprefix("./")
