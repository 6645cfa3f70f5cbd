"""Colours; each stands beside a sign or a word that says the same."""

from __future__ import annotations

from grader.records import Outcome

STYLES = {
    Outcome.PASSED: "green",
    Outcome.FAILED: "red",
    Outcome.ERRORED: "yellow",
    Outcome.CRASHED: "yellow",
    Outcome.TIMED_OUT: "magenta",
    Outcome.SKIPPED: "dim",
    Outcome.NOT_ATTEMPTED: "dim",
    Outcome.UNGRADED: "blue",
}
