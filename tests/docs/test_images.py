"""Pictures of the documentation: each is there, each is shown, and each is described."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
IMAGE = re.compile(r'!\[([^\]]+)\]\(([^)\s]+\.png)\)|<img src="([^"]+)" alt="([^"]+)"')


def shown():
    """(page, picture, description) of every picture that a page shows."""
    for page in PAGES:
        for text, path, other, alt in IMAGE.findall(page.read_text("utf-8")):
            yield page, (page.parent / (path or other)).resolve(), text or alt


def test_every_picture_is_there_and_described():
    """No page shows a picture that is not in docs/images."""
    assert all(picture.is_file() and text for _, picture, text in shown())


def test_every_picture_is_shown():
    """What tools/make_screenshots.py makes is to be seen somewhere, the README's too."""
    pictures = {picture for _, picture, _ in shown()}
    assert pictures == set((ROOT / "docs" / "images").glob("*.png"))
    assert any(page.name == "README.md" for page, _, _ in shown())


def test_the_tool_makes_just_these_pictures():
    """Each picture can be made anew by the script."""
    tool = (ROOT / "tools" / "make_screenshots.py").read_text("utf-8")
    names = re.findall(r'^    \("([\w-]+)", ', tool, re.MULTILINE)
    assert sorted(names) == sorted(p.stem for p in (ROOT / "docs" / "images").glob("*.png"))
