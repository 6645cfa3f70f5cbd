"""Folders of a download, on disk or in an archive, seen in one way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from pathlib import Path

from grader.downloads.listing import Archive, Placed
from grader.errors import UsageError
from grader.submissions import Entry, entries_in

Content = tuple[Sequence[Entry], Sequence["Tree"]]


class Tree:
    """A folder: its files and folders by name, in order; ignored ones are not there.

    is_checkout: it holds a `.git`, which is never looked into, or may not be looked into.
    """

    def __init__(
        self, name: str, load: Callable[[], Content], is_checkout: bool = False
    ) -> None:
        self.name = name
        self.is_checkout = is_checkout
        self._load = load

    @cached_property
    def _content(self) -> Content:
        files, folders = self._load()
        return sorted(files, key=lambda one: one.name), sorted(
            folders, key=lambda one: one.name
        )

    @property
    def files(self) -> Sequence[Entry]:
        """Files in the folder itself; links among them are marked as left out."""
        return self._content[0]

    @property
    def folders(self) -> Sequence[Tree]:
        """Folders in the folder itself."""
        return self._content[1]


def tree_of(name: str, files: Sequence[Entry], folders: Sequence[Tree] = ()) -> Tree:
    """A folder made of what is at hand."""
    return Tree(name, lambda: (files, folders))


def tree_at(path: Path) -> Tree:
    """A folder on disk; each folder in it is read when it is asked for.

    A folder in it that cannot be read holds one entry that says so: `.`, `unreadable`.

    Raises (as soon as something in it is asked for):
        UsageError: the folder itself cannot be read.
    """

    def load() -> Content:
        entries = entries_in(path)
        files = [one for one in entries if one.left_out != "folder"]
        folders = [one.name for one in entries if one.left_out == "folder"]
        return files, [_tree_below(path / name) for name in folders]

    return Tree(path.name, load, _is_checkout(path))


def _tree_below(path: Path) -> Tree:
    tree = tree_at(path)

    def load() -> Content:
        try:
            return tree.files, tree.folders
        except UsageError:
            return [Entry(".", lambda most: b"", "unreadable")], []

    return Tree(path.name, load, tree.is_checkout)


def _is_checkout(path: Path) -> bool:
    try:
        return (path / ".git").exists()
    except OSError:
        return True


def tree_in(name: str, archive: Archive) -> Tree:
    """The folders of an archive."""
    return _grown(name, "", archive.entries, archive.checkouts)


def _grown(
    name: str, path: str, entries: Iterable[Placed], checkouts: frozenset[str]
) -> Tree:
    files: list[Entry] = []
    below: dict[str, list[Placed]] = {}
    for one in entries:
        if one.folders:
            head, *rest = one.folders
            below.setdefault(head, []).append(Placed(tuple(rest), one.entry))
        else:
            files.append(one.entry)
    folders = [
        _grown(head, f"{path}{head}/", inner, checkouts) for head, inner in below.items()
    ]
    return Tree(name, lambda: (files, folders), path.rstrip("/") in checkouts)
