"""How nbclient comes by a kernel: the driver asks the examiner, who has one forked.

Registered as `grader-forked` among the entry points `jupyter_client.kernel_provisioners`.
The kernel manager that it belongs to holds a `Launcher` as `launcher`; the examiner alone
signals the kernel and ends it, so that a driver can do nothing but ask.
"""

from __future__ import annotations

from typing import Any, Protocol

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.provisioner_base import KernelProvisionerBase

NAME = "grader-forked"


class Launcher(Protocol):
    """The driver's link to the examiner."""

    ended: bool

    async def launch(self) -> KernelConnectionInfo:
        """Have a kernel forked; how to reach it (as a connection file says it)."""


class ForkedProvisioner(KernelProvisionerBase):  # type: ignore[misc]
    """A kernel that somebody else forked, watches and ends."""

    _launched = False

    @property
    def has_process(self) -> bool:
        """Whether a kernel was asked for and not given up since."""
        return self._launched

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """There is no command to prepare."""
        return await super().pre_launch(cmd=[], **kwargs)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Ask for a kernel and wait until it was forked."""
        self.connection_info = await self._launcher.launch()
        self._launched = True
        return self.connection_info

    async def poll(self) -> int | None:
        """None while it runs, as far as the examiner has told."""
        running = self._launched and not self._launcher.ended
        return None if running else 0

    async def wait(self) -> int | None:
        """Nothing to wait for."""
        return 0

    async def send_signal(self, signum: int) -> None:
        """Signals are the examiner's."""

    async def kill(self, restart: bool = False) -> None:
        """Give the kernel up; it goes on as the examiner's worker."""
        self._launched = False

    async def terminate(self, restart: bool = False) -> None:
        """As `kill`."""
        self._launched = False

    async def cleanup(self, restart: bool = False) -> None:
        """Nothing is left behind here."""

    @property
    def _launcher(self) -> Launcher:
        manager: Any = self.parent
        launcher: Launcher = manager.launcher
        return launcher
