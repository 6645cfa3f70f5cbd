"""The arrows of the module map, walked through the imports."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "grader"
UNTRUSTED = {
    "server",
    "spare",
    "startup",
    "handover",
    "worker",
    "values",
    "loading",
    "delegation",
    "landlock",
    "seccomp",
    "confinement",
    "namespaces",
    "bindings",
    "supervisor",
    "notebooks",
    "habits",
    "kernel",
    "driver",
    "provisioner",
    "protocol",
}
LAYERS = [
    {"cli", "__main__", "pytest_plugin"},
    {"class_report", "desk", "live", "ci"},
    {"bulk", "handing_in"},
    {"report", "gradebook", "authoring", "autograding", "progress", "appeal", "doctor"},
    {"run", "cluster"},
    {"grading"},
    {"hosts"},
    {"store", "downloads", "similarity"},
    {"assignments", "circumstances", "submissions", "notebooks"},
    {"course"},
    {"examination"},
    {"sandbox"},
    {"statistics", "marks"},
    {"codec", "records", "datasets"},
    {"language"},
    {"errors", "visible"},
]
HEAVY = {"tensorflow", "keras"}


def imported(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif (
            isinstance(node, ast.ImportFrom)
            and node.module
            and not _typing_only(node, path)
        ):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _typing_only(node, path):
    for block in ast.walk(ast.parse(path.read_text())):
        if isinstance(block, ast.If) and "TYPE_CHECKING" in ast.dump(block.test):
            return any(
                child.lineno == node.lineno
                for child in ast.walk(block)
                if isinstance(child, ast.ImportFrom)
            )
    return False


def layer(name):
    return next(n for n, names in enumerate(LAYERS) if name in names)


MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path.parent.name != "data")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_run_downwards(path):
    """No module imports one of a layer above its own; none imports TensorFlow."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    for name in imported(path):
        assert name.partition(".")[0] not in HEAVY
        pieces = name.split(".")
        ours = pieces[0] == "grader" and len(pieces) > 1 and pieces[1] != "__version__"
        if ours and parts != ("__init__",):
            assert layer(pieces[1]) >= layer(parts[0])


@pytest.mark.parametrize("name", sorted(UNTRUSTED))
def test_the_untrusted_side_knows_nothing(name):
    """What runs beside student code imports no check, course, report or record."""
    allowed = {f"grader.sandbox.{other}" for other in UNTRUSTED} | {"grader.datasets"}
    for module in imported(PACKAGE / "sandbox" / f"{name}.py"):
        if module.startswith("grader"):
            assert any(
                module == one or module.startswith(f"{one}.") for one in allowed
            ) or (module in {f"grader.sandbox.{other}" for other in UNTRUSTED})


@pytest.mark.parametrize(
    "path", sorted((PACKAGE / "live").glob("*.py")), ids=lambda path: path.stem
)
def test_a_live_kernel_knows_nothing(path):
    """What runs beside a user's cells imports no check, course, report or record."""
    beside = {f"grader.live.{one.stem}" for one in (PACKAGE / "live").glob("*.py")}
    allowed = (
        {f"grader.sandbox.{other}" for other in UNTRUSTED} | beside | {"grader.language"}
    )
    for module in imported(path):
        if module.startswith("grader.") and module != "grader.datasets":
            assert any(module == one or module.startswith(f"{one}.") for one in allowed)


def test_help_needs_neither_numpy_nor_tensorflow():
    """`grader --help` and `--version` answer without heavy imports."""
    program = (
        "import sys\nfrom grader.cli import run\n"
        "assert run([sys.argv[1]]) == 0\n"
        "assert not {'numpy', 'tensorflow', 'jinja2'} & set(sys.modules)"
    )
    for option in ("--help", "--version"):
        subprocess.run(
            [sys.executable, "-c", program, option], check=True, capture_output=True
        )
