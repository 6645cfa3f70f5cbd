"""The driver: executes a notebook's cells with nbclient, in a process made for that alone.

It stands on the untrusted side: it parses what a student handed in and hears what a kernel
says, has no solution, a memory limit and a deadline, and ends with its notebook. It gets
two requests: `read` answers with the cells, before anything has run, `execute` with what
became of each; both as one JSON text of bounded size. Meanwhile it tells of each cell that
begins.
"""

from __future__ import annotations

import asyncio
import dataclasses
import json
import socket
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

import nbformat.v4
import numpy as np
from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError
from traitlets import Any as AnyTrait

from grader.sandbox import provisioner
from grader.sandbox.notebooks import Cell, Unusable, read_cells
from grader.sandbox.protocol import Array, Frame, FrameReader, encode

MAX_ANSWER_BYTES = 24 * 1024**2
MAX_TEXT = 64 * 1024
MAX_PICTURE = 1024**2
MAX_PICTURES = 8 * 1024**2
MAX_OUTPUTS = 200
_PICTURES = {"image/png": "png", "image/jpeg": "jpeg", "image/svg+xml": "svg"}


def drive(channel: socket.socket) -> None:
    """Answer the two requests that come over a channel."""
    link = _Link(channel)
    request = link.receive()
    (content,) = request.values
    assert isinstance(content, Array)
    try:
        cells = read_cells(content.data.tobytes())
        link.answer(request, [dataclasses.asdict(cell) for cell in cells])
    except Unusable as unusable:
        link.refuse(request, unusable.reason)
    except MemoryError:
        link.refuse(request, "too_large")
    except RecursionError:
        link.refuse(request, "too_deep")
    request = link.receive()
    with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
        outcomes = runner.run(_execute(link, cells, request.fields["connection"]))
    link.answer(request, outcomes)


class _Link:
    """Frames to and from the examiner; the `Launcher` of the provisioner."""

    def __init__(self, channel: socket.socket) -> None:
        self._channel = channel
        self._reader = FrameReader()
        self.connection: KernelConnectionInfo = {}
        self._launched = asyncio.Event()
        self.ended = False

    def receive(self) -> Frame:
        """The next request; ends the process when the examiner has gone."""
        while data := self._channel.recv(1 << 20):
            for frame in self._reader.feed(data):
                return frame
        raise SystemExit

    def send(self, fields: Mapping[str, Any], *values: Array) -> None:
        """Write a whole frame."""
        self._channel.setblocking(True)
        for chunk in encode(Frame(dict(fields), values)):
            self._channel.sendall(chunk)

    def answer(self, request: Frame, entries: list[dict[str, Any]]) -> None:
        """Answer with JSON; without what was put out where that would be too long."""
        text = json.dumps(entries).encode("utf-8", "replace")
        if len(text) > MAX_ANSWER_BYTES:
            for entry in entries:
                entry.pop("outputs", None)
            text = json.dumps(entries).encode("utf-8", "replace")
        if len(text) > MAX_ANSWER_BYTES:
            self.refuse(request, "too_large")
        self.send(
            {"id": request.fields["id"]}, Array("ndarray", np.frombuffer(text, np.uint8))
        )

    def refuse(self, request: Frame, reason: str) -> NoReturn:
        """Say why a notebook cannot be run, and end once the examiner has gone.

        An end before that would be taken for a crash: it may be seen before what was said.
        """
        self.send({"id": request.fields["id"], "refused": reason})
        self.receive()
        raise SystemExit

    def listen(self, connection: Mapping[str, Any]) -> None:
        """From now on hear what the examiner notes meanwhile."""
        self.connection = {**connection}  # type: ignore[typeddict-item]
        self.connection["key"] = str(connection["key"]).encode("ascii")  # type: ignore[typeddict-item]
        asyncio.get_running_loop().add_reader(self._channel, self._hear)

    def _hear(self) -> None:
        data = self._channel.recv(1 << 16)
        if not data:
            raise SystemExit
        for frame in self._reader.feed(data):
            self._launched.set()
            self.ended = self.ended or frame.fields.get("note") == "ended"

    async def launch(self) -> KernelConnectionInfo:
        """Have a kernel forked."""
        self.send({"event": "launch"})
        await self._launched.wait()
        return self.connection


class _Manager(AsyncKernelManager):  # type: ignore[misc]
    """Knows one kernel, which comes from the examiner."""

    launcher = AnyTrait()

    @property
    def kernel_spec(self) -> KernelSpec:
        origin = {"provisioner_name": provisioner.NAME, "config": {}}
        return KernelSpec(
            argv=[],
            display_name="Python 3",
            language="python",
            metadata={"kernel_provisioner": origin},
        )


