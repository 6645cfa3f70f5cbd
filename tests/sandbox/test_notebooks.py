"""Odd notebooks: each either becomes cells or is refused for a reason."""

import ast
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.sandbox.notebooks import MAX_BYTES, MAX_CELLS, MAX_DEPTH, Unusable, read_cells


def code(source="x = 1", **more):
    return {"cell_type": "code", "source": source, "metadata": {}, "outputs": [], **more}


def notebook(*cells, metadata=None, **more):
    content = {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata or {}}
    return {**content, "cells": list(cells or [code()]), **more}


def read(content):
    return read_cells(json.dumps(content).encode())


def refusal(content):
    with pytest.raises(Unusable) as caught:
        read_cells(content if isinstance(content, bytes) else json.dumps(content).encode())
    return caught.value.reason


def sources(content):
    return [cell.source for cell in read(content)]


def plain(source):
    [cell] = read(notebook(code(source)))
    return cell.plain


CONFLICT = b"""{
<<<<<<< HEAD
 "cells": [],
=======
 "cells": [1],
>>>>>>> theirs
}"""


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(b"", "not_json", id="empty file"),
        pytest.param(b'{"cells": [', "not_json", id="corrupt JSON"),
        pytest.param(b'{"cells": ["\\', "not_json", id="unfinished string"),
        pytest.param(CONFLICT, "merge_conflict", id="merge conflict"),
        pytest.param(
            CONFLICT.replace(b"\n", b"\r\n"), "merge_conflict", id="CRLF conflict"
        ),
        pytest.param(b"\xff\xfe{\x00}\x00", "unreadable", id="UTF-16"),
        pytest.param('{"é": 1}'.encode("latin-1"), "unreadable", id="Latin-1"),
        pytest.param(b"[]", "not_a_notebook", id="list"),
        pytest.param(b"3", "not_a_notebook", id="number"),
        pytest.param(b'{"nbformat": 4}', "not_a_notebook", id="no cells"),
        pytest.param(b" " * (MAX_BYTES + 1), "too_large", id="too many bytes"),
        pytest.param(
            b'{"cells": 5, "nbformat": 4}', "nbformat", id="cells of a wrong type"
        ),
    ],
)
def test_what_is_no_notebook_is_refused(content, reason):
    """Bytes that are no notebook are refused, each kind for its own reason."""
    assert refusal(content) == reason


@pytest.mark.parametrize("bracket", ["[", '{"a":'], ids=["lists", "objects"])
def test_deep_nesting(bracket):
    """200,000 nested lists or objects are refused without recursion."""
    assert refusal(bracket.encode() * 200_000) == "too_deep"


def test_nesting_is_counted_outside_of_strings():
    """Brackets in a source are text; `MAX_DEPTH` levels of JSON are allowed."""
    deep = "[" * 500 + '"\\'
    assert sources(notebook(code(deep))) == [deep]
    allowed = "[" * (MAX_DEPTH - 1) + "]" * (MAX_DEPTH - 1)
    text = json.dumps(notebook())
    assert read_cells(f'{text[:-1]}, "more": {allowed}}}'.encode())
    assert refusal(f'{text[:-1]}, "more": [{allowed}]}}'.encode()) == "too_deep"


def test_a_byte_order_mark():
    """A UTF-8 file with a byte order mark is read."""
    assert len(read_cells(b"\xef\xbb\xbf" + json.dumps(notebook()).encode())) == 1


def test_conflict_markers_in_a_source():
    """Markers inside of a cell are that cell's text, not a conflict of the file."""
    text = "<<<<<<< HEAD\n=======\n>>>>>>> theirs"
    assert sources(notebook(code(text))) == [text]


@pytest.mark.parametrize(
    "number", ["9" * 5000, "-" + "9" * 5000, "NaN", "1e999", "-Infinity"]
)
def test_odd_numbers(number):
    """A number that Python would not convert, or is none, hurts nobody."""
    text = json.dumps(notebook(code(execution_count=0)))
    changed = text.replace('"execution_count": 0', f'"execution_count": {number}')
    assert changed != text
    assert len(read_cells(changed.encode())) == 1


def test_nbformat_3():
    """Worksheets become one list of cells; a heading becomes Markdown."""
    cells = [
        {"cell_type": "heading", "level": 2, "source": ["A\n", "title"], "metadata": {}},
        {"cell_type": "code", "input": ["x = 1\n", "%time f()"], "language": "python"},
        {"cell_type": "html", "source": "<b>x</b>"},
    ]
    sheets = [{"cells": cells}, {"cells": [{"cell_type": "code", "input": "y = 2"}]}, 7]
    found = read({"nbformat": 3, "metadata": {"name": ""}, "worksheets": sheets})
    assert [(cell.kind, cell.source) for cell in found] == [
        ("markdown", "## A title"),
        ("code", "x = 1\n%time f()"),
        ("markdown", "<b>x</b>"),
        ("code", "y = 2"),
    ]


