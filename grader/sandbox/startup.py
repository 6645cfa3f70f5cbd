"""What the fork server and a spare process have in common: how a process becomes a worker.

It imports what the course wants and runs no op, waits, gives up its privileges and answers
the examiner.
"""

from __future__ import annotations

import _thread
import gc
import importlib
import json
import os
import signal
import socket
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn, TextIO

import numpy as np

from grader.datasets import load_mapped
from grader.sandbox import confinement
from grader.sandbox.protocol import VERSION, Frame
from grader.sandbox.worker import Connection, serve

STACK_BYTES = 8 * 1024**2

if sys.platform != "win32":
    import resource


def fix_stack_size() -> None:
    """Start over with the stack size that threads are to have on every machine (Linux)."""
    if sys.platform == "linux":
        soft, hard = resource.getrlimit(resource.RLIMIT_STACK)
        allowed = hard == resource.RLIM_INFINITY or hard >= STACK_BYTES
        if soft != STACK_BYTES and allowed:
            resource.setrlimit(resource.RLIMIT_STACK, (STACK_BYTES, hard))
            os.execv(sys.executable, sys.orig_argv)


def import_ahead(
    config: Mapping[str, Any], control: socket.socket
) -> dict[str, np.ndarray[Any, Any]]:
    """Import what workers need and map their data; tells and ends where that is missing.

    config: JSON of `Preload.as_json`: `preload` (modules to import), `data` (name to file).
    """
    try:
        _preload(config["preload"])
        return _open_data(config["data"])
    except ModuleNotFoundError as error:
        send(control, {"missing": error.name})
        sys.exit(3)


def _preload(modules: list[str]) -> None:
    """Import what workers share; lazily loaded parts of TensorFlow included."""
    for name in modules:
        importlib.import_module(name)
    if "tensorflow" in modules:
        importlib.import_module("keras.src.datasets.mnist")


def _open_data(files: Mapping[str, str]) -> dict[str, np.ndarray[Any, Any]]:
    """Map data sets, and let Keras's own loader answer from the same file."""
    arrays: dict[str, np.ndarray[Any, Any]] = {}
    if "mnist" in files:
        mnist = load_mapped(Path(files["mnist"]))
        for part in ("train_images", "train_labels", "test_images", "test_labels"):
            arrays[f"mnist.{part}"] = getattr(mnist, part)
        loader = sys.modules.get("keras.src.datasets.mnist")
        if loader is not None:
            loader.get_file = lambda *_args, **_keywords: files["mnist"]  # type: ignore[attr-defined]
    return arrays


def wait_for_work(control: socket.socket) -> None:
    """Tell that everything is imported; from now on Ctrl-C is somebody else's."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.collect()
    gc.disable()
    gc.freeze()
    send(control, {"ready": VERSION, "versions": _versions()})


def _versions() -> dict[str, str]:
    """Versions of Python, numpy and what was preloaded."""
    found = {"python": sys.version.split()[0], "numpy": np.__version__}
    for name in ("tensorflow", "keras"):
        module = sys.modules.get(name)
        if module is not None:
            found[name] = str(module.__version__)
    return found


def readable(config: Mapping[str, Any]) -> list[Path]:
    """What a worker may read: the system's libraries, Python, its packages, the data."""
    return [*confinement.readable(), *map(Path, config["data"].values())]


def become_worker(
    conversation: socket.socket,
    job: Mapping[str, Any],
    data: Mapping[str, Any],
    readable: Sequence[Path],
    streams: Sequence[int | socket.socket] = (1, 2),
    heeded: socket.socket | None = None,
) -> NoReturn:
    """Give up privileges and answer the examiner until it hangs up.

    streams: where what is printed on stdout and stderr goes.
    heeded:  interrupts the worker by every byte that comes over it, and ends it with its
             end; for systems where the examiner cannot send signals or the kernel does not
             end a worker with it.
    """
    folder = Path(job["folder"])
    layers = confinement.enter(
        confinement.Confinement(
            memory_bytes=job["memory_bytes"],
            cpu_seconds=job["cpu_seconds"],
            file_bytes=job["file_bytes"],
            folder=folder,
            layers=job["layers"],
            readable=[*readable, *map(Path, job["also"])],
            profile=job["profile"],
        )
    )
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if heeded is not None:
        _thread.start_new_thread(_heed, (heeded,))
    _print_into(streams)
    gc.enable()
    connection = Connection(conversation)
    connection.send(Frame({"layers": list(layers)}))
    if job["profile"] == "driver":
        importlib.import_module("grader.sandbox.driver").drive(conversation)
        os._exit(0)
    sys.path.insert(0, str(folder))
    bindings = None
    if job["profile"] == "notebook":
        kernel = importlib.import_module("grader.sandbox.kernel")
        bindings = kernel.run_cells(
            job["connection"], job["names"], folder, conversation.fileno()
        )
        _print_into(streams)
    serve(
        connection,
        bindings=bindings,
        data=data,
        folder=folder,
        max_answer_bytes=job["answer_bytes"],
    )
    os._exit(0)


def _heed(examiner: socket.socket) -> None:
    """Interrupt the main thread at every byte; end the process at the end."""
    try:
        while examiner.recv(1):
            _interrupt()
    finally:
        os._exit(0)


def _interrupt() -> None:
    """As Ctrl-C does, also a main thread that sleeps.

    On Windows a signal that any thread raises wakes the main one; os.kill would end the
    process. Elsewhere the main thread has to be the one that gets it.
    """
    if sys.platform == "win32":
        signal.raise_signal(signal.SIGINT)
    else:
        main = threading.main_thread().ident
        assert main is not None
        signal.pthread_kill(main, signal.SIGINT)


def _print_into(streams: Sequence[int | socket.socket]) -> None:
    """Print there: the server's own streams, and a kernel's, go elsewhere."""
    out, err = map(_text_stream, streams)
    sys.stdout = sys.__stdout__ = out  # type: ignore[assignment, misc]
    sys.stderr = sys.__stderr__ = err  # type: ignore[assignment, misc]


def _text_stream(target: int | socket.socket) -> TextIO:
    """A new stream: the process's own was made for another kind of file."""
    if isinstance(target, int):
        return open(target, "w", encoding="utf-8", errors="backslashreplace", closefd=False)
    return target.makefile("w", encoding="utf-8", errors="backslashreplace", newline="\n")


def send(control: socket.socket, message: Mapping[str, Any]) -> None:
    """Send one line of JSON; a process that nobody listens to ends."""
    try:
        control.sendall(json.dumps(message).encode() + b"\n")
    except OSError:
        os._exit(3)