async def _execute(
    link: _Link, cells: Sequence[Cell], connection: Mapping[str, Any]
) -> list[dict[str, Any]]:
    link.listen(connection)
    make = {"code": nbformat.v4.new_code_cell, "markdown": nbformat.v4.new_markdown_cell}
    nodes = [make.get(one.kind, nbformat.v4.new_raw_cell)(one.source) for one in cells]
    client = _Client(nbformat.v4.new_notebook(cells=nodes), link)
    try:
        await client.async_execute()
    except DeadKernelError:
        pass  # what was put out before that stays
    except Exception as error:  # what a kernel says can be anything
        link.send({"event": "broken", "why": type(error).__name__})
    return [
        {"state": state, "outputs": client.shown(n) if state else []}
        for n, state in enumerate(client.states)
    ]


class _Client(NotebookClient):  # type: ignore[misc]
    """nbclient, telling of each cell, with a bound on what a cell may put out."""

    def __init__(self, notebook: Any, link: _Link) -> None:
        manager = _Manager(launcher=link)
        manager.load_connection_info(link.connection)
        super().__init__(
            notebook,
            km=manager,
            timeout=None,
            allow_errors=True,
            coalesce_streams=True,
            store_widget_state=False,
            record_timing=False,
            shutdown_kernel="immediate",
        )
        self._link = link
        self._room = dict.fromkeys(range(len(notebook.cells)), MAX_TEXT)
        self._cut: dict[int, int] = {}
        self._pictures = MAX_PICTURES
        self.states = ["not_run" if _runs(cell) else "" for cell in notebook.cells]
        self.on_cell_execute = self._begin
        self.on_cell_executed = self._end

    def _begin(self, cell: Any, cell_index: int) -> None:
        self.states[cell_index] = "stopped"
        self._link.send({"event": "cell", "cell": cell_index})

    def _end(self, cell: Any, cell_index: int, execute_reply: Mapping[str, Any]) -> None:
        content = execute_reply["content"]
        if content.get("status") == "ok":
            self.states[cell_index] = "done"
        elif content.get("ename") != "KeyboardInterrupt":
            self.states[cell_index] = "failed"

    def output(self, outs: Any, msg: Any, display_id: Any, cell_index: int) -> Any:
        """As nbclient's, within the cell's room: streams grow in place, the rest is cut."""
        if msg["msg_type"] == "stream":
            self._stream(outs, msg["content"], cell_index)
            return None
        if len(outs) >= MAX_OUTPUTS:
            self._cut[cell_index] = self._cut.get(cell_index, 0) + 1
            return None
        return super().output(outs, msg, display_id, cell_index)

    def _stream(self, outs: Any, content: Mapping[str, Any], cell_index: int) -> None:
        name, text = content["name"], str(content["text"])
        kept = text[: self._room[cell_index]]
        self._room[cell_index] -= len(kept)
        last = next((one for one in outs if one.get("name") == name), None)
        if last is None:
            last = nbformat.v4.new_output("stream", name=name, text="")
            last["cut"] = 0
            outs.append(last)
        last["text"] += kept
        last["cut"] += len(text) - len(kept)

    def shown(self, position: int) -> list[dict[str, Any]]:
        """The outputs of a cell, each reduced to one kind."""
        outputs = self.nb.cells[position].get("outputs", [])
        shown = [self._reduced(one) for one in outputs]
        if position in self._cut:
            shown.append({"kind": "text", "data": "", "cut": self._cut[position]})
        return [one for one in shown if one is not None]

    def _reduced(self, output: Mapping[str, Any]) -> dict[str, Any] | None:
        kind = output["output_type"]
        if kind == "stream":
            name = "stderr" if output["name"] == "stderr" else "stdout"
            return {"kind": name, "data": output["text"], "cut": output.get("cut", 0)}
        if kind == "error":
            told = "\n".join(map(str, output["traceback"]))
            return _text("error", told or f"{output['ename']}: {output['evalue']}")
        data = output.get("data", {})
        for media, name in _PICTURES.items():
            if isinstance(data.get(media), str):
                return self._picture(name, data[media])
        return _text("text", str(data["text/plain"])) if "text/plain" in data else None

    def _picture(self, kind: str, data: str) -> dict[str, Any]:
        if len(data) > min(MAX_PICTURE, self._pictures):
            return {"kind": kind, "data": "", "cut": len(data)}
        self._pictures -= len(data)
        return {"kind": kind, "data": data, "cut": 0}


def _runs(cell: Any) -> bool:
    return bool(cell.cell_type == "code" and cell.source.strip())


def _text(kind: str, text: str) -> dict[str, Any]:
    return {"kind": kind, "data": text[:MAX_TEXT], "cut": max(0, len(text) - MAX_TEXT)}
