"""The page of pairs: safe, complete, linked, small, and no verdict."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from report.samples import sample_run

from grader.report.similarity_page import MAX_BYTES, similarity_page
from grader.similarity import Pair, Span, StepPair, Work

SOURCE = """# \u202egnp.exe </td><script>alert(1)</script>
import tensorflow as tf


def mse(a, b):
    'ليلى &amp; <b>'
    return tf.reduce_mean((a - b) ** 2)
"""
TITLES = {"05_mse": "The mean <squared> error", "15_softmax": "Softmax"}
NAMES = ("ليلى <b>حداد", "=maeve\no'brien/../x")
SPANS = (Span(5, 7, 5, 7), Span(2, 2, 1, 2))


def works():
    """Two students with awkward names and sources."""
    texts = {"05_mse": SOURCE, "15_softmax": "x = 1\n" * 300}
    return [Work(key, name, texts) for key, name in zip("ab", NAMES, strict=True)]


def pair(*steps: StepPair) -> Pair:
    return Pair("a", "b", 0.987, 5.43, steps or (StepPair("05_mse", 0.5, 7, 0.02, SPANS),))


def page_of(*pairs: Pair, of=None) -> str:
    header = replace(sample_run(), submissions=())
    return similarity_page(header, pairs, works() if of is None else of, TITLES)


class Elements(HTMLParser):
    """Tags with their attributes, and the text between them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data


def test_it_is_a_reason_to_look():
    """The first thing said is that this is no verdict."""
    text = Elements(page_of(pair())).text
    assert "A reason to look, and never a verdict." in text
    assert text.index("never a verdict") < text.index(
        "05 The mean" if "05 The" in text else "The mean"
    )


def test_no_element_of_a_student():
    """Names, titles and sources are text; nothing is fetched, run or styled."""
    found = Elements(page_of(pair()))
    assert {tag for tag, _ in found.tags}.isdisjoint(
        {"script", "b", "img", "link", "iframe"}
    )
    for _, attributes in found.tags:
        assert not {name for name in attributes if name.startswith("on") or name == "style"}
        assert (attributes.get("href") or "#").startswith("#")
    assert "</td><script>alert(1)</script>" in found.text
    assert "⟨U+202E⟩" in found.text
    assert "\u202e" not in found.text


def test_both_names_are_shown_in_one_line():
    """A name in Arabic, and one that would be a formula, a path and two lines."""
    text = Elements(page_of(pair())).text
    assert "ليلى <b>حداد" in text
    assert "=maeve o'brien/../x" in text


def test_matching_lines_are_marked_and_linked():
    """Each span links to the same lines on the other side, and every link arrives."""
    found = Elements(page_of(pair()))
    ids = {attributes["id"] for _, attributes in found.tags if "id" in attributes}
    links = [a["href"][1:] for tag, a in found.tags if tag == "a"]
    assert set(links) <= ids
    assert {"pair-1", "pair-1-0-l0", "pair-1-0-r0", "pair-1-0-l1", "pair-1-0-r1"} <= set(
        links
    )
    marked = [
        a for tag, a in found.tags if tag == "tr" and "match" in (a.get("class") or "")
    ]
    assert len(marked) == (3 + 1) + (3 + 2)


def test_lines_far_from_a_match_are_left_out():
    """What is not shown is counted."""
    step = StepPair("15_softmax", 1.0, 9, 0.02, (Span(100, 102, 7, 9),))
    text = Elements(page_of(pair(step))).text
    assert "lines not shown: 96" in text
    assert "lines not shown: 195" in text
    assert "lines not shown: 3" in text


def test_a_match_in_short_pieces_shows_the_sources():
    """Without spans both sources are shown from their beginning."""
    text = Elements(page_of(pair(StepPair("05_mse", 0.5, 3, 0.02, ())))).text
    assert text.count("reduce_mean") == 2


def test_spans_beyond_the_source_do_no_harm():
    """Lines that are not there are not shown, and no link leads to them."""
    found = Elements(
        page_of(pair(StepPair("05_mse", 1.0, 3, 0.02, (Span(5, 900, 800, 900),))))
    )
    ids = {attributes["id"] for _, attributes in found.tags if "id" in attributes}
    assert {a["href"][1:] for tag, a in found.tags if tag == "a"} <= ids


def test_nobody_is_alike():
    """An empty list says so, and that it proves nothing."""
    text = Elements(page_of()).text
    assert "None of the 2 submissions are alike" in text
    assert "no proof" in text


def test_a_page_of_many_pairs_stays_small():
    """Fifty pairs of long sources fit under the cap, and the page says what it left out."""
    long = "".join(
        f"def f{n}(x):\n    return [x, {n}, '<&>', x + {n}]\n" for n in range(150)
    )
    steps = [f"{n:02}_step" for n in range(32)]
    students = [Work(key, key, dict.fromkeys(steps, long)) for key in "ab"]
    spans = tuple(Span(n, n + 5, n, n + 5) for n in range(1, 240, 6))
    one = Pair("a", "b", 1.0, 9.0, tuple(StepPair(s, 1.0, 99, 0.01, spans) for s in steps))
    header = replace(sample_run(), submissions=())
    page = similarity_page(header, [one] * 50, students, dict.fromkeys(steps, "A step"))
    assert len(page.encode()) <= MAX_BYTES
    assert "fewer steps and lines" in page
    assert "Further steps in which they match, not shown" in page


def test_a_lone_surrogate_can_be_written():
    """A source that is no valid text becomes a page that is."""
    odd = [replace(one, texts={"05_mse": "x = '\ud800'\n" + SOURCE}) for one in works()]
    page_of(pair(), of=odd).encode()


def test_the_policy_allows_its_style_alone():
    """The page's own policy forbids scripts and everything from elsewhere."""
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page_of(pair()))[1]
    assert "default-src &#39;none&#39;" in policy or "default-src 'none'" in policy
    assert "script-src" not in policy


def test_an_unknown_student_is_a_fault():
    """A pair of works that were not given cannot be shown."""
    with pytest.raises(KeyError):
        page_of(pair(), of=[])
