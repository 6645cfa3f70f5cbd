"""A runner that reads a log as GitHub's does, and a reader of its files."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

REGISTERED = {
    "add-mask",
    "add-matcher",
    "add-path",
    "debug",
    "echo",
    "endgroup",
    "error",
    "group",
    "internal-set-repo-path",
    "notice",
    "remove-matcher",
    "save-state",
    "set-env",
    "set-output",
    "stop-commands",
    "warning",
}
"""The commands of actions/runner, src/Runner.Worker/ActionCommandManager.cs."""


@dataclass
class Command:
    name: str
    properties: dict[str, str]
    message: str


@dataclass
class Runner:
    """Obeys a log as ActionCommand.cs does; `deaf`: as if nothing had ever been stopped.

    It is stricter in one way: it passes over invisible characters, as a comparison in .NET
    may do.
    """

    deaf: bool = False
    obeyed: list[Command] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    stopped: str = ""

    def read(self, log: str) -> Runner:
        for line in re.split("\r\n|\r|\n", log):
            command = parse(line)
            if command is None:
                self.shown.append(line)
            elif self.stopped:
                if command.name == self.stopped:
                    self.stopped = ""
                else:
                    self.shown.append(line)
            elif command.name == "stop-commands":
                self.stopped = "" if self.deaf else command.message
            elif command.name in REGISTERED:
                self.obeyed.append(command)
        return self

    @property
    def names(self) -> list[str]:
        return [one.name for one in self.obeyed]


def parse(line: str) -> Command | None:
    """A line as a command: of version 2 at its start, else of version 1 anywhere."""
    bare = "".join(one for one in line if unicodedata.category(one) not in ("Cf", "Mn"))
    return _second(bare.lstrip()) or _first(bare)


def _second(line: str) -> Command | None:
    if not line.startswith("::") or "::" not in line[2:]:
        return None
    head, message = line[2:].split("::", 1)
    return _command(head, ",", message, {"%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ","})


def _first(line: str) -> Command | None:
    start = line.find("##[")
    end = line.find("]", start)
    if start < 0 or end < 0:
        return None
    return _command(line[start + 3 : end], ";", line[end + 1 :], {"%0D": "\r", "%0A": "\n"})


def _command(head: str, between: str, message: str, codes: dict[str, str]) -> Command:
    def plain(text: str) -> str:
        for code, one in codes.items():
            text = text.replace(code, one)
        return text.replace("%25", "%")

    name, _, told = head.partition(" ")
    pairs = (one.split("=", 1) for one in told.split(between) if "=" in one)
    return Command(name, {key: plain(value) for key, value in pairs}, plain(message))


def outputs(path: Path) -> dict[str, str]:
    """What a step put into the file of GITHUB_OUTPUT, as the runner's file commands do."""
    found: dict[str, str] = {}
    lines = iter(path.read_text(encoding="utf-8").split("\n"))
    for line in lines:
        if not line:
            continue
        equals, heredoc = line.find("="), line.find("<<")
        if heredoc >= 0 and (equals < 0 or heredoc < equals):
            name, end = line.split("<<", 1)
            value = []
            for one in lines:
                if one == end:
                    break
                value.append(one)
            else:
                raise ValueError("the delimiter is missing")
            found[name] = "\n".join(value)
        else:
            name, value = line.split("=", 1)
            found[name] = value
    return found
