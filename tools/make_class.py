"""Makes a class of any size and says what marks it must get.

    python tools/make_class.py OUT --students 300 --steps early --hostile 0.05

OUT/class (or a zip of the LMS's) holds the submissions, OUT/expected.json for each student
and step whether it is right and which misconception was planted. The same arguments make
the same bytes. Nothing is run here: right and wrong answers come from the course, hostile
ones from tests/hostile, and only such as are over soon.
"""

from __future__ import annotations

import argparse
import ast
import hashlib
import json
import random
import re
import sys
import unicodedata
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import nbformat

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from grader.course import BEGIN, END, Misconception, Step, load_course, stub

ROOT = Path(__file__).resolve().parents[1]
HOSTILE = ROOT / "tests" / "hostile" / "submissions"
EARLY = (
    "mse",
    "softmax",
    "crossentropy",
    "gradient_descent",
    "mnist_questions",
    "accuracy",
)
# Attack, then answer rightly; and answer with the attack. None of them takes long.
ATTACKS = (
    *("environment", "environment_of_the_server", "exec", "exit_at_import", "hooks"),
    *("forged_output", "list_processes", "os_system", "posix_spawn", "poisoned_cache"),
    *("raise_limits", "raw_socket", "start_a_program", "write_packages"),
)
CHEATS = (
    *("equal_to_everything", "exit_in_call", "exit_zero", "float_that_lies", "infinity"),
    *("forged_reply", "not_a_number", "nothing", "patched_libraries", "patched_worker"),
    *("kills_itself", "walks_frames", "huge_number"),
)
LEAVES = "exit_at_import"
ODD = ("missing", "stubs", "notebook", "syntax", "bom", "twice", "flood", "styled")
GIVEN = (
    *(
        "Ada",
        "Amélie",
        "Björn",
        "Chloé",
        "Dmitri",
        "Émile",
        "Hiro",
        "Jiří",
        "Maeve",
        "Noor",
    ),
    *("ليلى", "محمد", "王", "小明", "דנה", "Řehoř", "Zoë", "Søren", "Ngọc", "😀 Sam"),
)
FAMILY = (
    *(
        "Lovelace",
        "O'Brien",
        "D’Angelo",
        "Hrubý",
        "Čapek",
        "von Neumann",
        "Müller-Lüdenscheidt",
    ),
    *("حداد", "المصري", "芳", "李", "כהן", "Nguyễn", "Ğökçe", "=SUM(A1)", "<b>Bold</b>"),
)
SPECIAL = (
    *("ANNA BERG", "anna berg", "Anna Berg"),  # differ only by case
    *("José Núñez", unicodedata.normalize("NFD", "José Núñez")),  # only by normalisation
    *(
        "-rf",
        "Robert'); DROP TABLE students",
        "@mention",
        "new\nline",
        "a/b\\c",
        "\u202eleft",
    ),
    "Wolfeschlegelsteinhausenbergerdorff " * 5 + "Senior",
)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True)
class Answer:
    """What a step of a student's has to get.

    right:         whether it has full points.
    misconception: the id of the planted one, or "".
    kind:          how it was made (`right`, `wrong`, `stub`, a hostile file's name, ...).
    """

    right: bool
    misconception: str = ""
    kind: str = "right"


@dataclass
class Student:
    """One submission. `key` is what the layout makes of the student (folder or id)."""

    number: int
    name: str
    kind: str
    key: str = ""
    copied_from: int | None = None
    steps: dict[str, Answer] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)

    def expected(self) -> dict[str, object]:
        """For expected.json: all but the files."""
        steps = {name: asdict(answer) for name, answer in self.steps.items()}
        told = {"key": self.key, "name": self.name, "kind": self.kind}
        copied = {"copied_from": self.copied_from}
        return {"number": self.number, **told, **copied, "steps": steps}


