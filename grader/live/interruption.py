"""Interrupts code under examination: when the user asks for it, or at a limit of time.

A signal that comes while the user's code runs raises KeyboardInterrupt in it. One that
comes while ours runs is only noted, so that no message is ever torn in half.
"""

from __future__ import annotations

import _thread
import signal
import threading
import time
from collections.abc import Callable
from types import FrameType
from typing import Any, TypeVar

T = TypeVar("T")
POLL_SECONDS = 0.05
AGAIN_SECONDS = 1.0


class Interruptions:
    """Watches over what runs in the main thread, for the length of a block.

    asked: the user has pressed the button, or Ctrl-C.
    over:  the limit that the last code ran over, `cpu_time` or `wall_time`, or None.

    In another thread nothing is interrupted: no signal reaches it.
    """

    def __init__(self) -> None:
        self.asked = False
        self.over: str | None = None
        self._raising = False
        self._ours = False
        self._running = False
        self._lock = threading.Lock()
        self._limits = (0.0, 0.0)
        self._started = (0.0, 0.0)
        self._ended = threading.Event()
        self._before: Any = None
        self._watcher: threading.Thread | None = None

    def __enter__(self) -> Interruptions:
        if threading.current_thread() is threading.main_thread():
            self._before = signal.signal(signal.SIGINT, self._interrupted)
            self._watcher = threading.Thread(target=self._watch, daemon=True)
            self._watcher.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._watcher is not None:
            self._ended.set()
            self._watcher.join()
            default = signal.default_int_handler
            signal.signal(signal.SIGINT, default if self._before is None else self._before)

    def run(self, action: Callable[[], T], cpu_seconds: float, wall_seconds: float) -> T:
        """Let an action be interrupted; by itself when it is over one of the limits.

        Raises:
            KeyboardInterrupt: the action let it through.
        """
        with self._lock:
            self.over = None
            self._limits = (cpu_seconds, wall_seconds)
            self._started = (time.process_time(), time.monotonic())
            self._running = True
        try:
            self._raising = True
            return action()
        finally:
            self._raising = (
                False  # before the lock, since waiting for it is interrupted too
            )
            with self._lock:
                self._running = False

    def _interrupted(self, _number: int, _frame: FrameType | None) -> None:
        if self._ours:
            self._ours = False
        else:
            self.asked = True
        if self._raising:
            raise KeyboardInterrupt

    def _watch(self) -> None:
        pause = POLL_SECONDS
        while not self._ended.wait(pause):
            with self._lock:
                over = self._over_limit() if self._running else None
                if over is not None:
                    self.over = over
                    self._ours = True
                    _interrupt_main_thread()
            pause = POLL_SECONDS if over is None else AGAIN_SECONDS

    def _over_limit(self) -> str | None:
        cpu, wall = self._started
        if time.process_time() - cpu > self._limits[0]:
            return "cpu_time"
        return "wall_time" if time.monotonic() - wall > self._limits[1] else None


def _interrupt_main_thread() -> None:
    """As Ctrl-C does; where that is possible, what it waits for is interrupted as well."""
    number = threading.main_thread().ident
    if hasattr(signal, "pthread_kill") and number is not None:
        signal.pthread_kill(number, signal.SIGINT)
    else:
        _thread.interrupt_main()
