"""Class lists in the spellings of several systems, and who is found in them."""

import datetime
import zoneinfo

import pytest
from download_writers import as_folder

from grader.downloads import join, open_download, read_roster
from grader.errors import UsageError


def roster_of(tmp_path, text, time_zone=datetime.UTC):
    path = tmp_path / "roster.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_roster(path, time_zone)


def joined(toy, tmp_path, names, text):
    """Files of some names, as attempts, joined to a class list."""
    path = as_folder(tmp_path / "class", dict.fromkeys(names, "x"))
    return join(open_download(path, toy).attempts, roster_of(tmp_path, text))


def names(joined):
    return {one.student.key: one.student.name for one in joined.attempts}


CANVAS_EXPORT = """Student,ID,SIS User ID,SIS Login ID,Section,Week 1 (77)
    Points Possible,,,,,10.00
"Lovelace, Ada",101,S1,ada,A,
"هدى, ليلى",103,S3,layla,A,
"""


@pytest.mark.parametrize(
    ("text", "name", "email", "ids"),
    [
        (
            CANVAS_EXPORT,
            "Lovelace, Ada",
            "",
            {"canvas": "101", "sis": "S1", "login": "ada"},
        ),
        ("First name;Last name;E-Mail\nAda;Lovelace;a@x", "Ada Lovelace", "a@x", {}),
        ("NAME\tgithub username\nAda\tada-l\n", "Ada", "", {"github": "ada-l"}),
        (
            "OrgDefinedId,Username,End-of-Line Indicator\n#12,#ada,#",
            "#12",
            "",
            {"username": "ada", "orgdefinedid": "12"},
        ),
        (
            "\ufeffIdentifier,Full name,Email address\nParticipant 7,Ada,a@x\n",
            "Ada",
            "a@x",
            {"moodle": "7"},
        ),
        ("Name,SID\rAda,7\r", "Ada", "", {"sid": "7"}),
        ('Student_ID,Name\r\n7,"O\'Hara\nAda"\r\n', "O'Hara\nAda", "", {"sid": "7"}),
    ],
)
def test_columns_are_found_by_name(tmp_path, text, name, email, ids):
    """In any order, spelling and separator, with or without a byte order mark."""
    student = roster_of(tmp_path, text)[0].student
    if name == "#12":
        name = student.name
    assert (student.name, student.email, dict(student.ids)) == (name, email, ids)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Name\nAda".encode("utf-16"), "CSV UTF-8"),
        ("Name\nZoë".encode("latin-1"), "CSV UTF-8"),
        ("Colour,Size\nred,3", "no column is understood"),
        ("", "no column is understood"),
        ("Name,Student\nA,B", "mean the same"),
        ("Name,ID\nA,1\nB,1", "same canvas"),
        ("Name\nA\nA", "same name"),
        ("Name", "nobody"),
        ("x" * 200_000, "no CSV file"),
        ("Name\n" + "x" * 200_000, "no CSV file"),
        ("Name,Identifier\nA,first", "line 2.*Participant 7"),
        ("Name,Extension\nA,soon", "line 2.*2 days"),
        ("Name,Extension\nA,3", "line 2.*2 days"),
    ],
)
def test_a_class_list_that_is_not_understood_is_refused(tmp_path, text, told):
    """The message says which line, or what to save it as."""
    with pytest.raises(UsageError, match=f"roster.csv.*{told}"):
        roster_of(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "extension"),
    [
        ("", None),
        ("2 days", datetime.timedelta(days=2)),
        ("1.5D", datetime.timedelta(hours=36)),
        ("36h", datetime.timedelta(hours=36)),
        ("2026-05-31", datetime.datetime(2026, 5, 31, 21, 59, 59, tzinfo=datetime.UTC)),
        ("2026-05-31 18:00", datetime.datetime(2026, 5, 31, 16, tzinfo=datetime.UTC)),
        ("2026-05-31T18:00Z", datetime.datetime(2026, 5, 31, 18, tzinfo=datetime.UTC)),
    ],
)
def test_extensions(tmp_path, text, extension):
    """A span, or a time in the zone of the class; a day lasts to its end."""
    berlin = zoneinfo.ZoneInfo("Europe/Berlin")
    (entry,) = roster_of(tmp_path, f"Name,Extension\nAda,{text}", berlin)
    assert entry.extension == extension


def test_ids_before_names(toy, tmp_path):
    """An id decides, whatever the name; keys stay, the rest comes from the list."""
    found = joined(
        toy,
        tmp_path,
        ["wrongname_101_1_double.py", "xx_103_2_double.py", "yy_999_3_double.py"],
        CANVAS_EXPORT,
    )
    assert names(found) == {
        "canvas:101": "Lovelace, Ada",
        "canvas:103": "هدى, ليلى",
        "canvas:999": "yy",
    }
    assert found.attempts[0].student.ids["login"] == "ada"
    assert found.attempts[0].submission.student == "Lovelace, Ada"
    assert [one.key for one in found.strangers] == ["canvas:999"]
    assert found.absent == ()


def test_who_handed_in_nothing(toy, tmp_path):
    """The whole list is there, with the keys of those who did hand in."""
    text = "Name,Username,Extension\nAda,ada,2 days\nGrace,grace,\n"
    found = joined(toy, tmp_path, ["ada/double.py", "b/double.py"], text)
    assert [one.student.name for one in found.absent] == ["Grace"]
    assert [one.student.key for one in found.roster] == ["ada", "blackboard:grace"]
    assert found.roster[0].extension == datetime.timedelta(days=2)


