"""Where a check is called from: its names, its cells, and which files are the user's."""

from __future__ import annotations

import contextlib
import functools
import re
import sys
import sysconfig
from collections.abc import MutableMapping, Sequence
from pathlib import Path
from typing import Any

import grader

_NUMBERED = re.compile(r"ipython-input-(\d+)")
_TYPED = ("<stdin>", "<python-input")
_CELLS = "ipykernel_"
_GENERATED = "__autograph_generated_file"
_INSTALLED = frozenset({"site-packages", "dist-packages"})
_LIBRARIES = tuple(
    Path(path)
    for path in {
        sysconfig.get_path("stdlib"),
        sysconfig.get_path("platstdlib"),
        str(Path(grader.__file__).parent),
    }
)


def shell() -> Any:
    """IPython's shell of this process, or None."""
    ipython = sys.modules.get("IPython")
    return ipython.get_ipython() if ipython is not None else None


def namespace() -> MutableMapping[str, Any]:
    """The names that a user works with: of the notebook, else of the main program."""
    running = shell()
    names: MutableMapping[str, Any] = (
        vars(sys.modules["__main__"]) if running is None else running.user_ns
    )
    return names


def cell_number(file: str) -> int:
    """The number of the cell that a file of code stands for, as in `In [3]`; else 0."""
    known = getattr(getattr(shell(), "compile", None), "_filename_map", {})
    told = _NUMBERED.search(file)
    if file in known:
        return int(known[file])
    if told:
        return int(told[1])
    return _number_by_content(file) if Path(file).parent.name.startswith(_CELLS) else 0


def _number_by_content(file: str) -> int:
    """The last cell whose text the file is named for (IPython before version 8)."""
    running = shell()
    sources = getattr(getattr(running, "history_manager", None), "input_hist_raw", ())
    numbered = enumerate(sources)
    found = [n for n, source in numbered if _file_of(running.compile, source) == file]
    return max(found, default=0)


@functools.lru_cache(maxsize=10_000)
def _file_of(compiler: Any, source: str) -> str:
    return str(compiler.get_code_name(source, source, 0))


def history() -> Sequence[str]:
    """The sources of the cells that ran, by their numbers."""
    sources: Sequence[str] = getattr(
        getattr(shell(), "history_manager", None), "input_hist_parsed", ()
    )
    return sources


def file_name(file: str) -> str | None:
    """What a file of the user's is called in a traceback; None for a library's."""
    number = cell_number(file)
    if number:
        return f"Cell In[{number}]"
    if file.startswith("<"):
        return file if file.startswith(_TYPED) else None
    path = Path(file)
    if path.parent.name.startswith(_CELLS):
        return "Cell"
    foreign = (
        path.name.startswith(_GENERATED)
        or bool(_INSTALLED.intersection(path.parts))
        or any(path.is_relative_to(library) for library in _LIBRARIES)
    )
    return None if foreign else path.name


def nothing_displayed() -> contextlib.AbstractContextManager[object]:
    """Hold figures and other displays back for the length of a block."""
    if shell() is None:
        return contextlib.nullcontext()
    from IPython.utils.capture import capture_output

    hold: Any = capture_output
    held: contextlib.AbstractContextManager[object] = hold(stdout=False, stderr=False)
    return held
