"""Tells which files of a folder were saved, in whatever way an editor does that.

watchfiles is the library: it hears of changes from the system on Linux, macOS and Windows,
and looks for them by itself where the system tells nothing (WATCHFILES_FORCE_POLLING).
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

GATHER_MILLISECONDS = 200
QUIET_MILLISECONDS = 20


@contextlib.contextmanager
def telling_saves(folder: Path, on_save: Callable[[set[str]], None]) -> Iterator[None]:
    """Tell the names of files that were written or put in place, in a thread.

    An empty set says that the folder can be watched no longer.
    """
    import watchfiles

    ended = threading.Event()

    def wanted(change: watchfiles.Change, path: str) -> bool:
        named = path.endswith((".py", ".ipynb"))
        return named and change is not watchfiles.Change.deleted

    def read() -> None:
        with contextlib.suppress(OSError, RuntimeError):
            for changes in watchfiles.watch(
                folder,
                watch_filter=wanted,
                debounce=GATHER_MILLISECONDS,
                step=QUIET_MILLISECONDS,
                stop_event=ended,
                rust_timeout=500,
                recursive=False,
                raise_interrupt=False,
            ):
                on_save({Path(path).name for _, path in changes})
        if not ended.is_set():
            on_save(set())

    thread = threading.Thread(target=read, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join(2)
