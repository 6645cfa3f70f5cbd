"""Makes harmless what students' notebooks do besides TensorFlow.

They install packages, mount a drive, load TensorBoard, draw figures and show progress
bars. The kernel can start no program and reach no network, and not every package is
there. What only decorates is left out, with a notice in the cell's output instead of an
error that would end the cell.
"""

from __future__ import annotations

import dis
import importlib
import re
import sys
import types
from collections.abc import Callable, Collection, Iterator, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import TYPE_CHECKING, Any

from IPython.core.autocall import ExitAutocall
from IPython.core.inputtransformer2 import make_tokens_by_line
from IPython.core.magic import no_var_expand
from IPython.core.magics.pylab import PylabMagics
from IPython.utils.text import LSString, SList

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

_LINE_MAGICS = (
    "tensorflow_version",
    "pip",
    "conda",
    "mamba",
    "micromamba",
    "uv",
    "tensorboard",
    "check",
)
_SCRIPTS = ("bash", "sh", "script", "ruby", "perl", "pypy", "python", "python2", "python3")
_CAPTURES = ("system", "sx", "!")

# Written with a space by mistake, these are still meant as magics.
_SPACED_LINE_MAGICS = frozenset(
    {*_LINE_MAGICS, "matplotlib", "pylab", "load_ext", "reload_ext", "autoreload"}
    | {"config", "time", "timeit", "prun", "memit", "run", "load", "cd", "pwd", "ls", "cat"}
    | {"mkdir", "env", "set_env", "reset", "reset_selective", "who", "whos", "who_ls"}
    | {"system", "sx", "sc", "xmode", "precision", "pdb", "debug", "history", "store"}
    | {"automagic", "autosave"}
)
_SPACED_CELL_MAGICS = frozenset(
    {*_SCRIPTS, *_CAPTURES, "time", "timeit", "capture", "prun", "memit", "writefile"}
    | {"html", "javascript", "js", "latex", "markdown", "svg"}
)
_SPACED_LINE = re.compile(r"([ \t]*%)[ \t]+(\w+)(?=\s|$)")
_SPACED_CELL = re.compile(r"(%%)[ \t]+([\w!]+)(?=\s|$)")
_VARIABLES = re.compile(r"--?(?:out|err|proc|o)[ =]+([A-Za-z_]\w*)")

# Packages that only decorate, by the modules that they consist of.
_DECORATIONS = {
    "matplotlib": "matplotlib",
    "mpl_toolkits": "matplotlib",
    "pylab": "matplotlib",
    "ipywidgets": "ipywidgets",
    "seaborn": "seaborn",
    "plotly": "plotly",
    "tqdm": "tqdm",
}
_COLAB = "google.colab"

# By these names libraries take an object for an array or a number.
_ARRAY_NAMES = frozenset(
    {"shape", "dtype", "ndim", "size", "numpy", "item", "tolist", "astype", "nbytes"}
)


def spaced_magics(lines: list[str]) -> list[str]:
    """The lines of a cell, with `% matplotlib inline` mended to `%matplotlib inline`.

    An input transformer of IPython's. Only known magics at the beginning of a statement
    are mended, so that a modulo on a continuation line stays what it is.
    """
    first = next((n for n, line in enumerate(lines) if line.strip()), 0)
    if lines and lines[first].startswith("%%"):  # what follows is the magic's affair
        mended = _mended(lines[first], _SPACED_CELL, _SPACED_CELL_MAGICS)
        return [*lines[:first], mended, *lines[first + 1 :]]
    if not any(map(_SPACED_LINE.match, lines)):
        return lines
    starts = _modulo_starts(lines)
    return [
        _mended(line, _SPACED_LINE, _SPACED_LINE_MAGICS) if number in starts else line
        for number, line in enumerate(lines)
    ]


def _mended(line: str, pattern: re.Pattern[str], names: Collection[str]) -> str:
    spaced = pattern.match(line)
    if spaced is None or spaced[2] not in names:
        return line
    return f"{spaced[1]}{spaced[2]}{line[spaced.end() :]}"