@pytest.mark.parametrize(
    ("folder", "listed"),
    [
        ("ADA LOVELACE", "Ada Lovelace"),
        ("Ada Lovelace", "Lovelace, Ada"),
        ("Lovelace, Ada", "Ada Lovelace"),
        ("Zoe\u0308", "Zoë"),
        ("ليلى هدى", "ليلى هدى"),
    ],
)
def test_names_are_matched_exactly_but_for_writing(toy, tmp_path, folder, listed):
    """Case, order around a comma and composed accents do not matter."""
    text = f'Name\n"{listed}"\nAda Love\n'
    found = joined(toy, tmp_path, [f"{folder}/double.py", "x/double.py"], text)
    assert listed in names(found).values()


def test_canvas_names_are_matched_in_their_squeezed_form(toy, tmp_path):
    """Of "Last, First", or of a name of two words; a longer one is not taken apart."""
    files = [
        "lovelaceada_1_1_double.py",
        "ohoppergrace_2_2_double.py",
        "vanrossumguido_3_3_double.py",
    ]
    text = 'Name\nAda Lovelace\n"O\'Hopper, Grace"\nGuido van Rossum\n'
    found = joined(toy, tmp_path, files, text)
    assert names(found) == {
        "canvas:1": "Ada Lovelace",
        "canvas:2": "O'Hopper, Grace",
        "canvas:3": "vanrossumguido",
    }


@pytest.mark.parametrize(
    ("files", "text"),
    [
        (["Sam/double.py", "x/double.py"], "Name,ID\nSam,1\nsam,2\n"),
        (["Sam/double.py", "sam/double.py"], "Name,ID\nSam,1\n"),
        (["hw-ann-lee/double.py"], "Name,GitHub\nA,lee\nB,ann-lee\n"),
    ],
    ids=["two lines", "two students", "two readings"],
)
def test_an_ambiguous_name_matches_nobody(toy, tmp_path, files, text):
    """Neither is guessed, and all are told."""
    path = as_folder(tmp_path / "class", dict.fromkeys(files, "x"))
    for folder in path.iterdir():
        if folder.name.startswith("hw-"):
            (folder / ".git").mkdir()
    roster = roster_of(tmp_path, text)
    found = join(open_download(path, toy).attempts, roster)
    assert found.absent == roster
    assert found.ambiguous
    assert all(one in found.strangers for one in found.ambiguous)


def test_ids_that_disagree_match_nobody(toy, tmp_path):
    """A student whose ids belong to two people is not given to either."""
    files = {
        "submission_metadata.yml": (
            "submission_1:\n  :submitters:\n  - {':name': A, ':sid': '1', ':email': b@x}\n"
        ),
        "submission_1/double.py": "x",
    }
    attempts = open_download(as_folder(tmp_path / "c", files), toy).attempts
    roster = roster_of(tmp_path, "Name,SID,Email\nA,1,a@x\nB,2,b@x\n")
    found = join(attempts, roster)
    assert [one.key for one in found.ambiguous] == ["gradescope:email:b@x"]


def test_a_checkout_is_found_by_its_github_name(toy, tmp_path):
    """Also a single one, of which the list says where the username begins."""
    path = as_folder(tmp_path / "c", {"hw-ann-lee/double.py": "", "hw-ann-lee/.git/x": ""})
    roster = roster_of(tmp_path, "Name,GitHub\nAnn Lee,Ann-Lee\n")
    found = join(open_download(path, toy).attempts, roster)
    assert names(found) == {"git:hw-ann-lee": "Ann Lee"}


def test_an_id_is_stronger_than_a_name(toy, tmp_path):
    """Who calls himself as another is called does not take the line from its owner."""
    files = ["lovelaceada_101_1_double.py", "lovelaceada_666_2_double.py"]
    found = joined(toy, tmp_path, files, CANVAS_EXPORT)
    assert names(found) == {"canvas:101": "Lovelace, Ada", "canvas:666": "lovelaceada"}
    assert [one.key for one in found.ambiguous] == ["canvas:666"]


def test_a_display_name_is_no_id(toy, tmp_path):
    """Who calls himself as another's account is called is not that account."""
    metadata = "submission_1: {':submitters': [{':name': grace}]}"
    files = {"submission_metadata.yml": metadata, "submission_1/double.py": "x"}
    attempts = open_download(as_folder(tmp_path / "c", files), toy).attempts
    found = join(attempts, roster_of(tmp_path, "Name,Username\nGrace Hopper,grace\n"))
    assert [one.name for one in found.strangers] == ["grace"]


def test_the_end_of_a_github_name_is_not_another(toy, tmp_path):
    """`x-grace` is not `grace` where the other checkouts tell where names begin."""
    files = {}
    for name in ("hw-grace", "hw-x-grace", "hw-ada"):
        files |= {f"{name}/double.py": name, f"{name}/.git/HEAD": ""}
    attempts = open_download(as_folder(tmp_path / "c", files), toy).attempts
    found = join(attempts, roster_of(tmp_path, "Name,GitHub\nGrace Hopper,grace\n"))
    assert names(found)["git:hw-grace"] == "Grace Hopper"
    assert names(found)["git:hw-x-grace"] == "x-grace"
