"""What a run shows while it goes: lines, a live board on a terminal, or nothing."""

import io
import re

from rich.console import Console

from grader.progress import _Board, showing_progress
from grader.records import SubmissionRecord


def record(id: str, score: float | None) -> SubmissionRecord:
    return SubmissionRecord(id, id, "", "graded", score, 20.0, 1.5, 1.0, ())


def test_lines_count_and_say_how_long(capsys):
    """Without a terminal: one plain line each, with rate and time left from the second."""
    with showing_progress(dict.fromkeys("abc", "")) as progress:
        progress.on_step("ann", "05_mse")
        for name, score in (("ann", 20.0), ("\x1b[31mbob\nx", None), ("ليلى", 3.5)):
            progress.on_done(record(name, score))
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 3
    assert lines[0] == "[1/3] ann: 20/20 in 1.5 s"
    assert "\x1b" not in lines[1]
    assert re.search(r"ungraded in 1.5 s \(\d+ a minute, 0 s left\)$", lines[1])
    assert lines[2] == "[3/3] ليلى: 3.5/20 in 1.5 s"


def test_quiet_is_quiet(capsys):
    """Nothing at all."""
    with showing_progress({"ann": "Ann"}, quiet=True) as progress:
        progress.on_step("ann", "05_mse")
        progress.on_done(record("ann", 20.0))
    assert capsys.readouterr() == ("", "")


def test_the_board_shows_what_is_running_and_what_failed():
    """Who, which step, for how long; how many are ungraded; at most eight are named."""
    ids = [f"s{number}" for number in range(20)]
    board = _Board({id: f"student {number:02}" for number, id in enumerate(ids)})
    for id in ids[:12]:
        board.on_step(id, "05_mse")
    board.on_step("s3", "[bold]15_softmax\x1b[2J")
    board.on_done(record("s0", None))
    board.on_done(record("s1", 20.0))
    out = io.StringIO()
    Console(file=out, width=100, force_terminal=False).print(board)
    text = out.getvalue()
    assert "2/20" in text
    assert "1 ungraded" in text
    assert "a minute" in text
    assert "student 00" not in text
    assert re.search(r"student 03  \[bold\]15_softmax.* 0 s", text)
    assert "\x1b[2J" not in text
    assert "and 2 more" in text