def make_class(
    steps: Sequence[Step],
    students: int,
    seed: int,
    hostile: float = 0.05,
    odd: float = 0.15,
    copies: int = 0,
) -> Iterator[Student]:
    """Students one after another; each depends on the seed and their number alone.

    hostile, odd: shares of the class, from 0 to 1. Of the others half have every step
        right, and half at least one wrong.
    copies: so many of the last students hand in what a student before handed in.
    """
    originals = students - copies
    for number in range(originals):
        yield _student(number, steps, seed, hostile, odd)
    for number in range(originals, students):
        source = _rng(seed, "copy", number).randrange(originals)
        made = _student(source, steps, seed, hostile, odd)
        made.number, made.name, made.copied_from = number, _name(number, seed), source
        yield made


def _rng(seed: int, *what: object) -> random.Random:
    return random.Random("\0".join(map(str, (seed, *what))))


def _name(number: int, seed: int) -> str:
    if number < len(SPECIAL):
        return SPECIAL[number]
    rng = _rng(seed, "name", number)
    return f"{rng.choice(GIVEN)} {rng.choice(FAMILY)}"


def _student(
    number: int, steps: Sequence[Step], seed: int, hostile: float, odd: float
) -> Student:
    rng = _rng(seed, "student", number)
    share = rng.random()
    if share < hostile:
        kind = "hostile"
    elif share < hostile + odd:
        kind = rng.choice(ODD)
    else:
        kind = rng.choice(("right", "wrong"))
    student = Student(number, _name(number, seed), kind)
    most = len(steps) - 1 if kind == "missing" else len(steps)  # who has nothing is nowhere
    count = rng.randint(min(1, most), min(3, most))
    changed = set(rng.sample([one.id for one in steps], count))
    for step in steps:
        part = kind if step.id in changed or kind in ("notebook", "styled") else "right"
        source, answer = _answer(step, part, rng)
        student.steps[step.id] = answer
        if part != "missing":
            text = f"{_remark(number, rng)}\n{source}"
            content = text.encode("utf-8-sig" if part == "bom" else "utf-8")
            student.files[_file_name(step, rng)] = content
            if part == "twice":
                student.files[f"{step.id}.py"] = student.files[f"{step.name}.py"] = content
    if kind == "notebook":
        student.files = {"workshop.ipynb": _notebook(student.files.values(), number)}
    return student


def _answer(step: Step, kind: str, rng: random.Random) -> tuple[str, Answer]:
    """A source for a step, and what it has to get."""
    right = _renamed(_right(step, kind == "styled", rng), rng)
    wrong = {
        "missing": ("", Answer(False, kind="missing")),
        "twice": (right, Answer(False, kind="twice")),
        "syntax": (f"{right}\ndef unfinished(:\n", Answer(False, kind="syntax")),
    }
    if kind in wrong:
        return wrong[kind]
    if kind == "stubs":
        return stub(step.reference.source, step.id), Answer(False, kind="stub")
    if kind == "wrong":
        mistake = rng.choice(step.misconceptions)
        return _renamed(_wrong(step, mistake), rng), Answer(False, mistake.id, "wrong")
    if kind == "flood":
        noise = f"\nfor line in range({rng.randint(2000, 9000)}):\n    print('x' * 80)\n"
        return right + noise, Answer(True, kind="flood")
    if kind == "hostile":
        name = rng.choice(ATTACKS + CHEATS)
        if name == LEAVES:  # only what is defined by `def` or `class` is seen then
            right = _reference(step)
        return _hostile(step, name, right), Answer(name in ATTACKS, kind=name)
    return right, Answer(True, kind=kind)


def _right(step: Step, styled: bool, rng: random.Random) -> str:
    others = sorted((step.folder / "alternatives").glob("*.py"))
    if others and (styled or rng.random() < 0.5):
        return rng.choice(others).read_text(encoding="utf-8")
    return _reference(step)


def _reference(step: Step) -> str:
    lines = step.reference.source.splitlines()
    return "\n".join(one for one in lines if one.strip() not in (BEGIN, END)) + "\n"