@pytest.mark.parametrize("version", [1, 2, 3, 5, 6])
def test_other_versions(version):
    """A version that cannot be read is refused unless its cells are those of version 4."""
    content = {"nbformat": version, "cells": [{"cell_type": "code", "code": "x = 1"}]}
    assert refusal(content) == "nbformat"
    assert sources(notebook(nbformat=version)) == ["x = 1"]


@pytest.mark.parametrize("version", [2, 5])
def test_worksheets_of_other_versions(version):
    """Worksheets are read for version 3 only."""
    sheets = [{"cells": [{"cell_type": "code", "input": "x = 1"}]}]
    assert refusal({"nbformat": version, "worksheets": sheets}) == "nbformat"


@pytest.mark.parametrize("minor", [0, 4, 5, 99, None, "x", 1e400])
def test_minor_versions(minor):
    """The minor version does not matter, nor does a missing major one."""
    assert sources(notebook(nbformat_minor=minor)) == ["x = 1"]
    assert sources({"cells": [code()], "nbformat_minor": minor}) == ["x = 1"]


@pytest.mark.parametrize(
    "metadata",
    [
        {},
        {"kernelspec": None, "language_info": 7},
        {"kernelspec": {"name": "python3", "language": "python"}},
        {"kernelspec": {"name": "conda-env-tf-py"}},
        {"kernelspec": {"name": "tensorflow"}},
        {"kernelspec": {"name": "my-r-and-d-env"}},
        {"kernelspec": {"name": "ir"}, "language_info": {"name": "python"}},
        {"language_info": {"name": "ipython"}},
        {"language_info": {"name": ["R"]}},
    ],
    ids=str,
)
def test_python_kernels(metadata):
    """Without a kernelspec, or with one that names no other language, it is Python."""
    assert sources(notebook(metadata=metadata)) == ["x = 1"]


@pytest.mark.parametrize(
    "metadata",
    [
        {"kernelspec": {"name": "ir", "language": "R", "display_name": "R"}},
        {"kernelspec": {"name": "ir"}},
        {"kernelspec": {"name": "conda-env-stats-r"}},
        {"kernelspec": {"name": "julia-1.9", "language": "julia"}},
        {"kernelspec": {"name": "julia-1.9"}},
        {"language_info": {"name": "scala"}},
        {"kernelspec": {"name": "bash"}},
        {"kernelspec": {"name": "xcpp17"}},
        {"kernelspec": {"name": "javascript"}},
        {"language": "Julia"},
    ],
    ids=str,
)
def test_other_languages(metadata):
    """A notebook in R, Julia or another language is refused as such."""
    assert refusal(notebook(metadata=metadata)) == "language"


def test_cells_in_another_language():
    """A code cell that VS Code marks as another language is not run."""
    marked = {"vscode": {"languageId": "shellscript"}}
    python = {"vscode": {"languageId": "python"}}
    cells = read(notebook(code("ls", metadata=marked), code(metadata=python)))
    assert [cell.kind for cell in cells] == ["raw", "code"]
    assert refusal(notebook(code("ls", metadata=marked))) == "no_cells"


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (["a\n", "b"], "a\nb"),
        (["a\n", 3, None, {}, "b"], "a\nb"),
        ("a\r\nb\rc", "a\nb\nc"),
        (5, ""),
        (None, ""),
        ({"a": "b"}, ""),
        (True, ""),
    ],
)
def test_sources_of_any_type(source, text):
    """What is no text in a source is left out; the notebook is read all the same."""
    assert sources(notebook(code(source), code())) == [text, "x = 1"]


@pytest.mark.parametrize("source", ["'\ud800'", ["'\udfff", "'"]])
def test_lone_surrogates(source):
    """Half a character is replaced, so that every text can be encoded."""
    [cell] = read(notebook(code(source)))
    assert cell.source == cell.plain == "'\ufffd'"


def test_ids():
    """Only the first cell keeps an id that several have; what is no id is none."""
    given = ["a", "a", "a b", "", 5, None, "b" * 64, "b" * 65, "a", "x\n", "é"]
    cells = read(notebook(*(code(id=id) for id in given), code()))
    assert [cell.id for cell in cells if cell.id] == ["a", "b" * 64]
    assert cells[0].id == "a"


def test_cells_of_any_type():
    """Unknown and broken cells are raw ones: the others keep their numbers."""
    odd = [{"cell_type": "video", "source": "x"}, 5, None, [], {}, {"cell_type": [1]}]
    cells = read(notebook(*odd, {"cell_type": "markdown", "source": "# x"}, code()))
    assert [cell.kind for cell in cells] == ["raw"] * 6 + ["markdown", "code"]


def test_tags_attachments_and_metadata_do_nothing():
    """Tags that would skip a cell, attachments and missing fields change nothing."""
    tagged = code(metadata={"tags": ["skip-execution", "raises-exception"]}, extra=1)
    attached = code(attachments={"a.png": {"image/png": "AAAA"}}, metadata=None)
    bare = {"cell_type": "code", "source": "x = 1"}
    cells = read({"cells": [tagged, attached, bare]})
    assert len({(cell.kind, cell.source, cell.plain) for cell in cells}) == 1


