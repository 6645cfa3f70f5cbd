"""The how-to page is followed literally: its commands are run, its files written."""

import re
from pathlib import Path

import pytest

from grader.cli import run

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "add-a-step.md"


@pytest.fixture(scope="module")
def page():
    return PAGE.read_text(encoding="utf-8")


def test_the_page_leads_to_a_verified_step(page, tmp_path, monkeypatch, capsys):
    """Refused before the files are filled in, sound afterwards, mutants and all."""
    monkeypatch.chdir(tmp_path)
    commands = re.findall(r"^    grader (.+)$", page, re.MULTILINE)
    scaffold, refused, verify, mutants, sync, grade = (one.split() for one in commands)
    files = re.findall(r"<!-- (\S+) -->\n```python\n(.*?)```", page, re.DOTALL)

    assert run(scaffold) == 0
    assert run(refused) == 1
    for path, text in files:
        Path(path).write_text(text, encoding="utf-8")
    capsys.readouterr()
    assert run(verify) == 0, capsys.readouterr().out
    assert run(mutants) == 0, capsys.readouterr().out
    assert run(sync) == 0
    assert run([*grade, "--workers", "1"]) == 0


def test_every_file_of_the_page_is_one_that_the_scaffold_makes(page, tmp_path, monkeypatch):
    """The page and `grader new` agree on what there is to fill in."""
    monkeypatch.chdir(tmp_path)
    assert run(["new", "cosine_similarity", "--course", "vectors"]) == 0
    written = set(re.findall(r"<!-- (\S+) -->", page))
    made = {str(path) for path in Path("vectors").rglob("*.py")}
    assert made <= written
    assert {Path(one).parent.name for one in written - made} == {"alternatives"}
