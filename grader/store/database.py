"""Opens the SQLite file of a store and brings its schema up to date.

The schema is a list of migrations, files of SQL that are applied in order and never
changed afterwards; `PRAGMA user_version` counts those that a file has seen. SQLite keeps
the comments of a statement with it, so the schema's description is read from the schema.
"""

from __future__ import annotations

import contextlib
import os
import re
import sqlite3
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from grader.errors import UsageError

APPLICATION_ID = 0x67726164  # "grad"
MIGRATIONS: tuple[str, ...] = tuple(
    one.read_text(encoding="utf-8")
    for one in sorted(
        (one for one in files(__package__).joinpath("migrations").iterdir()),
        key=lambda one: one.name,
    )
    if one.name.endswith(".sql")
)
_BUSY_MILLISECONDS = 30_000


def connect(path: Path, must_exist: bool = False) -> sqlite3.Connection:
    """Open a store's file, made and migrated as needed; only its owner may read it.

    A file of an older version is copied to `NAME.vN` before it is changed.

    must_exist: an empty file is then not made a store of.

    Raises:
        UsageError: it is no store, of a newer version, damaged, or cannot be written.
    """
    with explained(path):
        if not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
    try:
        with explained(path):
            _prepare(connection, path, must_exist)
    except BaseException:
        connection.close()
        raise
    return connection


@contextlib.contextmanager
def explained(path: Path) -> Iterator[None]:
    """Errors of SQLite and of the file system as a sentence that says what to do."""
    try:
        yield
    except sqlite3.IntegrityError:
        raise
    except sqlite3.DatabaseError as error:
        raise UsageError(_sentence(path, str(error))) from error
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}.") from error


def _sentence(path: Path, message: str) -> str:
    match message:
        case "file is not a database":
            return f"{path} is no store of grades. Choose another file with --store."
        case "database or disk is full":
            return f"{path}: the disk is full. Make room and run the same command again."
        case "unable to open database file":
            return f"{path} cannot be opened. Is it a folder, or is its folder missing?"
        case "attempt to write a readonly database":
            return f"{path} may not be written. Look at its permissions."
        case "database is locked":
            return f"{path} is in use by another program. Try again when it has ended."
        case _:
            return (
                f"{path}: {message}. If the file is damaged, go back to a copy that "
                "`grader backup` made."
            )


def _prepare(connection: sqlite3.Connection, path: Path, must_exist: bool) -> None:
    connection.execute(f"PRAGMA busy_timeout = {_BUSY_MILLISECONDS}")
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if application != APPLICATION_ID and (tables or must_exist):
        raise UsageError(f"{path} is no store of grades. Choose another file with --store.")
    if version > len(MIGRATIONS):
        raise UsageError(
            f"{path} was written by a newer grader (schema {version}, this one knows "
            f"{len(MIGRATIONS)}). Install that version."
        )
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",  # a power cut loses no transaction that has ended
        "foreign_keys = ON",
        "secure_delete = ON",  # what is forgotten does not stay in free pages
        "trusted_schema = OFF",
    ):
        connection.execute(f"PRAGMA {pragma}")
    if 0 < version < len(MIGRATIONS):
        copy(connection, path.with_name(f"{path.name}.v{version}"))
    for number, script in enumerate(MIGRATIONS[version:], start=version + 1):
        connection.executescript(
            f"BEGIN IMMEDIATE;\n{script}\nPRAGMA application_id = {APPLICATION_ID};\n"
            f"PRAGMA user_version = {number};\nCOMMIT;"
        )


def copy(connection: sqlite3.Connection, target: Path) -> None:
    """A consistent copy of the database, also while others write; whole or not at all."""
    partial = target.with_name(f".{target.name}.partial")
    with contextlib.suppress(FileNotFoundError):
        partial.unlink()
    os.close(os.open(partial, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    try:
        with contextlib.closing(sqlite3.connect(partial)) as other:
            connection.backup(other)
            other.execute("PRAGMA journal_mode = DELETE")
        partial.replace(target)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


def describe() -> str:
    """The schema as a page of Markdown, read from the comments in its statements."""
    connection = sqlite3.connect(":memory:")
    for script in MIGRATIONS:
        connection.executescript(script)
    rows = connection.execute(
        "SELECT sql FROM sqlite_master WHERE type = 'table' AND sql IS NOT NULL "
        "ORDER BY rowid"
    )
    tables = [_table(sql) for (sql,) in rows]
    connection.close()
    return "\n".join(tables)


_COLUMN = re.compile(r"^    (\w+) ([A-Z]+)(.*?),?(?: -- (.*))?$")


def _table(sql: str) -> str:
    name = sql.split()[2]
    lines = sql.splitlines()[1:]
    told = [line.strip()[3:] for line in lines if line.strip().startswith("-- ")]
    parts = [f"## {name}", "", *told, "", "| column | type | meaning |", "|---|---|---|"]
    for line in lines:
        found = _COLUMN.match(line)
        if found and found[1].islower():
            column, kind, rest, meaning = found.groups()
            reference = re.search(r"REFERENCES (\w+)", rest)
            meaning = meaning or (f"a row of `{reference[1]}`" if reference else "")
            null = "" if "NOT NULL" in rest or "PRIMARY KEY" in rest else " or NULL"
            parts.append(f"| `{column}` | {kind.lower()}{null} | {meaning} |")
    return "\n".join([*parts, ""])