def _modulo_starts(lines: list[str]) -> set[int]:
    """The numbers of the lines on which a statement begins with a percent sign."""
    found = set()
    tokenize: Any = make_tokens_by_line
    try:
        for tokens in tokenize(lines):
            first = next((one for one in tokens if one.string.strip()), None)
            if first is not None and first.string == "%":
                found.add(first.start[0] - 1)
    except Exception:  # what cannot be tokenised is left as it is
        return set()
    return found


def make_harmless(shell: InteractiveShell, notice: Callable[[str], None] = print) -> None:
    """Have a shell leave out what cannot be done while grading.

    notice: is called with a line for each thing left out; once a cell for the same thing,
            once in all for a package.
    """
    ipython: Any = shell  # largely untyped
    notices = _Notices(notice)
    ipython.events.register("pre_run_cell", notices.forget)
    ipython.input_transformers_cleanup.append(spaced_magics)
    _replace_commands(ipython, notices)
    _replace_magics(ipython, notices)
    _replace_figures(ipython, notices)
    _replace_extensions(ipython, notices)
    _replace_exit(ipython, notices)
    sys.meta_path.insert(0, _PlainBars())
    sys.meta_path.append(_Decorations(notice))


class _Notices:
    """Tells what was left out, the same thing once a cell."""

    def __init__(self, notice: Callable[[str], None]) -> None:
        self._notice = notice
        self._told: set[str] = set()

    def forget(self, *_: object) -> None:
        self._told.clear()

    def not_run(self, code: str) -> None:
        first, *rest = code.strip().splitlines() or [""]
        line = first[:200].rstrip() + (" ..." if rest or len(first) > 200 else "")
        if line not in self._told:
            self._told.add(line)
            self._notice(f"Not run while grading: {line}")


def _replace_commands(ipython: Any, notices: _Notices) -> None:
    """No `!command`, whichever way it is written."""

    def system(cmd: str) -> None:
        notices.not_run(f"!{cmd}")

    def getoutput(cmd: str, split: bool = True, depth: int = 0) -> Any:
        notices.not_run(f"!{cmd}")
        return SList() if split else LSString("")

    ipython.system = ipython.system_raw = ipython.system_piped = system
    ipython.getoutput = getoutput


def _replace_magics(ipython: Any, notices: _Notices) -> None:
    for name in _LINE_MAGICS:
        _register(ipython, "line", name, _left_out(name, notices))
    for name in _SCRIPTS:
        _register(ipython, "cell", name, _cell_left_out(ipython, name, notices, str))
    for name in _CAPTURES:
        _register(ipython, "cell", name, _cell_left_out(ipython, name, notices, SList))


def _register(ipython: Any, kind: str, name: str, function: Callable[..., Any]) -> None:
    decorate: Any = no_var_expand
    ipython.register_magic_function(decorate(function), kind, name)


def _left_out(name: str, notices: _Notices) -> Callable[[str], None]:
    def magic(line: str) -> None:
        notices.not_run(f"%{name} {line}")

    return magic


def _cell_left_out(
    ipython: Any, name: str, notices: _Notices, output: Callable[[], Any]
) -> Callable[[str, str], None]:
    """A cell magic that leaves its cell out; variables for its output get an empty one."""

    def magic(line: str, cell: str) -> None:
        notices.not_run(f"%%{name} {line}")
        for variable in _VARIABLES.findall(line):
            ipython.user_ns[variable] = output()

    return magic


def _replace_figures(ipython: Any, notices: _Notices) -> None:
    """Figures are shown inline or, without matplotlib, not at all."""
    plain_pylab: Any = PylabMagics

    def matplotlib(line: str) -> None:
        if line.split("#")[0].split() not in ([], ["inline"]):
            notices.not_run(f"%matplotlib {line}")
        if _is_installed("matplotlib"):
            plain_pylab(ipython).matplotlib("inline")
        else:
            notices.not_run("%matplotlib inline")

    def pylab(line: str) -> None:
        if _is_installed("matplotlib"):
            plain_pylab(ipython).pylab(line)
        else:
            notices.not_run(f"%pylab {line}")

    for function in (matplotlib, pylab):
        _register(ipython, "line", function.__name__, function)


