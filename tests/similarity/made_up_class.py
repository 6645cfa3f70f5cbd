"""A class that never was: independent students, and copies that are known to be copies.

An independent student has habits (how to square, whether to name what is returned, how to
loop, which names, how much to comment) and for every step takes one of the ways that the
course and the examples know. Sources are only written here, never run.
"""

from __future__ import annotations

import ast
import random
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from grader.course import Course, Step
from grader.similarity import Work

EXAMPLES = Path(__file__).parents[2] / "examples" / "class"
WORDS = [
    "value",
    "result",
    "total",
    "acc",
    "item",
    "data",
    "out",
    "res",
    "tmp",
    "cur",
    "step",
    "batch",
    "pred",
    "truth",
    "error",
    "weight",
    "bias",
    "model_",
    "layer",
    "grad",
    "rate",
    "hist",
    "probs",
    "logit",
    "labels",
    "rows",
    "count",
    "amount",
    "answer",
    "part",
    "piece",
]
REMARKS = (
    "first the forward pass",
    "then the gradient",
    "see the workshop",
    "TODO check shapes",
    "float32 everywhere",
    "this took me a while",
    "numbers as in the brief",
    "ok",
)

CONTINUED = ("else", "elif", "except", "finally")


def ways(course: Course) -> dict[str, list[str]]:
    """Per step the sources that students may start from; the first is the reference."""
    found = {}
    for step in course.steps:
        others = sorted((step.folder / "alternatives").glob("*.py"))
        examples = [
            path
            for path in sorted(EXAMPLES.glob("*/*.py"))
            if path.stem in (step.id, step.name) and path.stat().st_size
        ]
        texts = [_bare(step.reference.source)]
        texts += [_bare(path.read_text("utf-8")) for path in others]
        texts += _mistaken(step)
        for path in examples:
            try:
                text = _bare(path.read_text("utf-8"))
            except (SyntaxError, ValueError):
                continue
            if "NotImplementedError" not in text:
                texts.append(text)
        found[step.id] = texts
    return found


def _bare(source: str) -> str:
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef):
            with_text = ast.get_docstring(node) is not None
            node.body = node.body[with_text:] or [ast.Pass()]
    return ast.unparse(ast.fix_missing_locations(tree))


def _mistaken(step: Step) -> list[str]:
    if step.mistakes is None:
        return []
    bodies = {
        one.name: one
        for one in ast.parse(step.mistakes.source).body
        if hasattr(one, "name")
    }
    texts = []
    for mistake in step.misconceptions:
        tree = ast.parse(step.reference.source)
        for place, node in enumerate(tree.body):
            if getattr(node, "name", "") == mistake.redefines:
                wrong = bodies[mistake.function]
                docstring = ast.get_docstring(wrong) is not None
                tree.body[place] = type(wrong)(
                    **{
                        k: v for k, v in ast.iter_fields(wrong) if k not in ("name", "body")
                    },
                    name=mistake.redefines,
                    body=wrong.body[docstring:],
                )
        texts.append(ast.unparse(ast.fix_missing_locations(tree)))
    return texts


