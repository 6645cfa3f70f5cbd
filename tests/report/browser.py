"""Chromium, driven over its pipe: opens a page, and tells what the page did.

The protocol is https://chromedevtools.github.io/devtools-protocol: JSON objects, each with
a null byte after it.
"""

from __future__ import annotations

import base64
import fcntl
import json
import os
import select
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
_OPTIONS = ("--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe")


class Browser:
    """One page of a headless Chromium. `requests` and `messages` are of all it loaded."""

    def __init__(self, width: int = 1100, height: int = 900, seconds: float = 60) -> None:
        self.requests: list[str] = []
        self.messages: list[str] = []
        self._deadline = time.monotonic() + seconds
        self._buffer = b""
        self._number = 0
        self._events: set[str] = set()
        self._profile = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self._process = self._start(f"--window-size={width},{height}")
        self._session: dict[str, str] = {}
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        answer = self.send("Target.attachToTarget", targetId=target, flatten=True)
        self._session = {"sessionId": answer["sessionId"]}
        for domain in ("Page", "Network", "Log", "Runtime"):
            self.send(f"{domain}.enable")
        self.size(width, height)

    def _start(self, *options: str) -> subprocess.Popen:
        ends = [*os.pipe(), *os.pipe()]
        far_in, near_out, near_in, far_out = [
            fcntl.fcntl(one, fcntl.F_DUPFD, 10) for one in ends
        ]
        for one in ends:
            os.close(one)
        self._in, self._out = near_in, near_out
        for one in (near_in, near_out):
            os.set_inheritable(one, False)

        def move() -> None:
            os.dup2(far_in, 3)
            os.dup2(far_out, 4)

        folder = f"--user-data-dir={self._profile.name}"
        process = subprocess.Popen(
            [CHROMIUM, *_OPTIONS, folder, *options],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=move,
            close_fds=False,
        )
        os.close(far_in)
        os.close(far_out)
        return process

    def __enter__(self) -> Browser:
        return self

    def __exit__(self, *_: object) -> None:
        self._session = {}
        try:
            self.send("Browser.close")
            self._process.wait(20)
        finally:
            self._process.kill()
            self._process.wait()
            os.close(self._in)
            os.close(self._out)
            self._profile.cleanup()

    def send(self, method: str, **params):
        """What the browser answers to a command."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": params, **self._session}
        os.write(self._out, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._read()
            if answer.get("id") == self._number:
                assert "error" not in answer, answer
                return answer["result"]

    def _read(self):
        while b"\0" not in self._buffer:
            left = max(self._deadline - time.monotonic(), 0)
            assert select.select([self._in], [], [], left)[0], "the browser does not answer"
            part = os.read(self._in, 1 << 16)
            assert part, "the browser ended"
            self._buffer += part
        text, _, self._buffer = self._buffer.partition(b"\0")
        message = json.loads(text)
        self._note(message.get("method", ""), message.get("params", {}))
        return message

    def _note(self, method: str, params) -> None:
        self._events.add(method)
        if method == "Network.requestWillBeSent":
            self.requests.append(params["request"]["url"])
        elif method == "Log.entryAdded":
            self.messages.append(params["entry"]["text"])
        elif method == "Runtime.consoleAPICalled":
            self.messages.append(str(params["args"]))

    def open(self, path: Path, fragment: str = "") -> None:
        """Load a file, and wait until all of it is there."""
        for url in ("about:blank", f"file://{path}{fragment}"):
            self._events.clear()
            self.send("Page.navigate", url=url)
            while "Page.loadEventFired" not in self._events:
                self._read()

    def value(self, expression: str):
        """What an expression of JavaScript is; the page's own policy is not asked."""
        result = self.send("Runtime.evaluate", expression=expression, returnByValue=True)
        return result["result"].get("value")

    def size(self, width: int, height: int) -> None:
        """Set the size of the window's inside."""
        self.send(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )

    def media(self, kind: str = "", scheme: str = "light") -> None:
        """Look as if printed, or in the dark."""
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.send("Emulation.setEmulatedMedia", media=kind, features=features)

    def screenshot(self, path: Path) -> None:
        """What is to be seen in the window, as a PNG."""
        data = self.send("Page.captureScreenshot", format="png")["data"]
        path.write_bytes(base64.b64decode(data))
