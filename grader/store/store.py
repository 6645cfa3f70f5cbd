"""What a store is asked and told. One writer at a time; a transaction for each submission.

Nothing here knows a course, a page or a mark: it keeps records, and who handed in what.
"""

from __future__ import annotations

import contextlib
import datetime
import getpass
import hashlib
import hmac
import json
import secrets
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

import filelock

from grader.codec import decode, encode
from grader.errors import UsageError
from grader.marks import Comment, HandedIn, Override
from grader.records import StepRecord, Student, SubmissionRecord, summary
from grader.store.database import connect, copy, explained
from grader.submissions import Submission


@dataclass(frozen=True)
class StoredResult:
    """A step's result that may be used again when `circumstances` still hold."""

    id: int
    circumstances: str


@dataclass(frozen=True)
class Grading:
    """A grading that is kept. `summary` has no checks, sources and output.

    at:     UTC, ISO 8601. digest: SHA-256 of the whole record.
    """

    id: int
    at: str
    who: str
    versions: Mapping[str, str]
    seed_id: int
    digest: str
    summary: SubmissionRecord


@dataclass(frozen=True)
class Standing:
    """A student in an assignment: what counts, and what instructors said.

    extension: seconds, a deadline as ISO 8601, or "".
    attempt, handed_in: None when nothing was handed in.
    grading: None when that, or when it is not graded yet.
    """

    student: Student
    extension: str
    attempt: int | None
    handed_in: HandedIn | None
    grading: Grading | None
    overrides: tuple[Override, ...]
    comments: tuple[Comment, ...]


def open_store(path: Path, must_exist: bool = False) -> Store:
    """Open a store, or make one.

    Raises:
        UsageError: it cannot be opened, or does not exist.
    """
    if must_exist and not path.exists():
        raise UsageError(
            f"{path}: there is no store of grades. `grader grade` makes one when it grades "
            "a class; name it with --store if it lies elsewhere."
        )
    return Store(path, must_exist)