class Habits(ast.NodeTransformer):
    """Rewrites a source as one student would have written it."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.square = chance.choice(["tf.square", "**", "*", None])
        self.subtract = chance.random() < 0.15
        self.names_result = chance.random()
        self.names_parts = chance.random() * 0.5
        self.whiles = chance.random() < 0.2
        self.maths = chance.random() < 0.25
        self.checks = chance.random() < 0.3
        self.made = 0

    def fresh(self) -> str:
        self.made += 1
        return f"{self.chance.choice(WORDS)}{self.made}"

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        match node.func:
            case ast.Attribute(value=ast.Name(id="tf"), attr="square") if (
                self.square in ("**", "*") and len(node.args) == 1
            ):
                one = node.args[0]
                if self.square == "*" and isinstance(one, ast.Name):
                    return ast.BinOp(one, ast.Mult(), one)
                return ast.BinOp(one, ast.Pow(), ast.Constant(2))
            case ast.Attribute(value=ast.Name(id="tf") as tf, attr=name) if (
                self.maths and name.startswith("reduce_")
            ):
                node.func = ast.Attribute(ast.Attribute(tf, "math"), name)
        return node

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        match node:
            case ast.BinOp(op=ast.Pow(), right=ast.Constant(value=2)) if (
                self.square == "tf.square"
            ):
                return _tf("square", node.left)
        if isinstance(node.op, ast.Sub) and self.subtract and self.chance.random() < 0.7:
            return _tf("subtract", node.left, node.right)
        if isinstance(node.op, ast.Add | ast.Mult) and self.chance.random() < 0.15:
            node.left, node.right = node.right, node.left
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        self.generic_visit(node)
        node.body = self._block(node.body)
        if self.checks and self.chance.random() < 0.3 and node.args.args:
            name = node.args.args[-1].arg
            node.body.insert(0, ast.parse(f"assert {name} is not None").body[0])
        return node

    def _block(self, body: list[ast.stmt]) -> list[ast.stmt]:
        out: list[ast.stmt] = []
        for one in body:
            for field in ("body", "orelse"):
                if getattr(one, field, None) and not isinstance(
                    one, ast.FunctionDef | ast.ClassDef
                ):
                    setattr(one, field, self._block(getattr(one, field)))
            named = isinstance(one, ast.Assign | ast.Return) and one.value is not None
            out += self._parts(one) if named else [one]
            if isinstance(one, ast.For) and self.whiles:
                out[-1:] = self._while(one)
        return out

    def _parts(self, one: ast.stmt) -> list[ast.stmt]:
        made: list[ast.stmt] = []
        value = one.value
        calls = [
            (call, n)
            for call in ast.walk(value)
            if isinstance(call, ast.Call)
            for n, arg in enumerate(call.args)
            if isinstance(arg, ast.Call | ast.BinOp) and not _bound(value)
        ]
        if calls and self.chance.random() < self.names_parts:
            call, n = self.chance.choice(calls)
            name = self.fresh()
            made.append(ast.Assign([ast.Name(name, ast.Store())], call.args[n]))
            call.args[n] = ast.Name(name, ast.Load())
        nameable = isinstance(one, ast.Return) and isinstance(value, ast.Call | ast.BinOp)
        if nameable and self.chance.random() < self.names_result:
            name = self.fresh()
            made.append(ast.Assign([ast.Name(name, ast.Store())], value))
            one = ast.Return(ast.Name(name, ast.Load()))
        return [*made, one]

    def _while(self, loop: ast.For) -> list[ast.stmt]:
        match loop:
            case ast.For(
                iter=ast.Call(func=ast.Name(id="range"), args=[limit]),
                target=ast.Name(),
                orelse=[],
            ) if not any(isinstance(n, ast.Continue) for n in ast.walk(loop)):
                name = self.fresh() if loop.target.id == "_" else loop.target.id
                text = f"{name} = 0\nwhile {name} < {ast.unparse(limit)}:\n    {name} += 1"
                first, second = ast.parse(text).body
                second.body = [*loop.body, *second.body]
                return [first, second]
        return [loop]


def _bound(value: ast.AST) -> bool:
    kinds = (
        ast.Lambda,
        ast.ListComp,
        ast.GeneratorExp,
        ast.DictComp,
        ast.SetComp,
        ast.IfExp,
    )
    return any(isinstance(node, kinds) for node in ast.walk(value))


def _tf(name: str, *arguments: ast.expr) -> ast.Call:
    return ast.Call(ast.Attribute(ast.Name("tf"), name), list(arguments), [])


class Renamed(ast.NodeTransformer):
    """Other names for the variables of functions."""

    def __init__(self, chance: random.Random, kept: frozenset[str]) -> None:
        self.chance, self.kept = chance, kept
        self.names: dict[str, str] = {}

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        for inner in ast.walk(node):
            stored = isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store)
            if stored and inner.id not in self.names and inner.id not in self.kept:
                self.names[inner.id] = f"{self.chance.choice(WORDS)}_{len(self.names)}"
        self.generic_visit(node)
        return node

    def visit_Name(self, node: ast.Name) -> ast.AST:
        node.id = self.names.get(node.id, node.id)
        return node


def written(source: str, chance: random.Random, habits: Habits | None) -> str:
    """A source in a student's own hand: statements, names, then comments and space."""
    tree = ast.parse(source)
    kept = (
        frozenset(n.arg for n in ast.walk(tree) if isinstance(n, ast.arg))
        | {
            n.id
            for one in tree.body
            if not isinstance(one, ast.FunctionDef | ast.ClassDef)
            for n in ast.walk(one)
            if isinstance(n, ast.Name)
        }
        | {n.arg or "" for n in ast.walk(tree) if isinstance(n, ast.keyword)}
    )
    if habits is not None:
        tree = ast.parse(ast.unparse(ast.fix_missing_locations(habits.visit(tree))))
    tree = Renamed(chance, kept).visit(tree)
    return laid_out(ast.unparse(ast.fix_missing_locations(tree)), chance)


