"""Commands, their options and exit codes; the composition root.

A module holds the commands of one kind; importing it registers them, in the order in which
`grader --help` lists them.
"""

from grader.cli.base import app, main, run  # isort: split

from grader.cli import desk, grading, ci, marks, exporting, authoring, template, machine  # noqa: F401, I001

__all__ = ["app", "main", "run"]
