"""What an LMS or a person hands over, read as attempts of students.

Trusted side: reads bytes and names, runs no code of a student and writes nothing.
"""

from grader.downloads.found import Layout
from grader.downloads.reading import Attempt, Download, open_download
from grader.downloads.roster import Joined, RosterEntry, join, read_roster

__all__ = [
    "Attempt",
    "Download",
    "Joined",
    "Layout",
    "RosterEntry",
    "join",
    "open_download",
    "read_roster",
]