def _replace_extensions(ipython: Any, notices: _Notices) -> None:
    manager = ipython.extension_manager
    load = manager.load_extension

    def load_extension(module_str: str) -> Any:
        if module_str.partition(".")[0] == "tensorboard":  # it would start a program
            return notices.not_run(f"%load_ext {module_str}")
        try:
            return load(module_str)
        except ImportError:
            return notices.not_run(f"%load_ext {module_str}")

    manager.load_extension = load_extension


class _Exit(ExitAutocall):
    """`exit` or `quit`, called or not."""

    def __init__(self, name: str, notices: _Notices) -> None:
        self._name = name
        self._notices = notices

    def __call__(self, *_: object, **__: object) -> None:
        self._notices.not_run(f"{self._name}()")


def _replace_exit(ipython: Any, notices: _Notices) -> None:
    for name in ("exit", "quit"):
        leave = _Exit(name, notices)
        ipython.user_ns[name] = ipython.user_ns_hidden[name] = leave
    ipython.ask_exit = lambda: notices.not_run("exit()")


def _is_installed(name: str) -> bool:
    """Whether a package can be imported without our stand-in for it."""
    if name in sys.modules:  # perhaps as None, which forbids the import
        there = sys.modules[name]
        return isinstance(there, ModuleType) and not isinstance(there, _InertModule)
    others = [one for one in sys.meta_path if not isinstance(one, _Decorations)]
    try:
        return any(one.find_spec(name, None) is not None for one in others)
    except ImportError:
        return False


