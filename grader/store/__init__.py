"""The store of grades: one SQLite file with all that was handed in and graded."""

from grader.store.database import MIGRATIONS, describe
from grader.store.store import (
    Grading,
    Standing,
    Store,
    StoredResult,
    fresh_seed,
    open_store,
)

__all__ = [
    "MIGRATIONS",
    "Grading",
    "Standing",
    "Store",
    "StoredResult",
    "describe",
    "fresh_seed",
    "open_store",
]
