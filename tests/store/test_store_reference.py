"""The page about the store is made from the store's schema."""

import re
import sqlite3
from pathlib import Path

from grader.store import MIGRATIONS
from grader.store.schema_doc import render

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "store.md"


def test_the_page_is_fresh():
    """docs/reference/store.md is what the migrations make it."""
    assert PAGE.read_text("utf-8") == render()


def test_every_table_and_column_is_on_the_page():
    """A table whose statement is written in another way would silently fall out."""
    connection = sqlite3.connect(":memory:")
    for script in MIGRATIONS:
        connection.executescript(script)
    there = {
        table: [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        for (table,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table'"
        )
    }
    connection.close()
    parts = re.split(r"^## (\w+)$", render(), flags=re.MULTILINE)[1:]
    told = {
        name: re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)
        for name, text in zip(parts[::2], parts[1::2], strict=True)
    }
    assert told == there