def _wrong(step: Step, mistake: Misconception) -> str:
    """The reference with one definition replaced by a misconception."""
    assert step.mistakes is not None
    others = {one.function for one in step.misconceptions} - {mistake.function}
    tree = ast.parse(step.mistakes.source)
    body = tree.body[1:] if ast.get_docstring(tree) else tree.body
    named = {getattr(node, "name", ""): node for node in body}
    wanted, waiting = set(), [mistake.function]
    while waiting:
        wanted.add(name := waiting.pop())
        used = {one.id for one in ast.walk(named[name]) if isinstance(one, ast.Name)}
        waiting += (used & set(named)) - wanted
    kept = [node for node in body if getattr(node, "name", "") not in others - wanted]
    code = ast.unparse(ast.Module(kept, []))
    binding = f"{mistake.redefines} = {mistake.function}"
    return f"{_reference(step)}\n\n{code}\n\n\n{binding}\n"


def _hostile(step: Step, name: str, right: str) -> str:
    """An attack before a right answer, or in the place of every answer."""
    source = (HOSTILE / f"{name}.py").read_text(encoding="utf-8")
    if name in CHEATS:
        bound = "".join(f"{one} = double\n" for one in step.names)
        return f"{source}\n\n{bound}"
    tree = ast.parse(source)
    answers = {"double", "half"}
    attack = [
        node
        for node in tree.body
        if getattr(node, "name", "") not in answers
        and not (isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in answers)
    ]
    code = ast.unparse(ast.Module(attack, []))
    return f"{right}\n\n{code}\n" if name == LEAVES else f"{code}\n\n\n{right}"


def _renamed(source: str, rng: random.Random) -> str:
    """The same code with other names for the variables inside of functions."""
    style = rng.choice(("{}", "{}_", "my_{}", "{}_1", "the_{}", "{}_value"))
    if style == "{}":
        return source
    tree = ast.parse(source)
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            _rename_in(function, style)
    return ast.unparse(tree) + "\n"


def _rename_in(function: ast.FunctionDef, style: str) -> None:
    nodes = list(ast.walk(function))
    if any(isinstance(node, ast.Global | ast.Nonlocal | ast.ClassDef) for node in nodes):
        return
    names = [node for node in nodes if isinstance(node, ast.Name)]
    fixed = {node.arg for node in nodes if isinstance(node, ast.arg)}
    fixed |= {node.name for node in nodes if isinstance(node, ast.FunctionDef)}
    taken = {node.id for node in names}
    local = {node.id for node in names if isinstance(node.ctx, ast.Store)} - fixed - {"_"}
    if any(style.format(name) in taken | fixed for name in local):
        return
    for node in names:
        if node.id in local:
            node.id = style.format(node.id)


def _remark(number: int, rng: random.Random) -> str:
    """A comment that no other student has."""
    return f"# {rng.choice(DAYS)}, {rng.randint(8, 23)}:{rng.randint(10, 59)}, #{number}"


def _file_name(step: Step, rng: random.Random) -> str:
    return f"{step.id}.py" if rng.random() < 0.7 else f"{step.name}.py"


def _notebook(sources: Iterable[bytes], number: int) -> bytes:
    cells = [nbformat.v4.new_code_cell(one.decode("utf-8-sig")) for one in sources]
    for position, cell in enumerate(cells):
        cell.id = f"cell-{number}-{position}"
    return nbformat.writes(nbformat.v4.new_notebook(cells=cells)).encode()


# Layouts: each names a student and says where a file of theirs lies.


def _folder_name(name: str) -> str:
    """A name as a folder of most file systems: no separators, at most 200 bytes."""
    clean = re.sub(r"[/\\\x00-\x1f]", "_", name).strip().lstrip(".") or "student"
    return clean.encode()[:200].decode("utf-8", "ignore")


def _in_folders(student: Student) -> Callable[[str], str]:
    student.key = _folder_name(student.name)
    if student.number >= len(SPECIAL):
        student.key += f" {student.number}"
    return lambda file: f"{student.key}/{file}"


def _in_canvas(student: Student) -> Callable[[str], str]:
    user = 100_000 + student.number
    student.key = f"canvas:{user}"
    sortable = " ".join(reversed(student.name.split(" ", 1)))
    name = re.sub(r"[\W_]", "", sortable.lower())[:80] or "student"
    late = "_LATE" if student.number % 9 == 0 else ""
    attachment = 10_000_000 + 1000 * student.number

    def place(file: str) -> str:
        own = int(hashlib.sha256(file.encode()).hexdigest(), 16) % 1000
        return f"{name}{late}_{user}_{attachment + own}_{file}"

    return place


