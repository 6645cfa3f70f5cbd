"""grader.toml: what it says, what it refuses, where it is found."""

import datetime

import pytest

from grader.assignments import Settings, find_settings, read_settings
from grader.errors import UsageError

WHOLE = """
course = "solutions"
[grading]
time_zone = "Europe/Prague"
deadline = 2026-11-20T23:59:00
grace_minutes = 15
penalty_per_day = 10
cap = 50
attempt = "best"
[assignment.week1]
deadline = 2026-10-02T23:59:00
steps = ["double"]
[assignment.week2]
steps = {"02_total" = 25, "01_double" = 5}
attempt = "first"
"""


@pytest.fixture
def settings(tmp_path):
    (tmp_path / "grader.toml").write_text(WHOLE)
    return read_settings(tmp_path / "grader.toml")


def test_an_assignment_has_its_steps_weights_and_deadline(settings, toy):
    """Times are local to the time zone; what it does not say, [grading] says."""
    week1 = settings.assignment("week1", toy)
    assert week1.weights == {"01_double": 10}
    deadline = datetime.datetime(2026, 10, 2, 21, 59, tzinfo=datetime.UTC)  # summer time
    assert week1.lateness.deadline == deadline
    assert week1.lateness.cap == 50
    week2 = settings.assignment("week2", toy)
    assert list(week2.weights.items()) == [("01_double", 5), ("02_total", 25)]
    assert week2.max_score == 30
    assert week2.lateness.grace == datetime.timedelta(minutes=15)
    attempts = [settings.attempt(name) for name in ("week1", "week2")]
    assert attempts == ["best", "first"]


def test_the_whole_course_needs_no_file(tmp_path, toy):
    """Every step with its own points, no deadline, the last attempt."""
    settings = find_settings(tmp_path)
    whole = settings.assignment("", toy)
    assert whole.weights == {"01_double": 10, "02_total": 10}
    assert whole.lateness.deadline is None
    assert settings.attempt("") == "last"
    assert settings.store == tmp_path / "grades.sqlite"


def test_the_nearest_file_above_holds(settings, tmp_path):
    """A command run in a folder below uses it, and its store."""
    below = tmp_path / "downloads" / "week1"
    below.mkdir(parents=True)
    assert find_settings(below) == settings
    assert find_settings(below).store == tmp_path / "grades.sqlite"
    assert settings.course == tmp_path / "solutions"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[grading]\npenalty = 3", "penalty is not known"),
        ("[grading]\npenalty_per_day = 150", "percentage from 0 to 100"),
        ("[grading]\npenalty_per_day = true", "percentage from 0 to 100"),
        ("[grading]\ngrace_minutes = -5", "number of minutes"),
        ("[grading]\ndeadline = 2026-11-20", "a date with a time"),
        ('[grading]\ndeadline = "2026-11-20T23:59"', "unquoted"),
        ('[grading]\ntime_zone = "Mars/Olympus"', "Europe/Prague"),
        ("[grading]\ntime_zone = 2", "Europe/Prague"),
        ('[grading]\ntime_zone = "../../etc/passwd"', "Europe/Prague"),
        ('[grading]\nattempt = "newest"', "last"),
        ("[assignment]\nweek1 = 3", "to be a table"),
        ("[assignment.w]\nsteps = 3", "to be a list"),
        ('[assignment.w]\nsteps = {"01_double" = -1}', "to be a list"),
        ("[assignments.w]\n", "assignments is not known"),
        ("course = 3", "path of a folder"),
        ("course = ", "no valid TOML"),
        ("\udcff", "no valid TOML"),
    ],
)
def test_what_is_not_understood_is_refused(tmp_path, text, told):
    """With the file, the key, and what was wanted."""
    file = tmp_path / "grader.toml"
    file.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(UsageError, match=told) as raised:
        read_settings(file)
    assert str(file) in str(raised.value)


def test_an_unknown_assignment_or_step_is_refused(settings, toy, tmp_path):
    """And those that there are get named."""
    with pytest.raises(UsageError, match="week1, week2"):
        settings.assignment("week3", toy)
    with pytest.raises(UsageError, match=r"grader\.toml"):
        Settings(tmp_path).assignment("week1", toy)
    (tmp_path / "grader.toml").write_text('[assignment.w]\nsteps = ["triple"]')
    with pytest.raises(UsageError, match="02_total"):
        read_settings(tmp_path / "grader.toml").assignment("w", toy)
    (tmp_path / "grader.toml").write_text("[assignment.w]\nsteps = []")
    with pytest.raises(UsageError, match="no steps"):
        read_settings(tmp_path / "grader.toml").assignment("w", toy)
