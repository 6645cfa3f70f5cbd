"""The file that keeps marks: transactions, history, what it refuses, what it forgets."""

import dataclasses
import sqlite3
import threading

import pytest
from conftest import grade_files

from grader.errors import UsageError
from grader.marks import HandedIn
from grader.records import Student
from grader.store import MIGRATIONS, open_store
from grader.store.database import APPLICATION_ID
from grader.submissions import StepFile, Submission

ANN = Student("ann", "Ann O'Brien", "ann@example.org", {"canvas": "17"})
LEILA = Student("ليلى", "ليلى حداد")


def work(text: str, *steps: str) -> Submission:
    return Submission(
        "x", "x", "x", (StepFile("01_double", "double.py", text.encode()),), steps
    )


@pytest.fixture
def store(tmp_path):
    with open_store(tmp_path / "grades.sqlite") as opened:
        yield opened


@pytest.fixture
def graded(store, sample):
    """Ann with one grading; the attempt and the grading."""
    attempt = store.hand_in("", ANN, work("a"), HandedIn())
    store.stand(attempt, 1, 1)
    seed, _ = store.seed()
    told = {step.id: "c" for step in sample.steps}
    return attempt, store.save(attempt, sample, seed, {"grader": "1"}, told, {})


@pytest.fixture(scope="session")
def sample(toy_setting, tmp_path_factory):

    source = "def double(x):\n    return 2 * x\n\ndef half(x):\n    return x\n"
    return grade_files(
        toy_setting, tmp_path_factory.mktemp("w") / "s", {"double.py": source}
    )


def test_a_grading_comes_back_as_it_was(store, graded, sample):
    """Every value of the record, whole and in its summary."""
    _, grading = graded
    assert store.record(grading.id) == sample
    (standing,) = store.standings("")
    assert standing.grading == grading
    assert [one.score for one in standing.grading.summary.steps] == [
        one.score for one in sample.steps
    ]
    assert standing.student == ANN


def test_the_same_content_is_the_same_attempt(store):
    """Handed in again unchanged, it is known; changed, it is another attempt."""
    first = store.hand_in("", ANN, work("a"), HandedIn())
    assert store.hand_in("", ANN, work("a"), HandedIn()) == first
    assert store.hand_in("", ANN, work("b"), HandedIn()) != first
    assert store.hand_in("week2", ANN, work("a"), HandedIn()) != first
    assert store.submission(first) == work("a")


def test_a_failed_write_leaves_nothing_of_itself(store, sample, monkeypatch):
    """A grading whose last step cannot be written is not there at all."""
    attempt = store.hand_in("", ANN, work("a"), HandedIn())
    store.stand(attempt, 1, 1)
    seed, _ = store.seed()
    with pytest.raises(KeyError):
        store.save(attempt, sample, seed, {}, {sample.steps[0].id: "c"}, {})
    assert store.latest_record(attempt) is None
    assert store.results(attempt) == {}


def test_an_ungraded_step_is_never_used_again(store, sample):
    """Its circumstances are not kept, so that the next run examines it."""
    broken = dataclasses.replace(sample.steps[0], score=None)
    record = dataclasses.replace(sample, steps=(broken, sample.steps[1]))
    attempt = store.hand_in("", ANN, work("a"), HandedIn())
    told = {step.id: "c" for step in record.steps}
    store.save(attempt, record, store.seed()[0], {}, told, {})
    assert {k: v.circumstances for k, v in store.results(attempt).items()} == {
        broken.id: "",
        record.steps[1].id: "c",
    }


def test_the_seed_stays_until_it_is_replaced(tmp_path):
    """Drawn once and kept over runs; a new one has a number of its own."""
    path = tmp_path / "grades.sqlite"
    with open_store(path) as store:
        first = store.seed()
    with open_store(path) as store:
        assert store.seed() == first
        second = store.new_seed()
        assert second != first
        assert store.seed() == second
        assert [entry[2] for entry in store.audit()] == ["new_seed"]


def test_overrides_and_comments_can_be_undone_and_are_logged(store, graded):
    """The last override counts; clearing leaves a trace; the log names no student."""
    store.override("ann", "01_double", 4, "first")
    store.override("ann", "01_double", 7.5, "looked again")
    store.comment("ann", "", "Well done")
    (standing,) = store.standings("")
    assert [(one.points, one.why) for one in standing.overrides] == [(7.5, "looked again")]
    assert [one.text for one in standing.comments] == ["Well done"]
    assert store.clear("override", "ann", "01_double") == 1
    assert store.clear("override", "ann", "01_double") == 0
    assert store.standings("")[0].overrides == ()
    log = store.audit()
    assert [one[2] for one in log] == [
        *("override", "override", "comment", "clear_override"),
    ]
    assert {one[3] for one in log} == {store.pseudonym("ann")}
    assert "ann" not in " ".join(one[4] for one in log).lower()


def test_the_audit_log_only_grows(store):
    """Not even SQL changes what is in it."""
    store.new_seed()
    with sqlite3.connect(store.path) as other:
        for statement in ("UPDATE audit SET who = 'x'", "DELETE FROM audit"):
            with pytest.raises(sqlite3.IntegrityError, match="only grows"):
                other.execute(statement)


