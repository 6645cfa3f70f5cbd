"""What all commands share: the application, options, messages and exit codes.

Nothing heavy is imported before a command needs it: `--help` and `--version` answer
without numpy and TensorFlow. Exit codes: 0 done, 1 the work judged is not good enough,
2 usage, 3 grader fault, 130 interrupted.
"""

from __future__ import annotations

import functools
import inspect
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, ParamSpec

import typer

from grader import __version__
from grader.errors import GraderError, UsageError
from grader.language import Whole, sentence, use
from grader.language.speech import VARIABLE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

P = ParamSpec("P")
NOT_GOOD_ENOUGH, USAGE, FAULT, INTERRUPTED = 1, 2, 3, 130

app = typer.Typer(
    name="grader",
    help="Grades the work of a TensorFlow 2 workshop.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

CourseOption = Annotated[
    Path | None,
    typer.Option(help="Course folder. Default: grader.toml's, ./solutions or our own."),
]
UnconfinedOption = Annotated[
    bool,
    typer.Option(
        "--allow-unconfined",
        help="Run student code although this machine cannot confine it.",
    ),
]
OutOption = Annotated[Path, typer.Option(help="Folder for reports and results.json.")]
StoreOption = Annotated[
    Path | None,
    typer.Option(
        help="Store of grades. Default: grades.sqlite beside grader.toml, or here."
    ),
]
AssignmentOption = Annotated[
    str,
    typer.Option(help="An [assignment.NAME] of grader.toml. Default: the whole course."),
]
AudienceOption = Annotated[
    Literal["student", "instructor"], typer.Option(help="Whom the pages are for.")
]
AnonymousOption = Annotated[
    bool, typer.Option("--anonymous", help="Show stable pseudonyms instead of names.")
]
CORES = os.cpu_count() or 1
WorkersOption = Annotated[
    int, typer.Option(min=1, max=64, help="Submissions graded at a time.")
]
LangOption = Annotated[
    str,
    typer.Option(
        metavar="LANGUAGE",
        envvar=VARIABLE,
        show_envvar=False,
        help="Language of what students read, as en or de. Default: GRADER_LANG, or en.",
    ),
]
QuietOption = Annotated[bool, typer.Option("--quiet", help="Show no progress.")]


def main() -> None:
    """Run the command line and exit with its code."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run a command; its exit code."""
    try:
        app(args=list(arguments))
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else FAULT
    return 0


def command(function: Callable[P, int]) -> Callable[P, int]:
    """Register a command; its result and every exception become an exit code."""
    return command_called(None)(function)


def command_called(name: str | None) -> Callable[[Callable[P, int]], Callable[P, int]]:
    """Register a command under a name, by default the function's own."""

    def register(function: Callable[P, int]) -> Callable[P, int]:
        @functools.wraps(function)
        def guarded(*arguments: P.args, **options: P.kwargs) -> int:
            lang = options.pop("lang")
            raise typer.Exit(_guarded(function, lang, *arguments, **options))

        guarded.__name__ = name or function.__name__
        guarded.__signature__ = _with_language(function)  # type: ignore[attr-defined]
        app.command(name)(guarded)
        return guarded

    return register


def _with_language(function: Callable[P, int]) -> inspect.Signature:
    """The function's parameters, and `lang`, which every command has."""
    own = inspect.signature(function, eval_str=True)
    lang = inspect.Parameter(
        "lang", inspect.Parameter.KEYWORD_ONLY, default="", annotation=LangOption
    )
    return own.replace(parameters=[*own.parameters.values(), lang])


def _guarded(
    function: Callable[P, int], lang: object, *arguments: P.args, **options: P.kwargs
) -> int:
    try:
        if lang:
            use(str(lang))
        return function(*arguments, **options)
    except KeyboardInterrupt:
        say(sentence("command.interrupted"))
        return INTERRUPTED
    except UsageError as error:
        say(str(error))
        return USAGE
    except GraderError as error:
        say(sentence("command.fault", error=Whole(error)))
        return FAULT
    except Exception as error:
        if os.environ.get("GRADER_DEBUG"):
            raise
        told = Whole(f"{type(error).__name__}: {error}")
        say(sentence("command.failed", error=told))
        return FAULT


def say(message: str) -> None:
    """Print a message for a person, on the error stream."""
    typer.echo(_harmless(message), err=True)


def tell(message: str) -> None:
    """Print a result for a person."""
    typer.echo(_harmless(message))


def _harmless(message: str) -> str:
    """What a terminal would obey, or hide, is written out: names come from strangers."""
    lines = message.split("\n")
    if all(line.isprintable() for line in lines):
        return message
    from grader.visible import visible

    return "\n".join(map(visible, lines))


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"grader {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show it."),
    ] = False,
) -> None:
    """Grades the work of a TensorFlow 2 workshop."""


def show(renderable: object) -> None:
    """Print a table or another object of rich."""
    from rich.console import Console

    Console().print(renderable)
