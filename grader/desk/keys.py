"""Single keys from a terminal, which is given back as it was, whatever happens."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

OnKey = Callable[[str], None]


@contextlib.contextmanager
def reading_keys(on_key: OnKey) -> Iterator[bool]:
    """Tell each key that is pressed, in a thread, until the block ends.

    Whether there are keys to be read: not where standard input is no terminal. Ctrl-C and
    Ctrl-Z do what they always do. A closed terminal is the key "".
    """
    if not sys.stdin.isatty():
        yield False
    elif sys.platform == "win32":
        with _windows(on_key):
            yield True
    else:
        with _posix(on_key):
            yield True


if sys.platform == "win32":
    import msvcrt

    @contextlib.contextmanager
    def _windows(on_key: OnKey) -> Iterator[None]:
        ended = threading.Event()

        def read() -> None:
            while not ended.wait(0.05):
                while msvcrt.kbhit():
                    on_key(msvcrt.getwch())

        threading.Thread(target=read, daemon=True).start()
        try:
            yield
        finally:
            ended.set()

else:
    import select
    import signal
    import termios
    import tty

    @contextlib.contextmanager
    def _posix(on_key: OnKey) -> Iterator[None]:
        terminal = sys.stdin.fileno()
        before = termios.tcgetattr(terminal)

        def stop(number: int, frame: FrameType | None) -> None:
            """Ctrl-Z: the shell gets the terminal as it was; `fg` takes it again."""
            termios.tcsetattr(terminal, termios.TCSADRAIN, before)
            signal.signal(signal.SIGTSTP, signal.SIG_DFL)
            os.kill(os.getpid(), signal.SIGTSTP)
            signal.signal(signal.SIGTSTP, stop)
            tty.setcbreak(terminal)

        ended, end = os.pipe()
        reader = threading.Thread(target=_read, args=[terminal, ended, on_key], daemon=True)
        earlier: Any = signal.signal(signal.SIGTSTP, stop)
        try:
            tty.setcbreak(terminal)
            reader.start()
            yield
        finally:
            os.close(end)
            reader.join()
            os.close(ended)
            signal.signal(signal.SIGTSTP, earlier)
            with contextlib.suppress(termios.error):
                termios.tcsetattr(terminal, termios.TCSADRAIN, before)

    def _read(terminal: int, ended: int, on_key: OnKey) -> None:
        while True:
            ready, _, _ = select.select([terminal, ended], [], [])
            if ended in ready:
                return
            try:
                pressed = os.read(terminal, 64)
            except OSError:
                pressed = b""
            if not pressed:
                on_key("")
                return
            if not pressed.startswith(b"\x1b"):  # arrows and the like
                for key in pressed.decode("utf-8", "ignore"):
                    on_key(key)