class _PlainBars(MetaPathFinder, Loader):
    """Answers for `tqdm.notebook` where it could not show a bar: with the plain bars."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname != "tqdm.notebook" or not _is_installed("tqdm"):
            return None
        return None if _is_installed("ipywidgets") else ModuleSpec(fullname, self)

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        plain = importlib.import_module("tqdm.std")
        bars: Any = module
        bars.tqdm = bars.tqdm_notebook = plain.tqdm
        bars.trange = bars.tnrange = plain.trange


class _Decorations(MetaPathFinder, Loader):
    """Answers with inert modules for packages that decorate, when nobody else answers."""

    def __init__(self, notice: Callable[[str], None]) -> None:
        self._notice = notice
        self._told: set[str] = set()

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        top, _, rest = fullname.partition(".")
        known = fullname == "google" or f"{fullname}.".startswith(f"{_COLAB}.")
        if top in _DECORATIONS:  # of a package that is there, what is missing is missing
            known = not rest or isinstance(sys.modules.get(top), _InertModule)
        return ModuleSpec(fullname, self, is_package=True) if known else None

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return None if spec.name == "google" else _InertModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        top = module.__name__.partition(".")[0]
        package = _DECORATIONS.get(top, _COLAB)
        if module.__name__ != "google" and package not in self._told:
            self._told.add(package)
            self._notice(f"Not available while grading, so it does nothing: {package}")


class _InertModule(ModuleType):
    """A module of a package that is not installed: each attribute is an inert object."""

    __version__ = "0"

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(f"module {self.__name__} is not installed")
        return _member(f"{self.__name__}.{name}")


class _Inert:
    """Stands for an object of a package that is not installed, and does nothing.

    It can be called, used as a decorator or in a `with` statement, indexed, unpacked into
    as many as are wanted, and looped over without an element. It is no number, text or
    array, and whoever needs one gets an error.
    """

    _name = "an object"
    __array_ufunc__ = None

    def __init__(self, name: str) -> None:
        self._name = name[:200]

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name in _ARRAY_NAMES:
            raise AttributeError(f"{self!r} has no {name}")
        return _member(f"{self._name}.{name}")

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        decorates = len(args) == 1 and not kwargs and callable(args[0])
        if decorates and not isinstance(args[0], _Inert):
            return args[0]
        return _Inert(f"{self._name}()")

    def __iter__(self) -> Iterator[Any]:
        return iter([_Inert(self._name) for _ in range(_unpacked(sys._getframe(1)))])

    def __enter__(self) -> _Inert:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def __getitem__(self, _key: object) -> _Inert:
        return _Inert(self._name)

    def __setitem__(self, _key: object, _value: object) -> None:
        pass

    def __delitem__(self, _key: object) -> None:
        pass

    def __contains__(self, _thing: object) -> bool:
        return False

    def __or__(self, other: object) -> Any:  # in annotations: plt.Axes | None
        kinds = (type, type(None), types.GenericAlias, types.UnionType, _Inert)
        return self if isinstance(other, kinds) else NotImplemented

    __ror__ = __or__

    def __instancecheck__(self, _instance: object) -> bool:
        return False

    def __subclasscheck__(self, _subclass: type) -> bool:
        return False

    def __mro_entries__(self, _bases: tuple[Any, ...]) -> tuple[type, ...]:
        return (_InertBase,)

    def __repr__(self) -> str:
        return f"<{self._name}: not installed>"

    def _ipython_display_(self) -> None:
        """Show nothing at the end of a cell."""


class _InertBase(_Inert):
    """What a class derived from an inert object is derived from."""

    def __init__(self, *_: object, **__: object) -> None:
        super().__init__(type(self).__name__)

    def __init_subclass__(cls, **_: object) -> None:
        super().__init_subclass__()


def _unpacked(frame: types.FrameType) -> int:
    """Into how many names the frame is about to unpack something; 0 if it does not."""
    code, last = frame.f_code.co_code, frame.f_lasti
    argument = code[last + 1]
    match dis.opname[code[last]]:
        case "UNPACK_SEQUENCE":
            return argument
        case "UNPACK_EX":  # the names behind the star are counted in a byte before it
            extended = last >= 2 and dis.opname[code[last - 2]] == "EXTENDED_ARG"
            return argument + (code[last - 1] if extended else 0)
    return 0


class _Bar:
    """Stands for `tqdm`: iterates over what it gets, and shows nothing."""

    def __init__(self, iterable: Any = None, *_: object, **__: object) -> None:
        self.iterable = () if iterable is None else iterable

    def __iter__(self) -> Iterator[Any]:
        return iter(self.iterable)

    def __len__(self) -> int:
        return len(self.iterable)

    def __bool__(self) -> bool:
        return True

    def __enter__(self) -> _Bar:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(f"a progress bar has no {name}")
        return _Inert(f"tqdm.tqdm.{name}")

    @classmethod
    def write(cls, s: object = "", file: Any = None, end: str = "\n", **_: object) -> None:
        """Print, as beside a bar."""
        print(s, file=file, end=end)

    @classmethod
    def pandas(cls, *_: object, **__: object) -> None:
        """Leave pandas as it is."""


def _range_bar(*args: Any, **_: object) -> _Bar:
    return _Bar(range(*args))


def _enumerated(iterable: Any, start: int = 0, *_: object, **__: object) -> Any:
    return enumerate(iterable, start)


def _zipped(*iterables: Any, **_: object) -> Any:
    return zip(*iterables, strict=False)


def _uploaded(*_: object, **__: object) -> dict[str, bytes]:
    return {}


def _no_secret(*_: object, **__: object) -> str:
    return ""


# Wherever in the package they are asked for.
_BARS: dict[str, Any] = {
    "tqdm": _Bar,
    "tqdm_notebook": _Bar,
    "trange": _range_bar,
    "tnrange": _range_bar,
    "tenumerate": _enumerated,
    "tzip": _zipped,
}
_ANSWERS: dict[str, Any] = {
    f"{_COLAB}.files.upload": _uploaded,
    f"{_COLAB}.userdata.get": _no_secret,
}


def _member(dotted: str) -> Any:
    """What stands for an attribute, by its full name."""
    package, _, rest = dotted.partition(".")
    name = rest.rpartition(".")[2]
    if package == "tqdm" and name in _BARS:
        return _BARS[name]
    return _ANSWERS.get(dotted) or _Inert(dotted)
