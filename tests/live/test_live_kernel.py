"""Checks in a kernel of Jupyter's own, as a notebook's frontend sees them."""

import threading
import time

import pytest
from jupyter_client.manager import start_new_kernel

from live.cells import HALF, RIGHT

SECONDS = 120


class Kernel:
    """A kernel, and what its cells have put out."""

    def __init__(self, folder):
        self.folder = folder
        self.manager, self._client = start_new_kernel(cwd=str(folder))

    def run(self, source):
        """Run a cell; its status and its outputs as (type, content)."""
        outputs = []

        def keep(message):
            kind = message["header"]["msg_type"]
            if kind in ("stream", "execute_result", "display_data", "error"):
                outputs.append((kind, message["content"]))

        reply = self._client.execute_interactive(
            source, timeout=SECONDS, output_hook=keep, allow_stdin=False
        )
        return reply["content"]["status"], outputs

    def close(self):
        self._client.stop_channels()
        self.manager.shutdown_kernel(now=True)


@pytest.fixture(scope="module")
def kernel(toy, tmp_path_factory):
    """A kernel that works in a folder below the one that holds the course."""
    folder = tmp_path_factory.mktemp("work")
    (folder / "solutions").symlink_to(toy.path)
    (folder / "notes").mkdir()
    made = Kernel(folder / "notes")
    yield made
    made.close()


@pytest.fixture(autouse=True)
def _imported(kernel):
    assert kernel.run("import grader") == ("ok", [])


def test_a_result_is_html_and_text(kernel):
    """The course is found from the working folder upwards; both forms are there."""
    kernel.run("def double(x):\n    print('here')\n    return x\n" + HALF)
    status, ((kind, content),) = kernel.run("grader.check(double)")
    assert (status, kind) == ("ok", "execute_result")
    assert "This looks like x as it came." in content["data"]["text/html"]
    assert "This looks like x as it came." in content["data"]["text/plain"]
    assert "here" in content["data"]["text/html"]


def test_the_magic_shows_its_result_anywhere(kernel):
    """`%check` displays, even when it is not the last line of its cell."""
    kernel.run(RIGHT)
    _, ((kind, content),) = kernel.run("%check double\nx = 1")
    assert kind == "display_data"
    assert "01 double  passed" in content["data"]["text/plain"]
    _, ((_, content),) = kernel.run("%check double, total")
    assert "02 total" in content["data"]["text/plain"]
    _, ((_, content),) = kernel.run("%check 'double;")
    assert "01 double  passed" in content["data"]["text/plain"]
    _, ((_, content),) = kernel.run("%load_ext grader\n%check")
    assert "02 total" not in content["data"]["text/plain"]


def test_a_traceback_names_the_cells(kernel):
    """Cells are called as the notebook numbers them, with their line of code."""
    kernel.run("def helper(x):\n    return x.no_such_thing\n")
    kernel.run("def double(x):\n    return helper(x)\n" + HALF)
    _, ((_, content),) = kernel.run("%check double")
    text = content["data"]["text/html"]
    assert text.count("Cell In[") == 2
    assert "return x.no_such_thing" in text
    assert "ipykernel" not in text


def test_a_class_that_is_a_stub_is_not_begun(kernel):
    """Where a function stands is known in a kernel, of wrapped ones and lambdas too."""
    kernel.run("def double(x):\n    raise NotImplementedError\n")
    kernel.run("def half(x):\n    raise NotImplementedError\n")
    kernel.run("import functools\n@functools.cache\ndef total(numbers):\n    return 1\n")
    _, ((_, content),) = kernel.run("%check")
    assert "01 double" not in content["data"]["text/plain"]
    assert "02 total" in content["data"]["text/plain"]


def test_figures_are_held_back(kernel):
    """What a function displays during a check is not put out."""
    source = "from IPython.display import display, HTML\ndef double(x):\n"
    kernel.run(f"{source}    display(HTML('<b>no</b>'))\n    return 2 * x\n" + HALF)
    _, outputs = kernel.run("%check double")
    assert len(outputs) == 1
    _, ((kind, _),) = kernel.run("display(HTML('yes'))")
    assert kind == "display_data"


def test_the_interrupt_button_ends_a_check(kernel):
    """The cell ends with a sentence and no traceback of ours; the next check works."""
    marker = "import os, pathlib\ndef double(x):\n    pathlib.Path('begun').touch()\n"
    kernel.run(f"{marker}    while True: pass\n" + HALF)

    def press_when_it_runs():
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline and not (kernel.folder / "begun").exists():
            time.sleep(0.02)
        kernel.manager.interrupt_kernel()

    thread = threading.Thread(target=press_when_it_runs)
    thread.start()
    status, outputs = kernel.run("%check double")
    thread.join()
    assert status == "error"
    ((kind, content),) = outputs
    assert (kind, content["ename"]) == ("error", "Interrupted")
    assert "\n".join(content["traceback"]).count("\n") == 0
    kernel.run(RIGHT)
    assert "passed" in kernel.run("%check double")[1][0][1]["data"]["text/plain"]


def test_a_definition_that_another_step_replaced_is_told(kernel):
    """Earlier cells tell whose a name was, and that what a step uses has changed since."""
    kernel.run("def double(x):\n    return 2 * x\n")
    kernel.run("def total(numbers):\n    return double(sum(numbers)) / 2\n")
    kernel.run("def double(x):\n    return 4 * x\n")
    text = kernel.run("%check total")[1][0][1]["data"]["text/plain"]
    assert "defined anew after it" in text
    kernel.run("def total(numbers):\n    return double(sum(numbers)) / 2\n")
    text = kernel.run("%check total")[1][0][1]["data"]["text/plain"]
    assert "failed" in text
    assert "defined anew" not in text
