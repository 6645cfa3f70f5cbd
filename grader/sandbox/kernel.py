"""A worker as the kernel of a notebook, until the examiner speaks to it.

The kernel is ipykernel's own, started in a process that was forked and confined for one
notebook. It answers a client over sockets in the job's folder. When the examiner's first
request arrives on the conversation its loop ends, and the same process goes on as a worker
with the namespace of the cells.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ipykernel import kernelapp
from ipykernel.iostream import IOPubThread
from ipykernel.ipkernel import IPythonKernel
from tornado.ioloop import IOLoop
from traitlets.config import Config

from grader.sandbox.bindings import CHECKPOINT, Bindings, file_of_cell
from grader.sandbox.habits import make_harmless

_CONNECTION = ("transport", "ip", "shell_port", "iopub_port", "stdin_port", "hb_port")


class _IOPubThread(IOPubThread):  # type: ignore[misc]
    """Without the TCP pipe for child processes, which there are none of."""

    def __init__(self, socket: Any, pipe: bool = False, session: Any = None) -> None:
        super().__init__(socket, pipe=False, session=session)


# The application has no setting for it.
kernelapp.IOPubThread = _IOPubThread  # type: ignore[attr-defined]


class _Kernel(IPythonKernel):  # type: ignore[misc]
    """Answers `input()` with nothing, since nobody is there to type."""

    def raw_input(self, prompt: object = "") -> str:
        print(f"{prompt}\n[input() answers with an empty text while grading]")
        return ""

    def getpass(self, prompt: object = "", *_: object, **__: object) -> str:
        return self.raw_input(prompt)


def run_cells(
    connection: Mapping[str, Any], names: Sequence[str], folder: Path, conversation: int
) -> Bindings:
    """Be a kernel until the conversation has something to read; what the cells have bound.

    connection:   how its client reaches it, as in a connection file.
    names:        those whose bindings are worth noting.
    conversation: descriptor of the examiner's stream; nothing is read from it here.
    """
    os.environ["IPYTHONDIR"] = str(folder / ".ipython")
    os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
    application = kernelapp.IPKernelApp.instance(
        config=_config(connection),
        kernel_class=_Kernel,
        connection_file=str(folder / "kernel.json"),
        quiet=True,
        log_level=50,
    )
    application.initialize([])
    application.session.key = str(connection["key"]).encode("ascii")
    shell: Any = application.shell
    bindings = Bindings(shell.user_ns, names)
    _follow(shell, bindings)
    shell.compile.get_code_name = lambda *_: str(folder / file_of_cell(bindings.cell))
    make_harmless(shell)
    loop = IOLoop.current()
    loop.add_handler(conversation, lambda *_: loop.stop(), IOLoop.READ)
    application.start()
    loop.remove_handler(conversation)
    application.reset_io()
    return bindings


def _config(connection: Mapping[str, Any]) -> Config:
    config = Config()
    for name in _CONNECTION:
        config.ConnectionFileMixin[name] = connection[name]
        config.IPKernelApp[name] = connection[name]
    config.IPKernelApp.control_port = connection["control_port"]
    config.Session.key = str(connection["key"]).encode("ascii")
    config.HistoryManager.enabled = False
    return config


class _Follower:
    """Tells the bindings of cells; an AST transformer of IPython's as well."""

    def __init__(self, bindings: Bindings) -> None:
        self._bindings = bindings
        self._depth = 0

    def visit(self, tree: Any) -> Any:
        return self._bindings.prepare(tree) if self._depth == 1 else tree

    def begin(self, _info: object) -> None:
        self._depth += 1
        if self._depth == 1:  # deeper ones are of cells that run cells
            self._bindings.begin()

    def end(self, _result: object) -> None:
        if self._depth == 1:
            self._bindings.end()
        self._depth = max(0, self._depth - 1)


def _follow(shell: Any, bindings: Bindings) -> None:
    follower = _Follower(bindings)
    shell.user_ns_hidden[CHECKPOINT] = bindings.checkpoint
    shell.ast_transformers.append(follower)
    shell.events.register("pre_run_cell", follower.begin)
    shell.events.register("post_run_cell", follower.end)