class Store:
    """A store of grades. Thread-safe."""

    def __init__(self, path: Path, must_exist: bool = False) -> None:
        self.path = path
        self._lock = threading.RLock()
        self._connection = connect(path, must_exist)
        try:
            self._set("pseudonym_key", secrets.token_hex(32), again=False)
        except BaseException:
            self._connection.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    @contextlib.contextmanager
    def running(self) -> Iterator[None]:
        """Hold the store for a run; others may read, back up, override and comment.

        Raises:
            UsageError: another run holds it.
        """
        lock = filelock.FileLock(f"{self.path}.lock", timeout=0)
        try:
            lock.acquire()
        except filelock.Timeout as error:
            raise UsageError(
                f"Another run is grading into {self.path}. Wait until it has ended."
            ) from error
        try:
            yield
        finally:
            lock.release()

    @contextlib.contextmanager
    def at_once(self) -> Iterator[None]:
        """What is written in the block is one transaction, and much faster."""
        with self._transaction():
            yield

    # The store itself.

    @property
    def course_path(self) -> Path | None:
        """Where the course lay that was graded last."""
        known = self._setting("course_path")
        return Path(known) if known else None

    def belong_to(self, course: str, path: Path) -> None:
        """Note the course that is graded: a store belongs to one.

        Raises:
            UsageError: it belongs to another.
        """
        with self._transaction():
            self._set("course", course, again=False)
            known = self._setting("course")
            if known != course:
                raise UsageError(
                    f"{self.path} holds grades of the course {known!r}, not of {course!r}. "
                    "Choose another file with --store."
                )
            if self._setting("course_path") != str(path):
                self._set("course_path", str(path))

    def pseudonym(self, key: str) -> str:
        """A student's stable pseudonym: says nothing without the store's own key."""
        secret = bytes.fromhex(self._setting("pseudonym_key"))
        digest = hmac.digest(secret, key.encode("utf-8", "surrogatepass"), "sha256")
        return f"student-{digest.hex()[:8]}"

    def seed(self, wanted: str | None = None) -> tuple[int, str]:
        """The secret seed in use, with its number; if there is none yet, `wanted` or a
        fresh one."""
        with self._transaction() as run:
            row = run("SELECT id, seed FROM seed ORDER BY id DESC LIMIT 1").fetchone()
            return tuple(row) if row else self._draw_seed(run, wanted)

    def seed_of(self, number: int) -> str:
        """An earlier seed, by its number."""
        return str(self._one("SELECT seed FROM seed WHERE id = ?", number)[0])

    def new_seed(self, seed: str | None = None) -> tuple[int, str]:
        """Replace the seed, by a fresh one if none is given; every grading is then old."""
        with self._transaction() as run:
            drawn = self._draw_seed(run, seed)
            self._audit(run, "new_seed", "", {"seed_id": drawn[0]})
            return drawn

    def backup(self, target: Path) -> None:
        """Write a consistent copy, also while a run goes on, and log it.

        Raises:
            UsageError: it cannot be written.
        """
        self.note("backup", {})
        with self._lock, explained(target):
            copy(self._connection, target)

    # Students and what they handed in.

    def set_roster(self, assignment: str, students: Sequence[tuple[Student, str]]) -> None:
        """Let these be who is on the roster, and nobody else.

        With each stands the extension for the assignment: seconds, a deadline as ISO 8601,
        or "" for none.
        """
        with self._transaction() as run:
            run("UPDATE student SET on_roster = 0")
            run("DELETE FROM extension WHERE assignment = ?", (assignment,))
            for student, extension in students:
                person = self._enrol(run, student)
                run("UPDATE student SET on_roster = 1 WHERE id = ?", (person,))
                if extension:
                    run(
                        "INSERT INTO extension VALUES (?, ?, ?)",
                        (person, assignment, extension),
                    )

    def hand_in(
        self, assignment: str, student: Student, submission: Submission, how: HandedIn
    ) -> int:
        """Keep an attempt; its number in the store, the same for the same content."""
        with self._transaction() as run:
            person = self._enrol(run, student)
            known = run(
                "SELECT id FROM attempt WHERE student_id = ? AND assignment = ? "
                "AND digest = ?",
                (person, assignment, submission.digest),
            ).fetchone()
            told = (submission.source, _time(how.submitted), how.late)
            if known:
                run(
                    "UPDATE attempt SET source = ?, submitted = ?, late = ? WHERE id = ?",
                    (*told, known[0]),
                )
                return int(known[0])
            cursor = run(
                "INSERT INTO attempt (student_id, assignment, digest, source, submitted, "
                "late, received_at, content) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    *(person, assignment, submission.digest, *told),
                    *(_now(), encode(submission)),
                ),
            )
            return int(cursor.lastrowid)

    def submission(self, attempt: int) -> Submission:
        """What an attempt consists of."""
        row = self._one("SELECT content FROM attempt WHERE id = ?", attempt)
        return decode(row[0], Submission)

    def stand(self, attempt: int, number: int, attempts: int) -> None:
        """Let an attempt count: number `number` of `attempts`."""
        with self._transaction() as run:
            run(
                "INSERT INTO standing SELECT student_id, assignment, id, ?, ? FROM attempt "
                "WHERE id = ? ON CONFLICT DO UPDATE SET "
                "attempt_id = excluded.attempt_id, number = excluded.number, "
                "attempts = excluded.attempts",
                (number, attempts, attempt),
            )

    # Gradings.

    def results(self, attempt: int) -> dict[str, StoredResult]:
        """The newest result of each step of an attempt, by the step's id."""
        rows = self._all(
            "SELECT step, id, circumstances FROM step_result WHERE attempt_id = ? "
            "ORDER BY id",
            attempt,
        )
        return {step: StoredResult(id, told) for step, id, told in rows}

    def step(self, result: int) -> StepRecord:
        """The record of a step's result."""
        row = self._one("SELECT record FROM step_result WHERE id = ?", result)
        return decode(row[0], StepRecord)

    def save(
        self,
        attempt: int,
        record: SubmissionRecord,
        seed_id: int,
        versions: Mapping[str, str],
        circumstances: Mapping[str, str],
        reused: Mapping[str, int],
    ) -> Grading:
        """Keep a grading, all of it or nothing.

        circumstances: of each step that was examined now. reused: the results of the
        others. An ungraded step is kept for people and never used again.
        """
        blobs = {one.id: encode(one) for one in record.steps}
        shell = encode(replace(record, steps=()))
        short = summary(record)
        digest = hashlib.sha256(shell + b"".join(blobs.values())).hexdigest()
        at, who = _now(), account()
        with self._transaction() as run:
            grading = run(
                "INSERT INTO grading (attempt_id, seed_id, at, who, versions, status, "
                "score, max_score, digest, shell, summary) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    *(attempt, seed_id, at, who, _json(dict(versions)), record.status),
                    *(record.score, record.max_score, digest, shell, encode(short)),
                ),
            ).lastrowid
            assert grading is not None
            for step in record.steps:
                result = reused.get(step.id)
                if result is None:
                    told = circumstances[step.id] if step.score is not None else ""
                    result = run(
                        "INSERT INTO step_result (attempt_id, step, circumstances, "
                        "outcome, score, record) VALUES (?, ?, ?, ?, ?, ?)",
                        (
                            *(attempt, step.id, told),
                            *(step.outcome.value, step.score, blobs[step.id]),
                        ),
                    ).lastrowid
                run("INSERT INTO grading_step VALUES (?, ?)", (grading, result))
        return Grading(grading, at, who, versions, seed_id, digest, short)

    def record(self, grading: int) -> SubmissionRecord:
        """A grading's whole record."""
        shell = self._one("SELECT shell FROM grading WHERE id = ?", grading)[0]
        rows = self._all(
            "SELECT record FROM step_result JOIN grading_step ON step_result_id = id "
            "WHERE grading_id = ? ORDER BY step",
            grading,
        )
        steps = tuple(decode(blob, StepRecord) for (blob,) in rows)
        return replace(decode(shell, SubmissionRecord), steps=steps)

    def results_of_latest(self, attempt: int) -> dict[str, int]:
        """The results that the grading in force of an attempt is made of, by step."""
        rows = self._all(
            "SELECT step, id FROM step_result WHERE id IN (SELECT step_result_id "
            "FROM grading_step WHERE grading_id = "
            "(SELECT max(id) FROM grading WHERE attempt_id = ?))",
            attempt,
        )
        return dict(rows)

    def latest_record(self, attempt: int) -> SubmissionRecord | None:
        """The whole record of the grading in force of an attempt."""
        rows = self._all("SELECT max(id) FROM grading WHERE attempt_id = ?", attempt)
        return self.record(rows[0][0]) if rows[0][0] is not None else None

    def assignments(self) -> list[str]:
        """Every assignment that something was handed in for."""
        rows = self._all("SELECT DISTINCT assignment FROM standing ORDER BY assignment")
        return [name for (name,) in rows]

    def standing(self, assignment: str, key: str) -> Standing | None:
        """One student of an assignment; None when the student is in no such list."""
        return next(iter(self.standings(assignment, key)), None)

    def standings(self, assignment: str, key: str | None = None) -> list[Standing]:
        """Every student of an assignment, and everyone on the roster, by key.

        key: only this student.
        """
        overrides, comments = self._said("override"), self._said("comment")
        rows = self._all(
            "SELECT s.id, s.key, s.name, s.email, s.ids, ifnull(e.told, ''), "
            "t.attempt_id, t.number, t.attempts, a.submitted, a.late FROM student s "
            "LEFT JOIN standing t ON t.student_id = s.id AND t.assignment = ?1 "
            "LEFT JOIN extension e ON e.student_id = s.id AND e.assignment = ?1 "
            "LEFT JOIN attempt a ON a.id = t.attempt_id "
            "WHERE (t.attempt_id IS NOT NULL OR s.on_roster) AND s.key = ifnull(?2, s.key) "
            "ORDER BY s.key",
            *(assignment, key),
        )
        gradings = {
            row[0]: _grading(row[1:])
            for row in self._all(
                f"SELECT attempt_id, {_GRADING} FROM grading WHERE id IN (SELECT max(g.id) "
                "FROM grading g JOIN standing t ON t.attempt_id = g.attempt_id "
                "JOIN student s ON s.id = t.student_id WHERE t.assignment = ? "
                "AND s.key = ifnull(?, s.key) GROUP BY g.attempt_id)",
                *(assignment, key),
            )
        }
        return [
            Standing(
                student=Student(key, name, email, json.loads(ids)),
                extension=extension,
                attempt=attempt,
                handed_in=None
                if attempt is None
                else _handed_in(submitted, late, number, attempts),
                grading=gradings.get(attempt),
                overrides=tuple(Override(*one) for one in overrides.get(person, ())),
                comments=tuple(Comment(*one) for one in comments.get(person, ())),
            )
            for (
                person, key, name, email, ids, extension,
                attempt, number, attempts, submitted, late,
            ) in rows
        ]  # fmt: skip

    def history(self, key: str) -> list[dict[str, Any]]:
        """Every grading of a student, oldest first."""
        rows = self._all(
            "SELECT a.assignment, a.id, a.submitted, g.at, g.who, g.seed_id, g.versions, "
            "g.score, g.max_score, g.status FROM grading g "
            "JOIN attempt a ON a.id = g.attempt_id JOIN student s ON s.id = a.student_id "
            "WHERE s.key = ? ORDER BY g.id",
            key,
        )
        names = (
            "assignment attempt submitted at who seed_id versions score max_score status"
        )
        found = [dict(zip(names.split(), row, strict=True)) for row in rows]
        return [{**one, "versions": json.loads(one["versions"])} for one in found]

    # What instructors say.

    def find(self, name: str) -> Student:
        """A student by key, name, e-mail or an id.

        Raises:
            UsageError: nobody is called so, or several are.
        """
        found = [
            Student(key, shown, email, json.loads(ids))
            for key, shown, email, ids in self._all(
                "SELECT key, name, email, ids FROM student ORDER BY key"
            )
        ]
        exact = [one for one in found if one.key == name]
        alike = exact or [
            one for one in found if name in (one.name, one.email, *one.ids.values())
        ]
        if len(alike) == 1:
            return alike[0]
        if alike:
            keys = ", ".join(one.key for one in alike)
            raise UsageError(f"{name!r} may be any of: {keys}. Say which.")
        some = ", ".join(one.key for one in found[:10]) or "nobody"
        raise UsageError(
            f"No student {name!r} in {self.path}. It knows, for instance: {some}."
        )

    def override(self, key: str, step: str, points: float, why: str) -> None:
        """Let points count that an instructor gives."""
        with self._transaction() as run:
            self._clear(run, "override", key, step)
            self._say(run, "override", key, step, points=points, why=why)
            self._audit(run, "override", key, {"step": step, "points": points})

    def comment(self, key: str, step: str, text: str) -> None:
        """Keep a comment beside earlier ones."""
        with self._transaction() as run:
            self._say(run, "comment", key, step, text=text)
            self._audit(run, "comment", key, {"step": step})

    def clear(self, what: str, key: str, step: str) -> int:
        """Undo the override or the comments of a step; how many there were.

        what: `override` or `comment`.
        """
        with self._transaction() as run:
            count = self._clear(run, what, key, step)
            if count:
                self._audit(run, f"clear_{what}", key, {"step": step})
            return count

    def note(self, action: str, details: Mapping[str, Any]) -> None:
        """An entry of the audit log that is about no single student."""
        with self._transaction() as run:
            self._audit(run, action, "", details)

    def audit(self) -> list[tuple[str, ...]]:
        """The audit log: (at, who, action, subject, details), oldest first."""
        return self._all("SELECT at, who, action, subject, details FROM audit ORDER BY id")

    def forget(self, key: str) -> None:
        """Remove all personal data of a student from the file, not only from the tables."""
        with self._transaction() as run:
            run("DELETE FROM student WHERE key = ?", (key,))
            self._audit(run, "forget", key, {})
        with self._lock, explained(self.path):
            self._connection.execute("VACUUM")
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    # Within.

    def _setting(self, name: str) -> str:
        rows = self._all("SELECT value FROM setting WHERE name = ?", name)
        return str(rows[0][0]) if rows else ""

    def _set(self, name: str, value: str, again: bool = True) -> None:
        """Note a setting; one that is there stays, unless it is to be set again."""
        how = "REPLACE" if again else "IGNORE"
        with self._transaction() as run:
            run(f"INSERT OR {how} INTO setting VALUES (?, ?)", (name, value))

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[Any]:
        """`execute` within a transaction, which ends with the outermost block."""
        with self._lock, explained(self.path):
            if self._connection.in_transaction:
                yield self._connection.execute
                return
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection.execute
                self._connection.execute("COMMIT")
            except BaseException:
                with contextlib.suppress(sqlite3.Error):
                    self._connection.execute("ROLLBACK")
                raise

    def _all(self, sql: str, *values: Any) -> list[Any]:
        with self._lock, explained(self.path):
            return self._connection.execute(sql, values).fetchall()

    def _one(self, sql: str, *values: Any) -> Any:
        (row,) = self._all(sql, *values)
        return row

    def _draw_seed(self, run: Any, wanted: str | None) -> tuple[int, str]:
        """Note a seed; without one, a fresh one."""
        seed = wanted or fresh_seed()
        cursor = run(
            "INSERT INTO seed (seed, drawn_at, drawn_by) VALUES (?, ?, ?)",
            (seed, _now(), account()),
        )
        return cursor.lastrowid, seed

    def _enrol(self, run: Any, student: Student) -> int:
        run(
            "INSERT INTO student (key, name, email, ids) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (key) DO UPDATE SET "
            "name = CASE on_roster WHEN 1 THEN name ELSE excluded.name END, "
            "email = CASE excluded.email WHEN '' THEN email ELSE excluded.email END, "
            "ids = json_patch(ids, excluded.ids)",
            (student.key, student.name, student.email, _json(dict(student.ids))),
        )
        row = run("SELECT id FROM student WHERE key = ?", (student.key,)).fetchone()
        return int(row[0])

    def _said(self, table: str) -> dict[int, list[Any]]:
        columns = {
            "override": "step, points, why, who, at",
            "comment": "step, text, who, at",
        }
        found: dict[int, list[Any]] = {}
        for id, *row in self._all(
            f"SELECT student_id, {columns[table]} FROM {table} WHERE cleared_at = '' "
            "ORDER BY id"
        ):
            found.setdefault(id, []).append(row)
        return found

    def _say(self, run: Any, table: str, key: str, step: str, **values: Any) -> None:
        names = ", ".join(values)
        marks = ", ".join("?" * len(values))
        run(
            f"INSERT INTO {table} (student_id, step, who, at, {names}) "
            f"SELECT id, ?, ?, ?, {marks} FROM student WHERE key = ?",
            (step, account(), _now(), *values.values(), key),
        )

    def _clear(self, run: Any, table: str, key: str, step: str) -> int:
        cursor = run(
            f"UPDATE {table} SET cleared_at = ?, cleared_by = ? WHERE cleared_at = '' "
            "AND step = ? AND student_id = (SELECT id FROM student WHERE key = ?)",
            (_now(), account(), step, key),
        )
        return int(cursor.rowcount)

    def _audit(self, run: Any, action: str, key: str, details: Mapping[str, Any]) -> None:
        subject = self.pseudonym(key) if key else ""
        run(
            "INSERT INTO audit (at, who, action, subject, details) VALUES (?, ?, ?, ?, ?)",
            (_now(), account(), action, subject, _json(dict(details))),
        )


def fresh_seed() -> str:
    """A secret seed that nobody can guess: 128 random bits."""
    return secrets.token_hex(16)


_GRADING = "id, at, who, versions, seed_id, digest, summary"


def _grading(row: Sequence[Any]) -> Grading:
    id, at, who, versions, seed_id, digest, short = row
    record = decode(short, SubmissionRecord)
    return Grading(id, at, who, json.loads(versions), seed_id, digest, record)


def account() -> str:
    """Who runs this program, as the system knows them."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")


def _time(moment: datetime.datetime | None) -> str:
    return moment.isoformat() if moment is not None else ""


def _moment(text: str) -> datetime.datetime | None:
    return datetime.datetime.fromisoformat(text) if text else None


def _handed_in(submitted: str, late: int | None, number: int, attempts: int) -> HandedIn:
    said = None if late is None else bool(late)
    return HandedIn(_moment(submitted), said, number, attempts)


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
