"""Ends an examination that nobody waits for any more, from another thread."""

from __future__ import annotations

import threading
from collections.abc import Callable

from grader.errors import GraderError


class Cancelled(GraderError):
    """Nobody waits for the answer any more."""


class Cancellation:
    """Told once, from any thread; what is to happen then happens once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._cancelled = False
        self._actions: list[Callable[[], None]] = []

    @property
    def cancelled(self) -> bool:
        """Whether it was told."""
        return self._cancelled

    def cancel(self) -> None:
        """Tell it."""
        with self._lock:
            self._cancelled = True
            actions, self._actions = self._actions, []
        for action in actions:
            action()

    def then(self, action: Callable[[], None]) -> None:
        """Have an action done when it is told, at once if it was."""
        with self._lock:
            if not self._cancelled:
                self._actions.append(action)
                return
        action()

    def check(self) -> None:
        """Raise `Cancelled` if it was told."""
        if self._cancelled:
            raise Cancelled("nobody waits any more")
