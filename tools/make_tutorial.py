"""Runs the commands of docs/tutorial/first-step.md and writes what they print into it.

    python tools/make_tutorial.py            write the page anew
    python tools/make_tutorial.py --check    exit with 1 when that would change it

In the page, a block of `console` holds commands after `$ ` and what they printed. A block
of `python` below a comment `<!-- in FILE -->` is a function that takes the place of the one
of its name in that exercise. The commands run in a copy of exercises/ with a server of
their own.
"""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/tutorial/first-step.md"
BLOCK = re.compile(
    r"(?:<!-- in (?P<file>\S+) -->\n)?```(?P<kind>console|python)\n(?P<text>.*?)```\n",
    re.DOTALL,
)
COLUMNS = "80"


def rewritten(page: str, folder: Path) -> str:
    """The page with what its commands print, one after another, in a folder."""
    environment = _environment(folder)
    try:
        return BLOCK.sub(lambda block: _block(block, folder, environment), page)
    finally:
        _run("grader stop", folder, environment)


def _block(block: re.Match[str], folder: Path, environment: Mapping[str, str]) -> str:
    if block["kind"] == "python":
        if block["file"]:
            _replace_function(folder / block["file"], block["text"])
        return block.group()
    commands = [line[2:] for line in block["text"].splitlines() if line.startswith("$ ")]
    parts = [f"$ {one}\n{_run(one, folder, environment)}" for one in commands]
    return f"```console\n{''.join(parts)}```\n"


def _replace_function(path: Path, text: str) -> None:
    """Put a function in place of the one of its name."""
    (new,) = ast.parse(text).body
    assert isinstance(new, ast.FunctionDef)
    source = path.read_text(encoding="utf-8")
    (old,) = (
        node
        for node in ast.parse(source).body
        if isinstance(node, ast.FunctionDef) and node.name == new.name
    )
    lines = source.splitlines(keepends=True)
    lines[old.lineno - 1 : old.end_lineno] = [text]
    path.write_text("".join(lines), encoding="utf-8")


def _run(command: str, folder: Path, environment: Mapping[str, str]) -> str:
    """What a command prints, without blanks at the end of lines."""
    done = subprocess.run(
        command,
        shell=True,
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    lines = [line.rstrip() for line in done.stdout.splitlines()]
    return "\n".join(lines) + "\n" if lines else ""


def _environment(folder: Path) -> dict[str, str]:
    """The user's, with this checkout's command and a server that nobody else uses."""
    private = folder.parent / "run"
    private.mkdir(mode=0o700)
    scripts = Path(sys.executable).parent
    return {
        **os.environ,
        "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "XDG_RUNTIME_DIR": str(private),
        "COLUMNS": COLUMNS,
        "NO_COLOR": "1",
    }


def main() -> int:
    """Write the page, or say that it is stale."""
    before = PAGE.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "workshop"
        folder.mkdir()
        for path in (ROOT / "exercises").iterdir():
            (folder / path.name).write_bytes(path.read_bytes())
        after = rewritten(before, folder)
    if "--check" in sys.argv[1:]:
        if before != after:
            print(f"{PAGE.relative_to(ROOT)} is stale; run: python tools/make_tutorial.py")
        return int(before != after)
    PAGE.write_text(after, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