@pytest.mark.parametrize(
    "output",
    [
        {"output_type": "display_data", "data": {"image/png": "A" * 10_000_000}},
        {"output_type": "stream", "text": ["epoch [{ \x1b 1/10\n"] * 400_000},
    ],
    ids=["picture", "lines"],
)
def test_100_mb_of_outputs(output):
    """Outputs that were handed in are dropped, however many there are."""
    outputs = ", ".join([json.dumps(output)] * 10)
    content = json.dumps(notebook(code())).replace("[]", f"[{outputs}]").encode()
    assert len(content) > 100_000_000
    assert read_cells(content)[0].source == "x = 1"


def test_5000_cells():
    """Thousands of cells are read, those with magics too."""
    cells = read(notebook(*(code(f"%time f({n})\nx = {n}") for n in range(5000))))
    assert len(cells) == 5000
    assert cells[-1].plain.endswith("x = 4999\n")


def test_too_many_cells():
    """More than `MAX_CELLS` cells are refused."""
    assert refusal(notebook(*[{}] * (MAX_CELLS + 1))) == "too_large"


@pytest.mark.parametrize(
    "cells", [[code(" \n")], [{"cell_type": "markdown", "source": "x"}]]
)
def test_no_code(cells):
    """A notebook without a word of code is refused."""
    assert refusal(notebook(*cells)) == "no_cells"
    assert refusal(notebook(cells=[])) == "no_cells"


@pytest.mark.parametrize(
    "source",
    [
        "%matplotlib inline\nx = 1",
        "% matplotlib inline\nx = 1",
        "!pip install 'a[b'\nx = 1",
        "files = !ls\nx = 1",
        "f?\nx = 1",
        "%%time\nx = 1",
        "\n%%capture out\nx = 1",
        "%%time\n%%capture\nx = 1",
        "%% timeit\n%time f()\nx = 1",
        "    x = 1\n    y = 2",
        ">>> x = 1\n>>> y = 2",
        "In [3]: x = 1\n   ...: y = 2",
    ],
)
def test_plain_python(source):
    """Magics, commands, prompts and indentation go; Python stays, on its own line."""
    text = plain(source)
    names = {
        node.id: node.lineno
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    assert names["x"] == next(
        n for n, s in enumerate(source.split("\n"), 1) if "x = 1" in s
    )


@pytest.mark.parametrize(
    "magic", ["bash", "html", "javascript", "writefile a.py", "python"]
)
def test_cells_that_are_no_python_have_no_plain_text(magic):
    """A cell magic whose body is not run in the kernel leaves nothing."""
    assert plain(f"%%{magic}\nx = 1") == ""


def test_python_is_left_as_it_is():
    """Valid Python is its own plain text, and so is what nobody understands."""
    for source in (
        "y = (x\n% time\n)",
        "'''\n%time x\n'''",
        "def f(:",
        "x = '",
        "\x00",
        "(",
    ):
        assert plain(source) == source or plain(source) == f"{source}\n"
    [_, markdown] = read(notebook(code(), {"cell_type": "markdown", "source": "%%bash"}))
    assert markdown.plain == ""


def test_work_on_plain_text_is_bounded():
    """Sources that would take minutes to translate are left as they are."""
    cells = read(notebook(*[code("%time x\n" * 400 + "a = 1\n" * 2000)] * 100))
    assert cells[-1].plain == cells[-1].source


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4)
    ),
    max_leaves=15,
)
CELLS = st.lists(
    JSON
    | st.fixed_dictionaries(
        {"cell_type": st.sampled_from(["code", "markdown", "heading"]) | JSON},
        optional={
            "source": JSON,
            "input": JSON,
            "id": JSON,
            "metadata": JSON,
            "level": JSON,
        },
    ),
    max_size=5,
)
NOTEBOOKS = st.fixed_dictionaries(
    {},
    optional={
        "nbformat": st.integers(0, 6) | JSON,
        "cells": CELLS | JSON,
        "worksheets": st.lists(st.fixed_dictionaries({"cells": CELLS}) | JSON) | JSON,
        "metadata": st.fixed_dictionaries({}, optional={"kernelspec": JSON}) | JSON,
    },
)


def read_or_refuse(content):
    try:
        cells = read_cells(content)
    except Unusable:
        return
    for cell in cells:
        f"{cell.kind}{cell.source}{cell.id}{cell.plain}".encode()


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200) | st.text('[]{}":,\\ n1', max_size=60).map(str.encode))
def test_arbitrary_bytes(content):
    """Whatever the bytes, they are cells or refused."""
    read_or_refuse(content)


@settings(max_examples=200, deadline=None)
@given(NOTEBOOKS | JSON)
def test_arbitrary_json(content):
    """Whatever the JSON, it is cells or refused."""
    read_or_refuse(json.dumps(content).encode())


@settings(max_examples=200, deadline=None)
@given(st.text("%!?x=1()'\"\\\n \t>.:", max_size=40))
def test_arbitrary_sources(source):
    """Whatever a cell's source, it is kept, and something plain is made of it."""
    cells = read(notebook(code(source), code()))
    assert cells[0].source == source
