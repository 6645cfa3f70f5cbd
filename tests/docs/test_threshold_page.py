"""The page of thresholds says what the records say."""

import json
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_table_agrees_with_the_records():
    """Every calibrated step has a row, and every figure of it is the record's."""
    page = (ROOT / "docs" / "reference" / "thresholds.md").read_text(encoding="utf-8")
    rows = {}
    for line in page.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if re.fullmatch(r"\d\d_\w+", cells[0]):
            low, _, high = cells[2].partition(" to ")
            rows[cells[0]] = [float(cell) for cell in (low, high, *cells[3:])]
    records = {
        path.parent.name: json.loads(path.read_text(encoding="utf-8"))["accuracy"]
        for path in (ROOT / "solutions").glob("*/calibration.json")
    }
    assert rows == {
        step: [
            *(round(edge(one["outcomes"]), 4) for edge in (min, max)),
            round(one["mean"], 4),
            round(one["standard_deviation"], 4),
            *one["rule"].values(),
        ]
        for step, one in records.items()
    }
    assert {one["false_rejects"]["observed"] for one in records.values()} == {0}
    assert {one["seeds"] for one in records.values()} == {150}