def _in_moodle(student: Student) -> Callable[[str], str]:
    participant = 2_000_000 + student.number
    student.key = f"moodle:{participant}"
    name = _folder_name(student.name).replace("_", " ")
    return lambda file: f"{name}_{participant}_assignsubmission_file/{file}"


def _in_blackboard(student: Student) -> Callable[[str], str]:
    user = f"user{student.number:06}"
    student.key = f"blackboard:{user}"
    start = f"Workshop_{user}_attempt_2026-11-{1 + student.number % 28:02}-10-00-00"
    name = re.sub(r"\s+", " ", student.name)
    student.files[""] = f"Name: {name} ({user})\nAssignment: Workshop\n".encode()
    return lambda file: f"{start}_{file}" if file else f"{start}.txt"


LAYOUTS: Mapping[str, Callable[[Student], Callable[[str], str]]] = {
    "folders": _in_folders,
    "canvas": _in_canvas,
    "moodle": _in_moodle,
    "blackboard": _in_blackboard,
}


def write(students: Iterable[Student], out: Path, layout: str, **told: object) -> Path:
    """Write submissions and expected.json to a folder; the path to grade.

    told: goes into expected.json beside the students.
    """
    out.mkdir(parents=True, exist_ok=True)
    expected = []
    place_of = LAYOUTS[layout]
    target = out / ("class" if layout == "folders" else f"{layout}.zip")
    archive = None if layout == "folders" else zipfile.ZipFile(target, "w")
    try:
        for student in students:
            place = place_of(student)
            for file, content in sorted(student.files.items()):
                if archive is None:
                    path = target / place(file)
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_bytes(content)
                else:
                    member = zipfile.ZipInfo(place(file), (2026, 11, 2, 10, 0, 0))
                    member.compress_type = zipfile.ZIP_DEFLATED
                    archive.writestr(member, content)
            expected.append(student.expected())
    finally:
        if archive is not None:
            archive.close()
    whole = {**told, "layout": layout, "students": expected}
    text = json.dumps(whole, ensure_ascii=False, indent=1)
    (out / "expected.json").write_text(f"{text}\n", encoding="utf-8")
    return target


def _share(text: str) -> float:
    value = float(text)
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError("a share lies between 0 and 1")
    return value


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the command line, make the class, print the path to grade."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("out", type=Path, help="a new or empty folder")
    parser.add_argument("--students", type=int, default=30)
    parser.add_argument("--steps", choices=("early", "all"), default="early")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--layout", choices=tuple(LAYOUTS), default="folders")
    parser.add_argument("--hostile", type=_share, default=0.05, metavar="SHARE")
    parser.add_argument("--odd", type=_share, default=0.15, metavar="SHARE")
    parser.add_argument("--copies", type=int, default=0, metavar="K")
    parser.add_argument("--course", type=Path, default=ROOT / "solutions")
    options = parser.parse_args(arguments)
    if options.out.exists() and (not options.out.is_dir() or any(options.out.iterdir())):
        parser.error(f"{options.out} is not empty; choose a new folder")
    if options.hostile + options.odd > 1:
        parser.error("--hostile and --odd are shares of one class: at most 1 together")
    if options.students < 1 or not 0 <= options.copies < options.students:
        parser.error("there have to be students, and fewer copies than students")
    course = load_course(options.course)
    steps = [one for one in course.steps if options.steps == "all" or one.name in EARLY]
    if not steps:
        parser.error("this course has none of the early steps; use --steps all")
    shares = {"hostile": options.hostile, "odd": options.odd}
    told = {"seed": options.seed, "steps": [one.id for one in steps], **shares}
    students = make_class(
        steps, options.students, options.seed, **shares, copies=options.copies
    )
    print(write(students, options.out, options.layout, **told))


if __name__ == "__main__":
    main()
