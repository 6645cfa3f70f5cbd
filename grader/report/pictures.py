"""Pictures of a notebook as addresses of images: only what a browser can show safely.

An image runs no script. What is refused here could still stall the browser (a picture of
a billion pixels, an SVG whose `use` elements multiply) or do harm when it is opened by
itself (an SVG with a script).
"""

from __future__ import annotations

import base64
import binascii
import re
import struct
import zlib
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from xml.parsers import expat

MAX_CHARACTERS = 400_000
MAX_SIDE = 8000
MAX_PIXELS = 6_000_000
MAX_ELEMENTS = 20_000
MAX_DEPTH = 100

_SVG = "http://www.w3.org/2000/svg"
_ELEMENTS = frozenset(
    {"svg", "g", "defs", "use", "title", "desc", "style", "metadata", "clipPath"}
    | {"path", "rect", "circle", "ellipse", "line", "polyline", "polygon"}
    | {"text", "tspan", "linearGradient", "radialGradient", "stop"}
)
_DESCRIPTIONS = (  # what matplotlib writes into `metadata`
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "http://creativecommons.org/ns#",
    "http://purl.org/dc/elements/1.1/",
)
_FOREIGN = re.compile(r"url\(\s*[\"']?\s*(?!#)|@import|\\|expression\(", re.IGNORECASE)
_SIZE_MARKERS = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # ITU T.81, table B.1


@dataclass(frozen=True)
class Picture:
    """An image: its `data:` address, and its size in pixels where the file tells it."""

    address: str
    width: int | None = None
    height: int | None = None


@lru_cache(maxsize=64)
def picture(kind: str, data: str) -> Picture | None:
    """A picture of kind `png`, `jpeg` or `svg`; None when it cannot be shown safely.

    data: base64 for png and jpeg, markup for svg, as `grader.records.CellOutput` has it.
    """
    if len(data) > MAX_CHARACTERS:
        return None
    if kind == "svg":
        content = data.encode("utf-8", "replace")
        return Picture(_address("svg+xml", content)) if _harmless(content) else None
    try:
        content = base64.b64decode(re.sub(r"[\r\n]", "", data), validate=True)
    except (binascii.Error, ValueError):
        return None
    size = _png_size(content) if kind == "png" else _jpeg_size(content)
    if size is None or not 0 < max(size) <= MAX_SIDE or size[0] * size[1] > MAX_PIXELS:
        return None
    return Picture(_address(kind, content), *size)


def gray_png(pixels: bytes, width: int) -> Picture:
    """Rows of `width` pixels, one byte each from black to white, as a PNG.

    Source: PNG (third edition), 5 and 11.2.
    """
    height = len(pixels) // width
    rows = b"".join(b"\0" + pixels[n * width : (n + 1) * width] for n in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    content = b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data))
        + kind
        + data
        + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
    return Picture(_address("png", content), width, height)


def _address(kind: str, content: bytes) -> str:
    return f"data:image/{kind};base64,{base64.b64encode(content).decode('ascii')}"


def _png_size(content: bytes) -> tuple[int, int] | None:
    """Width and height. Source: PNG (third edition), 5.2 and 11.2.1."""
    if content[:8] != b"\x89PNG\r\n\x1a\n" or content[12:16] != b"IHDR":
        return None
    if len(content) < 33:
        return None
    return int.from_bytes(content[16:20], "big"), int.from_bytes(content[20:24], "big")


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    """Width and height. Source: ITU T.81, B.1.1 and B.2.2."""
    if content[:3] != b"\xff\xd8\xff":
        return None
    place = 2
    while place + 9 <= len(content) and content[place] == 0xFF:
        marker = content[place + 1]
        if marker in _SIZE_MARKERS:
            height, width = content[place + 5 : place + 7], content[place + 7 : place + 9]
            return int.from_bytes(width, "big"), int.from_bytes(height, "big")
        place += 2 + max(int.from_bytes(content[place + 2 : place + 4], "big"), 2)
    return None


def _harmless(content: bytes) -> bool:
    """Whether an SVG is well-formed, draws with plain shapes, and stays in itself."""
    try:
        return _Svg().examine(content)
    except (expat.ExpatError, _RefusedError):
        return False


class _RefusedError(Exception):
    """The SVG holds what is not allowed."""


class _Svg:
    """Reads an SVG once, without building a tree of it.

    What a `use` element copies may hold no further `use`, so that copies cannot multiply,
    and all copies together count as elements.
    """

    def __init__(self) -> None:
        self._count = 0
        self._open: list[tuple[str, str, int]] = []
        self._sizes: dict[str, int] = {}
        self._copied: Counter[str] = Counter()
        self._copying: set[str] = set()
        self._style: list[str] = []

    def examine(self, content: bytes) -> bool:
        """Whether it is harmless. Raises `_RefusedError` and `ExpatError` as well."""
        parser = expat.ParserCreate("utf-8", namespace_separator=" ")
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.XmlDeclHandler = self._declaration
        parser.StartDoctypeDeclHandler = self._doctype
        parser.ProcessingInstructionHandler = self._instruction
        parser.Parse(content, True)
        if self._copying & self._copied.keys() or _FOREIGN.search("".join(self._style)):
            return False
        copies = sum(self._sizes.get(id, 0) * n for id, n in self._copied.items())
        return self._count + copies <= MAX_ELEMENTS

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        space, _, tag = name.rpartition(" ")
        known = space == _SVG and tag in _ELEMENTS
        root = bool(self._open) or (known and tag == "svg")
        if not root or not (known or space in _DESCRIPTIONS):
            raise _RefusedError
        self._count += 1
        self._open.append((tag, attributes.get("id", ""), self._count))
        if self._count > MAX_ELEMENTS or len(self._open) > MAX_DEPTH:
            raise _RefusedError
        for full, value in attributes.items():
            self._attribute(tag, full.rpartition(" ")[2].lower(), value)

    def _attribute(self, tag: str, name: str, value: str) -> None:
        outside = name == "href" and not value.startswith("#")
        if name.startswith("on") or name == "base" or outside or _FOREIGN.search(value):
            raise _RefusedError
        if tag == "use" and name == "href":
            self._copied[value[1:]] += 1
            self._copying.update(id for _, id, _ in self._open)

    def _end(self, _name: str) -> None:
        _, id, first = self._open.pop()
        if id:
            self._sizes[id] = max(self._count - first + 1, self._sizes.get(id, 0))

    def _text(self, text: str) -> None:
        if self._open[-1][0] == "style":
            self._style.append(text)

    def _declaration(self, _version: str, encoding: str | None, _alone: int) -> None:
        if (encoding or "utf-8").lower() != "utf-8":  # the browser would read other text
            raise _RefusedError

    def _doctype(
        self, _name: str, _system: str | None, _public: str | None, inside: bool
    ) -> None:
        if inside:
            raise _RefusedError

    def _instruction(self, _target: str, _data: str) -> None:
        raise _RefusedError