def test_forgetting_leaves_no_byte(store, graded, sample):
    """Name, address and work are gone from the file itself, the log has a pseudonym."""
    store.comment("ann", "", "a private word to O'Brien")
    store.forget("ann")
    assert store.standings("") == []
    store.close()
    content = b"".join(
        one.read_bytes() for one in store.path.parent.glob(f"{store.path.name}*")
    )
    for trace in (b"O'Brien", b"ann@example.org", b"private word"):
        assert trace not in content
    with open_store(store.path) as again:
        assert again.audit()[-1][2:4] == ("forget", again.pseudonym("ann"))


def test_a_backup_is_whole_while_others_write(store, graded, tmp_path):
    """Copies taken during writes open, pass SQLite's own check and hold whole gradings."""
    stop = threading.Event()

    def write():
        number = 0
        while not stop.is_set():
            number += 1
            store.hand_in("", Student(f"s{number}", "x"), work(str(number)), HandedIn())

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(5):
            store.backup(tmp_path / f"copy{number}")
    finally:
        stop.set()
        writer.join()
    for number in range(5):
        path = tmp_path / f"copy{number}"
        with sqlite3.connect(path) as copy:
            assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        with open_store(path) as copy:
            assert copy.standings("")[0].grading == graded[1]
    assert not list(tmp_path.glob(".*partial"))


def test_only_its_owner_may_read_it(store):
    """It holds marks, names and the secret seed."""
    assert store.path.stat().st_mode & 0o077 == 0


def test_one_run_at_a_time(store):
    """A second run is told so; reading goes on."""
    with (
        store.running(),
        open_store(store.path) as other,
        pytest.raises(UsageError, match="Another run"),
        other.running(),
    ):
        pass


@pytest.mark.parametrize(
    "content", [b"no database", b"\0" * 5000, b"SQLite format 3\0junk"]
)
def test_a_foreign_file_is_refused(tmp_path, content):
    """And left as it is."""
    path = tmp_path / "grades.sqlite"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=r"--store|backup"):
        open_store(path)
    assert path.read_bytes() == content


def test_a_database_of_something_else_is_refused(tmp_path):
    """Tables of another program are not ours to migrate."""
    path = tmp_path / "other.sqlite"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE moz_places (id)")
    with pytest.raises(UsageError, match="no store of grades"):
        open_store(path)


def test_a_store_belongs_to_one_course(store, tmp_path):
    """Which it names; where that course lies may change."""
    store.belong_to("toy", tmp_path / "toy")
    assert store.course_path == tmp_path / "toy"
    store.belong_to("toy", tmp_path / "moved" / "toy")
    assert store.course_path == tmp_path / "moved" / "toy"
    with pytest.raises(UsageError, match="'toy'"):
        store.belong_to("other", tmp_path / "other")


def test_a_newer_schema_is_refused(tmp_path):
    """A file from the future is not touched."""
    path = tmp_path / "grades.sqlite"
    open_store(path).close()
    with sqlite3.connect(path) as newer:
        newer.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    with pytest.raises(UsageError, match="newer grader"):
        open_store(path)


def test_a_store_that_must_exist_is_not_made(tmp_path):
    """`grader report` in the wrong folder makes no empty store there."""
    with pytest.raises(UsageError, match="--store"):
        open_store(tmp_path / "grades.sqlite", must_exist=True)
    assert list(tmp_path.iterdir()) == []


def test_every_migration_leads_to_the_same_schema(tmp_path, monkeypatch):
    """A file of an older version is copied, then brought up to date."""
    path = tmp_path / "grades.sqlite"
    open_store(path).close()
    further = (*MIGRATIONS, "CREATE TABLE later (id INTEGER PRIMARY KEY) STRICT;")
    monkeypatch.setattr("grader.store.database.MIGRATIONS", further)
    open_store(path).close()
    with sqlite3.connect(path) as new:
        assert new.execute("PRAGMA user_version").fetchone() == (len(further),)
        assert new.execute("SELECT count(*) FROM later").fetchone() == (0,)
    with sqlite3.connect(tmp_path / f"grades.sqlite.v{len(MIGRATIONS)}") as old:
        assert old.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
        assert not old.execute(
            "SELECT 1 FROM sqlite_master WHERE name = 'later'"
        ).fetchone()


def test_names_find_students_and_never_guess(store):
    """Key, e-mail and ids find one; a name that two have finds nobody."""
    roster = [(ANN, ""), (LEILA, ""), (Student("ann2", "Ann O'Brien"), "")]
    store.set_roster("", roster)
    assert store.find("ann").key == "ann"
    assert store.find("17").key == "ann"
    assert store.find("ليلى حداد").key == "ليلى"
    with pytest.raises(UsageError, match="ann, ann2"):
        store.find("Ann O'Brien")
    with pytest.raises(UsageError, match="No student"):
        store.find("nobody")


def test_the_roster_shows_who_handed_in_nothing(store):
    """They stand in the list without an attempt, with their extension."""
    store.set_roster("", [(Student("gone", "Gone"), "60")])
    store.set_roster("", [(ANN, "86400"), (LEILA, "")])
    store.set_roster("week2", [(ANN, ""), (LEILA, "")])
    assert [
        (one.student.key, one.attempt, one.extension) for one in store.standings("")
    ] == [
        ("ann", None, "86400"),
        ("ليلى", None, ""),
    ]
