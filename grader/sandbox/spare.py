"""A spare process: imports, waits for one job, and becomes the worker for it.

Started by `grader.sandbox.spares` with a scrubbed environment. It never sees a solution, a
check or a secret. On its conversation it tells in a line of JSON that it is ready, and is
told its job in another; what follows are frames.
"""

from __future__ import annotations

import json
import os
import socket
import sys

from grader.sandbox import handover, startup


def main() -> None:
    """Entry point: `python -m grader.sandbox.spare SOCKETS CONFIG`.

    SOCKETS is the argument of a `Handover` of three: conversation, stdout, stderr.
    CONFIG is JSON of `Preload.as_json`.
    """
    argument, config = sys.argv[1], json.loads(sys.argv[2])
    startup.fix_stack_size()
    conversation, out, err = handover.receive(argument)
    data = startup.import_ahead(config, conversation)
    startup.wait_for_work(conversation)
    job = json.loads(_receive_line(conversation))
    streams: tuple[int | socket.socket, ...] = (out, err)
    if argument != handover.Loopback.argument:
        os.dup2(out.fileno(), 1, inheritable=False)
        os.dup2(err.fileno(), 2, inheritable=False)
        streams = (1, 2)
    # A copy, since a kernel puts a pipe of its own in the place of what is printed into.
    heeded = None if _signals_suffice(argument) else err.dup()
    try:
        readable = startup.readable(config)
        startup.become_worker(conversation, job, data, readable, streams, heeded)
    except BaseException as error:
        err.sendall(f"worker could not start: {error}\n".encode())
    finally:
        os._exit(70)


def _signals_suffice(argument: str) -> bool:
    """Whether the examiner can interrupt this process, and the kernel ends it with him."""
    return sys.platform == "linux" and argument != handover.Loopback.argument


def _receive_line(conversation: socket.socket) -> bytes:
    line = b""
    while not line.endswith(b"\n"):
        try:
            byte = conversation.recv(1)
        except ConnectionError:
            byte = b""
        if not byte:
            sys.exit(0)
        line += byte
    return line


if __name__ == "__main__":
    main()
