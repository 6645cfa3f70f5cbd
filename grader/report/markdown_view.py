"""Markdown of a stranger as a flat list of tags and text: no link, picture or HTML.

A template writes the tags, all of them from a closed list, and escapes the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Literal, TypeAlias

from grader.language import sentence
from grader.visible import shorten, visible

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

Kind: TypeAlias = Literal["open", "close", "void", "text"]

MAX_CHARACTERS = 10_000
MAX_PIECES = 3000
_MAX_NESTING = 20
_MANY_BARS = 2000
_ADDRESS = 300
_BLOCKS = {
    "paragraph": "p",
    "bullet_list": "ul",
    "ordered_list": "ol",
    "list_item": "li",
    "blockquote": "blockquote",
    "table": "table",
    "thead": "thead",
    "tbody": "tbody",
    "tr": "tr",
    "th": "th",
    "td": "td",
    "em": "em",
    "strong": "strong",
}
_DEEPEST_HEADING = 6
_HEADING_OFFSET = 2  # the page has h1, its sections h2


@dataclass(frozen=True)
class Piece:
    """A part of rendered Markdown.

    kind:  `open`, `close` and `void` (a tag without an end), or `text`.
    text:  the tag, or the visible text.
    css:   the class of an opened tag, or empty.
    start: the first number of an ordered list that does not begin with 1.
    """

    kind: Kind
    text: str
    css: str = ""
    start: int | None = None


def markdown_pieces(source: str, most: int = MAX_CHARACTERS) -> tuple[Piece, ...]:
    """The first `most` characters of Markdown, every opened tag closed.

    Links become their text and their address, pictures a note with their alt text, HTML
    and `$math$` stay as they are written. Where the parser fails, all is plain text.
    """
    return _pieces(source[: min(most, MAX_CHARACTERS)])


@lru_cache(maxsize=64)
def _pieces(source: str) -> tuple[Piece, ...]:
    try:
        tokens = _parser(source.count("|") <= _MANY_BARS).parse(source)
    except Exception:  # a library's fault on hostile text must not cost the page
        return (Piece("open", "pre"), Piece("text", visible(source)), Piece("close", "pre"))
    return tuple(_balanced(islice(_blocks(tokens), MAX_PIECES)))


@lru_cache(maxsize=2)
def _parser(tables: bool) -> MarkdownIt:
    """CommonMark and, where they are few enough to be written by hand, tables."""
    from markdown_it import MarkdownIt

    options = {"html": False, "maxNesting": _MAX_NESTING}
    parser = MarkdownIt("commonmark", options)
    if tables:
        parser.enable("table")
    parser.inline.ruler.before("escape", "math", _math)
    parser.parse("fills the rulers' caches before another thread can use them *half full*")
    return parser


def _math(state: StateInline, silent: bool) -> bool:
    """A rule for `$...$` and `$$...$$`: nothing between them is emphasis or an escape."""
    start, text = state.pos, state.src
    if text[start] != "$":
        return False
    mark = "$$" if text.startswith("$$", start) else "$"
    first = start + len(mark)
    end = text.find(mark, first, state.posMax)
    inner = text[first:end] if end > first else ""
    if not inner or (mark == "$" and inner != inner.strip()):
        return False
    if not silent:
        state.push("math", "", 0).content = text[start : end + len(mark)]
    state.pos = end + len(mark)
    return True


def _blocks(tokens: Sequence[Token]) -> Iterator[Piece]:
    for token in tokens:
        if token.type == "inline":
            yield from _inline(token.children or ())
        elif token.type in {"fence", "code_block"}:
            yield Piece("open", "pre", "code")
            yield Piece("text", visible(token.content.removesuffix("\n")))
            yield Piece("close", "pre")
        elif token.type == "hr":
            yield Piece("void", "hr")
        elif not token.hidden:
            yield from _tag(token)


def _tag(token: Token) -> Iterator[Piece]:
    """An opened or closed block, emphasis; nothing for a token that is not known."""
    name, _, side = token.type.rpartition("_")
    tag = _heading(token.tag) if name == "heading" else _BLOCKS.get(name)
    if tag is None:
        return
    if side == "close":
        yield Piece("close", tag)
        if tag == "table":
            yield Piece("close", "div")
        return
    if tag == "table":
        yield Piece("open", "div", "scroll")
    start = token.attrGet("start") if tag == "ol" else None
    yield Piece("open", tag, start=start if isinstance(start, int) else None)


def _heading(tag: str) -> str:
    return f"h{min(int(tag[1:]) + _HEADING_OFFSET, _DEEPEST_HEADING)}"


def _inline(tokens: Sequence[Token]) -> Iterator[Piece]:
    addresses: list[str] = []
    for token in tokens:
        match token.type:
            case "text" | "text_special":
                yield Piece("text", visible(token.content))
            case "math":
                yield from _span("span", "math", token.content)
            case "code_inline":
                yield from _span("code", "", token.content)
            case "softbreak":
                yield Piece("text", "\n")
            case "hardbreak":
                yield Piece("void", "br")
            case "image":
                yield from _span("span", "left-out-picture", _left_out(token))
            case "link_open":
                addresses.append(_address(token))
            case "link_close":
                if addresses and (address := addresses.pop()):
                    yield from _span("span", "address", f" ({address})")
            case _:
                yield from _tag(token)


def _span(tag: str, css: str, text: str) -> Iterator[Piece]:
    yield Piece("open", tag, css)
    yield Piece("text", visible(text))
    yield Piece("close", tag)


def _left_out(image: Token) -> str:
    if image.content.strip():
        return sentence("notebook.no_remote_picture.named", alt=image.content)
    return sentence("notebook.no_remote_picture")


def _address(link: Token) -> str:
    """Where a link leads; empty where its text says so, or it leads into the notebook."""
    address = str(link.attrGet("href") or "")
    if link.markup == "autolink" or address.startswith("#"):
        return ""
    return shorten(address, _ADDRESS)


def _balanced(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The pieces, and the ends of the tags that are still open after the last one."""
    open_tags: list[str] = []
    for piece in pieces:
        if piece.kind == "open":
            open_tags.append(piece.text)
        elif piece.kind == "close":
            open_tags.pop()
        yield piece
    for tag in reversed(open_tags):
        yield Piece("close", tag)
