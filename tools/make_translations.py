"""Brings the translations of the grader and of its workshop up to date.

Run it after a sentence has changed (`make translations`), then translate what it names in
the .po files, and run it again.
"""

from __future__ import annotations

import sys
from pathlib import Path

from grader.authoring.translations import translate_course, translate_grader
from grader.course import load_course
from grader.language import ENGLISH, available

ROOT = Path(__file__).parent.parent


def main() -> None:
    """Of the languages that are named, else of those that there are."""
    course = load_course(ROOT / "solutions")
    for language in sys.argv[1:] or [one for one in available() if one != ENGLISH]:
        for told in (translate_grader(language), translate_course(course, language)):
            for text in (*told.missing, *told.doubtful):
                print(f"to translate: {text}")
            print(f"{told.file.relative_to(ROOT)}: {told.done} translated")


if __name__ == "__main__":
    main()
