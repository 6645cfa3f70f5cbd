"""Makes docs/reference/store.md from the schema of the store."""

from __future__ import annotations

import sys
from pathlib import Path

from grader.store.database import APPLICATION_ID, MIGRATIONS, describe

_INTRODUCTION = f"""\
# The store of grades

<!-- Made by `python -m grader.store.schema_doc docs/reference/store.md` from \
grader/store/migrations/. Do not edit. -->

`grades.sqlite` is one SQLite file. `grader grade` makes it beside `grader.toml`, or in the
working directory without one, with permissions for its owner alone. It holds a course's
students, what they handed in, every grading, and what instructors said. It is the mark of
record: reports and exports are made from it.

- **Read it** with any SQLite program, best from a copy that `grader backup` made. Its
  `application_id` is {APPLICATION_ID:#x}, its `user_version` the number of migrations that
  it has seen, at present {len(MIGRATIONS)}.
- **Do not write to it** with anything but `grader`. Nothing else keeps the log, and a mark
  that was changed so cannot be defended.
- **Beside it** lie `grades.sqlite.lock`, which a run holds, and while it is open
  `grades.sqlite-wal` and `grades.sqlite-shm`, which belong to it. Never copy the file alone
  while a command runs: `grader backup` makes one whole file.
- **A newer grader** changes an older store when it opens it, and leaves the older one as
  `grades.sqlite.vN` beside it. An older grader refuses a newer store.

What is MessagePack holds the frozen classes of `grader/records.py` and
`grader/submissions.py`; deflated is zlib. Who may read it, and what can be forgotten, is in
[Personal data](../explanation/personal-data.md).
"""


def render() -> str:
    """The reference page as Markdown: an introduction, then each table."""
    return f"{_INTRODUCTION}\n{describe()}".rstrip() + "\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(render(), encoding="utf-8")
