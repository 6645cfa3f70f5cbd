"""`grader --help` against `python -c pass`: what a person waits before anything runs."""

from __future__ import annotations

from _measure import GRADER, PYTHON, alternated, report


def main() -> None:
    commands = {"help": [*GRADER, "--help"], "pass": [PYTHON, "-c", "pass"]}
    median = alternated(commands, repeats=21)
    milliseconds = {name: 1000 * seconds for name, seconds in median.items()}
    report(
        "`grader --help`",
        f"{milliseconds['help']:.0f} ms",
        "-",
        f"`python -c pass`: {milliseconds['pass']:.0f} ms; medians of 21",
    )


if __name__ == "__main__":
    main()