def laid_out(source: str, chance: random.Random) -> str:
    """Comments, blank lines, quotes and printed lines put in."""
    out = []
    for line in source.split("\n"):
        space = re.match(" *", line)[0]
        after_decorator = bool(out) and out[-1].lstrip().startswith("@")
        if line.strip() and not line.lstrip().startswith(CONTINUED) and not after_decorator:
            if chance.random() < 0.1:
                out.append(f"{space}# {chance.choice(REMARKS)}")
            if chance.random() < 0.03 and space:
                out.append(f"{space}print('here', {chance.randrange(9)})")
        out.append(
            line.replace("'", '"') if '"' not in line and chance.random() < 0.5 else line
        )
        if chance.random() < 0.08:
            out.append("")
    return "\n".join(out) + "\n"


def independent(course_ways: Mapping[str, Sequence[str]], number: int, seed: int) -> Work:
    """A student who asked nobody. A third of the steps is done as the course does them."""
    chance = random.Random(f"{seed}-{number}")
    able = chance.uniform(0.5, 1)
    likes = chance.random()
    texts = {}
    for step, sources in course_ways.items():
        if chance.random() < able:
            own_way = chance.random() < 0.3 + 0.4 * likes
            source = chance.choice(sources) if own_way else sources[0]
            texts[step] = written(source, chance, Habits(random.Random(f"{seed}-{number}")))
    return Work(f"s{number}", f"Student {number}", texts)


def verbatim(work: Work, key: str, chance: random.Random) -> Work:
    """All of it, as it is."""
    return Work(key, f"Copy {key}", dict(work.texts))


def renamed(work: Work, key: str, chance: random.Random) -> Work:
    """Other names and comments, the same statements."""
    return Work(
        key, f"Copy {key}", {k: written(v, chance, None) for k, v in work.texts.items()}
    )


def disguised(work: Work, key: str, chance: random.Random) -> Work:
    """Renamed, functions in another order, other layout, lines that do nothing put in."""
    texts = {}
    for step, text in work.texts.items():
        tree = ast.parse(text)
        movable = [n for n in tree.body if isinstance(n, ast.FunctionDef | ast.ClassDef)]
        rest = [n for n in tree.body if n not in movable]
        chance.shuffle(movable)
        for one in movable:
            if isinstance(one, ast.FunctionDef) and chance.random() < 0.3:
                one.body.insert(
                    chance.randrange(len(one.body)), ast.parse("unused = 0").body[0]
                )
        imports = [n for n in rest if isinstance(n, ast.Import | ast.ImportFrom)]
        loose = [n for n in rest if n not in imports]
        tree.body = [*imports[::-1], *movable, *loose]
        texts[step] = written(ast.unparse(tree), chance, None)
    return Work(key, f"Copy {key}", texts)


def half(work: Work, key: str, chance: random.Random, own: Work | None = None) -> Work:
    """Every second step from another, renamed; the others by oneself."""
    taken = {k: v for n, (k, v) in enumerate(work.texts.items()) if n % 2}
    made = {k: written(v, chance, None) for k, v in taken.items()}
    return Work(key, f"Copy {key}", dict(own.texts if own else {}) | made)


Way = Callable[[Work, str, random.Random], Work]
PLANTED: dict[str, Way] = {"verbatim": verbatim, "renamed": renamed, "disguised": disguised}


def made_up_class(
    course: Course, students: int, copies: int, seed: int = 1
) -> tuple[list[Work], dict[frozenset[str], str]]:
    """Works, and the planted pairs (keys) with the kind of copy: `copies` of each kind."""
    course_ways = ways(course)
    works = [independent(course_ways, number, seed) for number in range(students)]
    planted: dict[frozenset[str], str] = {}
    chance = random.Random(seed)
    victims = iter(chance.sample(works, 4 * copies))
    made = []
    for kind, way in PLANTED.items():
        for n in range(copies):
            victim = next(victims)
            made.append(way(victim, f"{kind}{n}", chance))
            planted[frozenset((victim.key, made[-1].key))] = kind
    for n in range(copies):
        victim = next(victims)
        own = independent(course_ways, students + n, seed)
        made.append(half(victim, f"half{n}", chance, own))
        planted[frozenset((victim.key, made[-1].key))] = "half"
    return [*works, *made], planted
