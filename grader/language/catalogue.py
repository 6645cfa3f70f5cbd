"""Every sentence that people read, by id, in English: what translations are made from.

`{name}` stands for a parameter. Words between backticks are code. `make translations`
brings the files of `locale/` up to date.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple


class Plural(NamedTuple):
    """What is said of 1, and of any other `count`."""

    one: str
    many: str


OUTCOMES = {
    "outcome.passed": "passed",
    "outcome.failed": "failed",
    "outcome.errored": "error",
    "outcome.timed_out": "over a limit",
    "outcome.crashed": "crashed",
    "outcome.skipped": "skipped",
    "outcome.not_attempted": "not attempted",
    "outcome.ungraded": "not graded",
    "sign.passed": "✓",
    "sign.failed": "✗",
    "sign.errored": "!",
    "sign.timed_out": "◷",
    "sign.crashed": "↯",
    "sign.skipped": "»",
    "sign.not_attempted": "○",
    "sign.ungraded": "?",
}

REASONS = {
    "reason.correct": "Everything that was promised holds.",
    "reason.wrong_value": "The value is not the one that was expected.",
    "reason.wrong_value.hidden": (
        "The value is not the one that was expected. The inputs of this check stay "
        "secret: try your code with inputs of your own, large, small, negative and of "
        "other shapes."
    ),
    "reason.wrong_value.element": (
        "The value is not the one that was expected. At index `{index}` it should be "
        "`{expected}`, and yours is `{observed}`."
    ),
    "reason.wrong_value.number": (
        "The value is not the one that was expected: it should be `{expected}`, and yours "
        "is `{observed}`."
    ),
    "reason.wrong_value.not_true": "This does not hold: {finding}.",
    "reason.wrong_value.between": (
        "{finding}: yours is `{observed}`, and it should lie between `{low}` and `{high}`."
    ),
    "reason.wrong_value.between_confirmed": (
        "{finding}: yours is `{observed}`, the median of {count} attempts because the "
        "first was close, and it should lie between `{low}` and `{high}`."
    ),
    "reason.wrong_value.pair": (
        "{finding}: `{expected}` was expected and yours is `{observed}`."
    ),
    "reason.wrong_shape": (
        "The result has the wrong shape. Print its `.shape` and compare it with the brief."
    ),
    "reason.wrong_shape.pair": (
        "The result has the wrong shape: `{expected}` was expected and yours is "
        "`{observed}`."
    ),
    "reason.wrong_shape.too_small": (
        "One number came back where an array of shape `{expected}` was expected. Does "
        "something in your code reduce over all axes?"
    ),
    "reason.wrong_shape.too_large": (
        "An array of shape `{observed}` came back where one number was expected: its "
        "shape should be `()`."
    ),
    "reason.wrong_dtype": (
        "The numbers are right in kind but have the wrong dtype. Print `.dtype` and "
        "compare it with the brief."
    ),
    "reason.wrong_dtype.pair": (
        "The dtype is `{observed}` and `{expected}` was expected. Look where the numbers "
        "are made or converted."
    ),
    "reason.wrong_kind": (
        "The result is of the wrong kind. Print `type(...)` of it and compare with the "
        "brief."
    ),
    "reason.wrong_kind.none": "Your function returned `None`: is there a `return`?",
    "reason.wrong_kind.none_named": "`{name}` returned `None`: is there a `return`?",
    "reason.wrong_kind.pair": (
        "The result is of the wrong kind: a `{observed}` came back, and this was "
        "expected: {expected}."
    ),
    "reason.wrong_kind.observed": (
        "The result is of the wrong kind: a `{observed}` came back. Compare it with the "
        "brief."
    ),
    "reason.wrong_length": "The result has the wrong number of elements.",
    "reason.wrong_length.pair": (
        "The result has {observed} elements and {expected} were expected. Does your loop "
        "begin or end one step off?"
    ),
    "reason.not_finite": (
        "The result holds NaN (not a number) or infinity. Look for the logarithm of zero, "
        "a division by zero, the exponential of a large number, or steps that are too "
        "large."
    ),
    "reason.no_gradient": (
        "No gradient flows from the result back to the input. `.numpy()`, `float(...)` and "
        "NumPy's own functions cut it: use TensorFlow's operations all the way."
    ),
    "reason.not_found": "A name that this step needs is not in your file.",
    "reason.not_found.named": (
        "There is no `{name}` in your file. The name must be spelled exactly so, at the "
        "left margin."
    ),
    "reason.not_found.similar": (
        "There is no `{name}` in your file, but there is `{similar}`. Is it a slip of the "
        "pen?"
    ),
    "reason.not_found.live_named": (
        "There is no `{name}` here yet. Run the cell that defines it, then check again."
    ),
    "reason.not_found.live_similar": (
        "There is no `{name}` here, but there is `{similar}`. Is it a slip of the pen?"
    ),
    "reason.not_callable.live_named": (
        "`{name}` is no function or class here, so it cannot be called. Has a cell given "
        "the name to a value? Run the cell that defines it once more."
    ),
    "reason.not_callable": "A name of this step does not stand for a function.",
    "reason.not_callable.named": (
        "`{name}` is not a function or class in your file, so it cannot be called. Is the "
        "name used again further down for a value?"
    ),
    "reason.wrong_signature": (
        "Your function does not take the arguments that the brief names. Compare the `def` "
        "line with the stub's."
    ),
    "reason.wrong_signature.named": (
        "`{name}` does not take the arguments that the brief names. Compare its `def` line "
        "with the stub's."
    ),
    "reason.wrong_signature.signature": (
        "Your function takes `{signature}`, and the brief calls it with other arguments. "
        "Compare its `def` line with the stub's."
    ),
    "reason.exception": "Your code raised an exception.",
    "reason.exception.typed": "Your code raised `{type}`.",
    "reason.exception.line": (
        "Your code raised `{type}` in line {line}. Read the last line of the traceback "
        "first: it says what went wrong."
    ),
    "reason.exception.secret": (
        "Your code raised an exception in line {line}. The inputs stay secret: which "
        "numbers, shapes or dtypes could make this line fail?"
    ),
    "reason.syntax": "Python cannot read your file: there is a syntax error in it.",
    "reason.syntax.line": (
        "Python cannot read your file: there is a syntax error in line {line}. Look at the "
        "end of the line before, too: a missing bracket or colon shows up late."
    ),
    "reason.missing_package": (
        "Your file imports a package that is not installed here. Use TensorFlow, NumPy "
        "and Python's own library."
    ),
    "reason.missing_package.named": (
        "Your file imports `{package}`, which is not installed here. Use TensorFlow, NumPy "
        "and Python's own library, or check the spelling."
    ),
    "reason.unreadable": (
        "Your file could not be read as Python source. Save it as plain text in UTF-8."
    ),
    "reason.exit": (
        "Your code ended the whole process, as `sys.exit()` or `quit()` does. Leave that "
        "out: a function ends with `return`."
    ),
    "reason.exit.status": (
        "Your code ended the whole process with status {status}, as `sys.exit()` does. "
        "Leave that out: a function ends with `return`."
    ),
    "reason.input": (
        "Your code waits for `input()`. Nobody is there to type while it is graded: take "
        "the values from the arguments."
    ),
    "reason.wall_time": (
        "Your code did not finish in time. Is there a loop that never ends, or a wait?"
    ),
    "reason.wall_time.limit": (
        "Your code did not finish within {limit}. Is there a loop that never ends, or a "
        "wait?"
    ),
    "reason.cpu_time": (
        "Your code computed for too long. Is there a loop over elements where one tensor "
        "operation would do, or one that never ends?"
    ),
    "reason.cpu_time.limit": (
        "Your code computed for more than {limit}. Is there a loop over elements where one "
        "tensor operation would do, or one that never ends?"
    ),
    "reason.submission_time": (
        "The time for the whole submission was used up before this check. Mend the steps "
        "that are over a limit first."
    ),
    "reason.submission_time.limit": (
        "The {limit} for the whole submission were used up before this check. Mend the "
        "steps that are over a limit first."
    ),
    "reason.disk": (
        "Your code wrote more into files than is allowed. Do you write in a loop, or keep "
        "every step's result?"
    ),
    "reason.disk.limit": (
        "Your code wrote more into files than the {limit} that are allowed, or very many "
        "files. Do you write in a loop, or keep every step's result?"
    ),
    "reason.threads": (
        "Your code started more threads than are allowed. Is a thread started in a loop?"
    ),
    "reason.memory": (
        "Your code needed more memory than there is. Does an array or a list grow in every "
        "step?"
    ),
    "reason.memory.limit": (
        "Your code needed more than the {limit} of memory that there are. Does an array or "
        "a list grow in every step?"
    ),
    "reason.output": (
        "The answer was too large to be examined. Return only what the brief asks."
    ),
    "reason.output.limit": (
        "The answer was larger than {limit} and could not be examined. Return only what "
        "the brief asks."
    ),
    "reason.signal": "The process that ran your code died.",
    "reason.signal.named": (
        "The process that ran your code died ({signal}). Usual causes are endless "
        "recursion and far too large arrays."
    ),
    "reason.malformed": (
        "What came back could not be understood as an answer. Return numbers, arrays or "
        "tensors, and leave the machinery around your code alone."
    ),
    "reason.refused": "Your code tried something that is not allowed while it is graded.",
    "reason.refused.named": (
        "Your code tried something that is not allowed while it is graded: `{name}`."
    ),
    "reason.refused.message": (
        "This could not be done with what your code returned: {message}."
    ),
    "reason.stub": "Not attempted yet: the stub is as it was handed out.",
    "reason.no_file": "No file for this step was handed in.",
    "reason.earlier_check": "Skipped, because a check that it builds on did not pass.",
    "reason.earlier_check.named": (
        "Skipped, because it builds on “{needed}”, which did not pass. Mend that first."
    ),
    "reason.earlier_limit": (
        "Skipped, because the same code was over a limit before. Mend that first."
    ),
    "reason.broken_check": (
        "This check itself is broken. It is not your fault, and it costs no marks: the "
        "course's authors must mend it."
    ),
    "reason.lost_worker": (
        "The grader lost the process that ran your code, more than once. It is not your "
        "fault, and it costs no marks: ask for another run."
    ),
    "reason.grader_error": (
        "The grader itself failed here. It is not your fault, and it costs no marks: ask "
        "for another run."
    ),
    "in_finding": "{finding}:",
}

SHORT_REASONS = {
    "short.wall_time": "time",
    "short.cpu_time": "CPU time",
    "short.submission_time": "time of the submission",
    "short.memory": "memory",
    "short.disk": "disk",
    "short.threads": "threads",
    "short.output": "too large an answer",
    "short.signal": "crash",
    "short.exit": "ended itself",
    "short.malformed": "answer not understood",
    "short.refused": "not allowed",
    "short.broken_check": "broken check",
    "short.lost_worker": "lost process",
    "short.grader_error": "fault of the grader",
}

FLAGS = {
    "flag.definitions_only": (
        "The code at the top level of your file took too long or ended the process, so it "
        "was left out: only imports, definitions and constants were used."
    ),
    "flag.definitions_only.notebook": (
        "Only the imports, definitions and constants of your notebook were used, without "
        "what else its cells do."
    ),
    "flag.file_over_notebook": (
        "A notebook defines this step as well. The .py file is what was examined: keep "
        "one of the two."
    ),
    "flag.fresh_worker": (
        "Examined a second time, in a process of its own. This one counts."
    ),
    "flag.output_withheld": (
        "What this step printed is not shown, because it may hold inputs of hidden checks."
    ),
    "flag.delegated": (
        "A ready-made function of the library did the work that was to be written here."
    ),
    "flag.confirmed": (
        "An outcome was near its threshold, so it was measured again with other random "
        "numbers; the median counts."
    ),
    "flag.visible_only": (
        "Every check that you can run yourself passed. A hidden one, with other inputs, "
        "did not: does your code rely on something that only these examples have?"
    ),
    "flag.overtaken": (
        "A name that this step uses was defined anew after it, as `Linear` is by a later "
        "step. If that is why, run the cells that this step needs once more, then check."
    ),
    "flag.mutated_input": "Your code changed the array that it was given.",
    "flag.unknown": "Note: {flag}.",
}

LEFT_OUT = {
    "left_out.not_a_step": (
        "It belongs to no step of this course. Is the file name as the exercise's?"
    ),
    "left_out.duplicate": "There is more than one file for this step. Keep one of them.",
    "left_out.not_utf8": "It is not text in UTF-8. Save it with that encoding.",
    "left_out.null_byte": "It holds a null byte, so it is not Python source.",
    "left_out.too_large": "It is too large to be source code. Hand in the code alone.",
    "left_out.unreadable": "It could not be read.",
    "left_out.symlink": "It is a symbolic link. Hand in the file itself.",
    "left_out.folder": "It is a folder; only files at the top are looked at.",
    "left_out.notebook": "It is a notebook. Hand in the steps as .py files.",
    "left_out.superseded": "A newer version of this file was handed in. That one counts.",
    "left_out.text_entry": "Text typed into the form is not graded. Hand in files.",
    "left_out.link_entry": "A link is not followed. Hand in the files themselves.",
    "left_out.not_understood": (
        "Its name is not as this download has them, so nobody knows whose it is."
    ),
    "left_out.ambiguous_name": (
        "Its name can be read in two ways, so nobody knows for certain whose it is."
    ),
    "left_out.not_a_submission": "It is a single file, and belongs to no student's folder.",
    "left_out.not_in_metadata": "submission_metadata.yml does not say whose it is.",
    "left_out.no_submitter": "submission_metadata.yml names nobody who handed it in.",
    "left_out.no_folder": "submission_metadata.yml names it, but there is no such folder.",
    "left_out.archive_bomb": (
        "This archive would unpack to more than is accepted. Pack your step files or your "
        "notebook alone, without data."
    ),
    "left_out.archive_collision": (
        "There are two files that some computers take for one: their names differ only in "
        "case or in how accents are written, or are the same. Rename one."
    ),
    "left_out.archive_encrypted": "This archive needs a password. Pack it without one.",
    "left_out.archive_entries": (
        "This archive holds more files than are accepted. Pack your step files or your "
        "notebook alone."
    ),
    "left_out.archive_kind": (
        "This archive is of a kind that is not read. Make an ordinary .zip of your files."
    ),
    "left_out.archive_link": "There is a link. Hand in the file itself.",
    "left_out.archive_nested": (
        "It is an archive in an archive. Pack the files themselves, once."
    ),
    "left_out.archive_none": (
        "This is no archive, whatever it is called. Make an ordinary .zip of your files "
        "and see that it opens."
    ),
    "left_out.archive_path": (
        "There is a path that leads elsewhere, is too long or too deep, or has a backslash "
        "or a drive in it. Hand in your files with plain names, in one folder."
    ),
    "left_out.archive_special": (
        "There is something that is no file and no folder. Hand in your step files or your "
        "notebook alone."
    ),
    "left_out.archive_unreadable": (
        "This archive is damaged. Pack your files anew and see that it opens."
    ),
    "left_out.unknown": "Left out: {reason}.",
}

NOTEBOOKS: dict[str, str | Plural] = {
    "notebook.not_json": (
        "What is in this file is damaged: it is no JSON. Open it in Jupyter and save it. "
        "If it does not open, take an older copy of your notebook, or a fresh one and "
        "paste your cells."
    ),
    "notebook.merge_conflict": (
        "This notebook has merge conflict markers (`<<<<<<<`). Resolve the conflict, open "
        "the notebook once in Jupyter and save it."
    ),
    "notebook.not_a_notebook": (
        "This file is called a notebook, but there are no cells in it. Save your work in "
        "Jupyter and hand in the .ipynb file that it writes."
    ),
    "notebook.too_deep": (
        "The outputs of this notebook are nested too deeply. Clear all outputs (Edit, "
        "Clear All Outputs), save it and hand it in again."
    ),
    "notebook.too_large": (
        "This notebook is too large. Clear all outputs (Edit, Clear All Outputs), save it "
        "and hand it in again; if that is not enough, remove pictures from its text."
    ),
    "notebook.nbformat": (
        "The format of this notebook is not understood: it is damaged, or of an unusual "
        "version. Open it once in a current Jupyter, save it and hand it in again."
    ),
    "notebook.language": (
        "The kernel of this notebook is not Python. Choose a Python kernel (Kernel, Change "
        "Kernel), run all cells, save the notebook and hand it in again."
    ),
    "notebook.unreadable": (
        "This notebook could not be read. Open it in Jupyter, save it under a simple name "
        "and hand in that file."
    ),
    "notebook.no_cells": (
        "There is no cell with code in this notebook. Were your cells turned into Markdown "
        "or raw text, or was the notebook never saved? Check it, save it and hand it in "
        "again."
    ),
    "notebook.driver_failed": (
        "The program that runs notebooks failed here. It is not your fault: ask for "
        "another run, or hand in your steps as .py files."
    ),
    "notebook.unknown": (
        "This notebook could not be run ({reason}). Open it in Jupyter, run all cells and "
        "save it."
    ),
    "notebook.refused": "not run",
    "notebook.stopped": "stopped",
    "notebook.done": "ran to its end",
    "notebook.failed": Plural("1 cell with an error", "cells with an error: {count}"),
    "notebook.stopped_before_end": (
        "The notebook stopped before its end, and the cells after that were not run."
    ),
    "notebook.stopped_in": (
        "The notebook stopped in cell {cell}, and the cells after it were not run."
    ),
    "notebook.no_step_of_it": "No step was taken from it.",
    "notebook.steps_of_it": Plural(
        "One step was taken from it all the same.",
        "Steps that were taken from it all the same: {count}.",
    ),
    "notebook.definitions_only": Plural(
        "One of its steps was examined with nothing but the imports, definitions and "
        "constants of all its cells.",
        "Steps that were examined with nothing but the imports, definitions and constants "
        "of all its cells: {count}.",
    ),
    "notebook.cells": Plural("1 cell", "{count} cells"),
    "notebook.seconds": "ran {seconds}",
    "notebook.cell": "cell {cell}",
    "notebook.place": "cell {cell} of {name}",
    "notebook.defined_in": "defined in cell {cell} of {name}",
    "notebook.defines": "defines",
    "notebook.empty": "empty",
    "notebook.state.failed": "raised an error",
    "notebook.state.stopped": "stopped here",
    "notebook.state.not_run": "not run",
    "notebook.picture": "Picture {number} of cell {cell}",
    "notebook.bad_picture": "A picture that cannot be shown here safely.",
    "notebook.large_picture": "This picture was too large to keep ({size}).",
    "notebook.no_room": "This picture is not shown, to keep this page small.",
    "notebook.no_remote_picture": "[a picture that is not shown]",
    "notebook.no_remote_picture.named": "[a picture that is not shown: {alt}]",
    "notebook.unknown_output": "An output of a kind that is not shown here.",
    "notebook.output.stdout": "printed",
    "notebook.output.stderr": "stderr",
    "notebook.output.text": "result",
    "notebook.output.error": "error",
    "notebook.output.picture": "picture",
    "cut.notebooks": "Notebooks that are not shown: {count}.",
    "cut.cells_between": "Cells that are not shown here: {count}.",
    "cut.cells": Plural("1 more cell is not shown.", "{count} more cells are not shown."),
    "cut.cell_lines": Plural(
        "1 more line is not shown.", "{count} more lines are not shown."
    ),
    "cut.cell_text": Plural(
        "1 more character is not shown.", "{count} more characters are not shown."
    ),
    "cut.cell_outputs": Plural(
        "1 more output of this cell is not shown.",
        "{count} more outputs of this cell are not shown.",
    ),
    "cut.error_head": "The first {count} characters of this traceback are not shown.",
    "cut.notebook": (
        "The notebook is shortened to keep this page small: the file that was handed in "
        "holds all of it."
    ),
}

COMPARISONS = {
    "comparison.close": "equal to the reference, up to rtol {rtol} and atol {atol}",
    "comparison.equal": "exactly equal",
    "comparison.within": "within {atol} of the target",
    "comparison.between": "between {low} and {high}",
    "comparison.is_true": "true",
    "comparison.plain.close": "close to the reference",
    "comparison.plain.within": "close to the target",
    "comparison.plain.between": "inside a band",
}

DIFFERENCES: dict[str, str | Plural] = {
    "difference.count": Plural(
        "1 of {size} elements differs", "{count} of {size} elements differ"
    ),
    "difference.largest": "{told}; the largest difference is {largest}",
}

REMARKS: dict[str, str | Plural] = {
    "or": " or ",
    "points.short": "{points} of {most}",
    "frame": "{file}, line {line}",
    "frame.in_function": "{file}, line {line}, in {function}",
    "call.gradient": "gradient of {call}",
    "points": Plural("{points} of 1 point", "{points} of {most} points"),
    "amount.bytes": Plural("1 byte", "{count} bytes"),
    "misconception": "This looks like {name}.",
    "ungraded": (
        "Not everything of this submission could be graded, through no fault of its "
        "author. It has no mark, rather than a zero."
    ),
    "fault": "What failed: {fault}",
    "no_mark": "no mark",
    "in_archive": "{name}: {told}",
    "mark.late": (
        "Handed in {days} day(s) late: {penalty} points are taken off the {raw} that were "
        "reached."
    ),
    "mark.late_unknown": (
        "Handed in late. By how much is not known here, so nothing is taken off."
    ),
    "mark.attempt": "This is attempt {one} of {all}; it is the one that counts.",
    "override": "An instructor gave {points} of {most} points for this step. {why}",
    "by_hand": "{score} by hand",
    "comment": "Your instructor wrote: {text}",
    "left_out.count": "files left out: {count}",
    "all_passed": "Everything passed. Well done.",
    "mend_next": "To mend next",
    "progress": "{passed} of {all} passed",
    "cut.source": Plural(
        "1 line of the source is not shown.", "{count} lines of the source are not shown."
    ),
    "cut.line": Plural("1 more character", "{count} more characters"),
    "cut.output": "{size} more were printed and are not shown.",
    "cut.calls": Plural(
        "1 further call of this check is not shown.",
        "{count} further calls of this check are not shown.",
    ),
    "cut.findings": "Compared values that are not shown: {count}.",
    "cut.rows": "A part of it, around the first difference.",
    "cut.head": "Only the beginning is shown.",
    "cut.too_large": "Too large to show: only its shape, dtype and digest were kept.",
    "cut.items": Plural("1 more item", "{count} more items"),
    "cut.steps": Plural(
        "1 further check is not shown, to keep this page small.",
        "{count} further checks are not shown, to keep this page small.",
    ),
    "cut.page": "This page was shortened to stay below 1 MB. A step or check shows:",
    "cut.what.source_lines": "lines of source: at most {count}",
    "cut.what.output": "characters of output: at most {count}",
    "cut.what.calls": "calls: at most {count}",
    "cut.what.findings": "compared values: at most {count}",
    "cut.what.checks": "checks: at most {count}",
    "cut.what.text": "characters of a text: at most {count}",
    "cut.what.values": "no tables of values",
    "cut.what.plots": "no curves",
    "cut.what.notebook": "less of the notebooks",
    "hidden": "The inputs and values of this check stay secret.",
    "no_snippet.handle": (
        "No snippet to paste: the call involves an object that cannot be written down."
    ),
    "no_snippet.large": "No snippet to paste: the inputs are too large to write down.",
    "no_snippet.missing": (
        "No snippet to paste: there is no such function in your file yet."
    ),
    "no_snippet.verb": "No snippet to paste: this is not a plain call of one function.",
    "plot.title": "Loss over the steps",
    "plot.yours": "yours",
    "plot.reference": "reference",
    "plot.step": "step",
    "plot.loss": "loss",
    "plot.log": "loss (logarithmic)",
    "plot.description": (
        "Your loss goes from {first} to {last} in {count} steps; the reference's goes from "
        "{reference_first} to {reference_last} in {reference_count}."
    ),
    "plot.x": "x",
    "plot.y": "y",
    "plot.line": "The points and the line",
    "plot.line.description": (
        "{count} points. Your line is {yours}, the reference's {reference}."
    ),
    "plot.line.outside": "Your line does not cross this picture.",
    "plot.points": "points",
    "plot.accuracy": "accuracy",
    "plot.accuracy.title": "Accuracy beside its threshold",
    "plot.accuracy.description": (
        "The accuracy is {value}; at least {low} is needed. {count} right solutions "
        "reached {lowest} to {highest}."
    ),
    "plot.accuracy.alone": "The accuracy is {value}; at least {low} is needed.",
    "plot.right": "right solutions",
    "plot.threshold": "threshold",
    "plot.measured": "measured",
    "plot.confusion": "What was read as what",
    "plot.confusion.label": "digit",
    "plot.confusion.read": "read as",
    "plot.misread": "Misread with the greatest confidence",
    "plot.digit": "A {label} that was read as a {read}.",
    "plot.gaps": Plural(
        "1 of your values is not finite and cannot be drawn.",
        "{count} of your values are not finite and cannot be drawn.",
    ),
    "write.denied": (
        "Cannot write reports to {path}: permission denied. Choose another folder."
    ),
    "write.full": (
        "Cannot write {path}: the disk is full. What was there before is untouched; make "
        "room and run again."
    ),
    "write.not_a_folder": (
        "Cannot write reports to {path}: it is, or lies in, something that is no folder. "
        "Choose another folder."
    ),
    "write.other": "Cannot write {path}: {error}. Choose another folder.",
    "read.missing": "There is no results file at {path}. Grade first, or name its folder.",
    "read.not_json": "{path} is no JSON: {error}. Was it written by `grader grade`?",
    "read.version": (
        "{path} is of schema version {version}; this grader reads version {known}. Grade "
        "again."
    ),
}

LIVE = {
    "live.counted": "{passed} of {all} checks passed",
    "live.nothing": (
        "Nothing to check yet: run a cell that defines a function of a step, or name the "
        "step."
    ),
    "live.more": (
        "What passes here passes the checks that you can see. Grading has further ones, "
        "with other inputs."
    ),
    "live.snippet": "Try it yourself: paste this into a new cell",
}

CLASS: dict[str, str | Plural] = {
    "class.count.student": "student",
    "class.count.students": "students",
    "class.count.handed_in": "handed in",
    "class.count.missing": "handed in nothing",
    "class.count.ungraded": "not graded",
    "class.count.late": "late",
    "class.figure.mark": "mark",
    "class.figure.mean": "mean",
    "class.figure.median": "median",
    "class.figure.deviation": "standard deviation",
    "class.figure.quartiles": "middle half",
    "class.figure.extremes": "lowest to highest",
    "class.points": "{points} of {most}",
    "class.range": "{low} to {high}",
    "class.basis": (
        "Of the final marks of {count} students, in percent of the points possible. Who "
        "handed in nothing or could not be graded is left out."
    ),
    "class.bin": "{low} to {high}: {count}",
    "class.look.ungraded": "Could not be graded",
    "class.look.ungraded.why": (
        "No mark, through no fault of the student. Grade again, or give the points by hand."
    ),
    "class.look.timed_out": "Over a limit of time, memory or output",
    "class.look.timed_out.why": (
        "Look whether the code never ends, or is right and only slow."
    ),
    "class.look.crashed": "The process died",
    "class.look.crashed.why": (
        "Look for endless recursion or far too large arrays. Grade again if there are none."
    ),
    "class.look.confirmed": "Close to a threshold",
    "class.look.confirmed.why": (
        "Measured again with further seeds; the median counts. These are the marks that "
        "chance may have decided."
    ),
    "class.look.visible_only": "Right where it can be tried, wrong elsewhere",
    "class.look.visible_only.why": (
        "Every visible check of these steps passed and a hidden one did not. Many students "
        "with the same step: the visible checks miss something. One student with many "
        "steps: look whether answers were written down by heart."
    ),
    "class.visible_only": Plural(
        "1 passed all visible checks and failed a hidden one",
        "{count} passed all visible checks and failed a hidden one",
    ),
    "class.look.late": "Late, by an unknown time",
    "class.look.late.why": (
        "The download says late and not when, so that lateness has cost nothing yet."
    ),
    "class.nothing_to_look": "Nothing here needs a second look.",
    "class.no_mistakes": "No known misconception was recognised.",
    "class.holders": Plural("1 student", "{count} students"),
    "class.more_mistakes": "Rarer misconceptions: {count}",
    "class.low": "low",
    "class.negative": "negative",
    "class.graded_of": "of {count} of {all}",
    "class.difficulty.why": (
        "Difficulty is the mean share of a step's points: low is hard. Who could not be "
        "graded in a step is left out of it."
    ),
    "class.discrimination.why": (
        "Discrimination is the correlation of a step's points with those of all other "
        "steps. Low (under 0.2): strong and weak students do about equally well, as in a "
        "step that nearly all get right, or one whose checks ask for something else. "
        "Negative: who does well elsewhere does badly here; read its checks and its brief."
    ),
    "class.status.graded": "graded",
    "class.status.ungraded": "not graded",
    "class.status.missing": "handed in nothing",
    "class.status.late": "late",
    "class.status.changed": "changed by hand",
    "class.badge.ungraded": "not graded",
    "class.badge.missing": "nothing handed in",
    "class.badge.late": "late",
    "class.badge.late.days": Plural("1 day late", "{count} days late"),
    "class.override": "Changed by hand, from {graded} to {points} points",
    "class.override.why": (
        "Changed by hand, from {graded} to {points} points: {why} ({who})"
    ),
    "class.shown": "Shown: {shown} of {all}",
    "class.key.search": "search for a name",
    "class.key.arrows": "move in the table",
    "class.key.enter": "open the step on the student's page; on a heading: sort",
    "class.key.home_end": "Home, End",
    "class.key.ends": "first and last cell of a row; with Ctrl of the table",
    "key.j": "next step",
    "key.k": "the step before",
    "key.n": "next step that is not right",
    "key.p": "the step before that is not right",
    "key.enter": "unfold or fold",
    "key.e": "unfold or fold everything; what is unfolded so is also printed",
    "key.t": "to the top",
    "key.c": "back to the class",
    "key.help": "this help",
    "key.escape": "close this help",
    "class.nobody": "Nobody matches. Widen the search or the filters.",
}

LABELS: dict[str, str | Plural] = {
    "label.class.all_steps": "The whole course",
    "label.class.marks": "Marks",
    "label.class.look": "Who needs a look",
    "label.class.mistakes": "Misconceptions",
    "label.class.students": "Students",
    "label.class.distribution": "How many students have which mark",
    "label.class.parts": "On this page",
    "label.class.step": "Step",
    "label.class.difficulty": "Difficulty",
    "label.class.discrimination": "Discrimination",
    "label.class.outcomes": "Outcomes",
    "label.class.seconds": "Mean time",
    "label.class.slowest": "Slowest steps, by CPU time",
    "label.class.median": "Median",
    "label.class.longest": "Longest",
    "label.class.raw": "Raw",
    "label.class.final": "Final",
    "label.class.mark": "Mark",
    "label.class.search": "Name",
    "label.class.outcome": "Has a step that is",
    "label.class.status": "Submission",
    "label.class.any": "any",
    "label.class.clear": "Show all",
    "label.class.changed": "changed by hand",
    "label.class.not_part": "no submission, or no part of it",
    "label.all": "All submissions",
    "label.score": "Score",
    "label.of": "of",
    "label.steps": "Steps",
    "label.step": "Step",
    "label.before": "Before",
    "label.after": "After",
    "label.graded": "Graded",
    "label.assignment": "Assignment",
    "label.course": "Course",
    "label.submission": "Submission",
    "label.time": "Time",
    "label.sandbox": "Sandbox",
    "label.handed_in": "Handed in",
    "label.who": "By",
    "label.seed": "Seed",
    "label.versions": "Versions",
    "label.when": "When",
    "label.action": "Action",
    "label.details": "Details",
    "terminal.more_students": Plural(
        "1 more student is in the report.", "{count} more students are in the report."
    ),
    "label.student": "Student",
    "footer.unconfined": (
        "NONE. The code ran unconfined: it could read and change what the grader could."
    ),
    "label.left_out": "Files that were left out",
    "label.expected": "expected",
    "label.observed": "yours",
    "label.first": "first difference",
    "label.call": "The call",
    "label.further_call": "A further call",
    "label.returned": "What it returned",
    "label.with": "with",
    "label.compared": "Held to",
    "label.holds": "holds",
    "label.traceback": "Where it happened",
    "label.snippet": "Try it yourself: paste this into Python, in the folder of your file",
    "label.snippet_notebook": (
        "Try it yourself: paste this into a new cell at the end of your notebook"
    ),
    "label.source": "Your code",
    "label.notebook": "Notebook",
    "label.output": "What your code printed",
    "label.hidden": "hidden check",
    "label.notes": "Notes",
    "label.about": "About this run",
    "label.legend": "Legend",
    "label.index": "index",
    "label.marked_line": "the problem is in this line",
    "label.empty": "No submission was graded.",
    "label.no_steps": "No step was graded.",
    "label.took": "took",
    "label.checks": "checks",
    "label.skip": "Skip to the steps",
    "label.progress": "Progress",
    "label.contents": "Contents",
    "label.misconception": "What this looks like",
    "label.unfold_all": "Unfold everything",
    "label.fold_all": "Fold everything",
    "label.keys": "Keys",
    "label.keys_wanted": "Use these keys",
    "label.close": "Close",
    "label.image": "image",
}

SIMILAR = {
    "similar.title": "Work that is alike",
    "similar.reason": "A reason to look, and never a verdict.",
    "similar.means": (
        "These pairs have more in common than the task, the stub and the usual ways to "
        "solve it explain. Why is not known here: work done together, one source that both "
        "used, help from the same person, copying, or chance. Read both, then ask both."
    ),
    "similar.count": "Pairs: {pairs} (of {works} submissions), the most unusual first.",
    "similar.none": (
        "None of the {works} submissions are alike beyond what the task explains. That is "
        "no proof either: short steps look alike whoever wrote them."
    ),
    "similar.names": "Students",
    "similar.unusual": "How unusual",
    "similar.score": "In common",
    "similar.pair": (
        "In common: {score} of what is distinctive in the work of the one who has less of "
        "it. How unusual: {unusual} standard deviations beyond independent work. Steps in "
        "which something matches: {steps}."
    ),
    "similar.step": (
        "{score} in common, {shared} distinctive fingerprints; {expected} pairs of the "
        "class are as alike or more in this step"
    ),
    "similar.share": "{share} in {all}",
    "similar.gap": "lines not shown: {count}",
    "similar.there": "To the same lines on the other side",
    "similar.steps_cut": "Further steps in which they match, not shown: {count}.",
    "similar.shortened": (
        "So that the page stays small, fewer steps and lines of each pair are shown."
    ),
}

DESK: dict[str, str | Plural] = {
    "desk.printed": "Your code printed:",
    "desk.printed_before": Plural("(1 line before these)", "({count} lines before these)"),
    "desk.printed_not_returned": (
        "It printed something. `print` shows a value to people; `return` gives it back to "
        "whoever called the function, and that is what is checked."
    ),
    "desk.same_cause": "For the same reason.",
    "desk.empty_file": "This file is empty. Have you saved it in your editor?",
    "desk.passed_of": Plural("{done} of 1 step passed", "{done} of {all} steps passed"),
    "desk.next": "Next: {number} {name}.",
    "desk.all_passed": "Every step passes. Well done.",
    "desk.not_begun": Plural(
        "1 step is not begun yet.", "{count} steps are not begun yet."
    ),
    "desk.nothing_begun": (
        "No step is begun yet in {work}: every file is as it was handed out. Have you "
        "saved your file?"
    ),
    "desk.untouched": (
        "{file} is still as it was handed out. If you have written something, save it in "
        "your editor; is it the file in {work}?"
    ),
    "desk.see_more": "`grader check {name}` shows what is wrong with {name}.",
    "desk.hidden": "Your instructor's grading has further checks, with other inputs.",
    "desk.waiting": "Starting TensorFlow, once: this takes some seconds.",
    "desk.examining": "Examining {step}",
    "desk.no_server": "No background server: {why}. The same checks run here, slower.",
    "desk.state.begun": "not checked",
    "desk.state.untouched": "not begun",
    "desk.state.missing": "no file",
    "desk.write_it": "Write it in {file}, then: `grader check`.",
    "desk.watch.begin": "Watching {work}: save a file, and its step is checked.",
    "desk.watch.keys": "h hint  n next  a all  l list  r reset  q quit  ? help",
    "desk.watch.help": (
        "h  a hint to the step shown last, one more each time\n"
        "n  what to do next\n"
        "a  check all steps that were begun\n"
        "l  list all steps\n"
        "r  put the step's file back as it was handed out (asks; keeps yours)\n"
        "q  quit"
    ),
    "desk.watch.more": "Press h for the next one.",
    "desk.watch.gone": "The folder cannot be watched any longer. Is it still there?",
    "desk.watch.reset": "Put {file} back as it was handed out? y or n",
    "desk.watch.unchanged": "Nothing was changed.",
    "desk.watch.was_reset": "{file} is as it was handed out. What you had: {kept}",
    "desk.hint": "Hint {number} of {count} to {name}: {title}",
    "desk.hint.asked": "what is asked",
    "desk.hint.details": "shapes and an example",
    "desk.hint.promise": "“{name}”",
    "desk.hint.check": "the first check that does not pass",
    "desk.hint.why": "why it does not pass",
    "desk.hint.mistake": "what it looks like",
    "desk.hint.mend": "how to mend it",
    "desk.hint.more": "Ask again for the next one: `grader hint {name}`. All: add --all.",
    "desk.hint.last": "That was the last one.",
    "desk.hint.begin": (
        "There are more when you have written something: hints follow what you wrote."
    ),
    "desk.hint.passes": "{name} passes: there is nothing to hint at.",
}

USAGE: dict[str, str | Plural] = {
    "desk.why.gone": "the server went away ({kind})",
    "desk.why.no_folder": "there is no private folder for it",
    "desk.why.not_started": "it could not be started ({error})",
    "desk.why.ended": "it ended at once ({status})",
    "desk.why.too_slow": "it did not come up in time",
    "usage.no_step": "There is no step '{name}'. `grader list` shows all steps.",
    "usage.no_step.similar": (
        "There is no step '{name}'. Is '{similar}' meant? `grader list` shows all steps."
    ),
    "usage.no_course_from": (
        "No course was found from {folder}: no folder `checks` or `solutions` in it or "
        "in a folder that it lies in. Unpack the student kit whole and go to its folder, "
        "or name a course with --course."
    ),
    "usage.course_changed": "the course changed during the examination",
    "desk.reset.notebook": (
        "{name} is answered in {file}, and a notebook is not put back by itself. Open it "
        "and replace the cell of {name} by this:"
    ),
    "desk.reset.untouched": "{file} is as it was handed out already.",
    "desk.reset.denied": "{file} cannot be put back: {error}. Make the folder writable.",
    "import.failed": (
        "The package '{module}' is installed here, but {told}. Try it yourself: "
        '`{python} -c "import {module}"`. Installing it anew often helps: `{python} -m '
        "pip install --force-reinstall {package}`."
    ),
    "import.slow": "its import did not end within {seconds} seconds",
    "import.signal": (
        "importing it ends Python ({signal}), as when it is made for another processor"
    ),
    "import.refused": "cannot be imported ({error})",
    "import.status": "exit status {status}",
    "usage.no_exercises": (
        "No exercises in {folder}, nor in a folder that it lies in. Go to the folder "
        "that holds {step}.py and the others, or your notebook (`cd FOLDER`), or name a "
        "file: `grader check FOLDER/{step}.py`."
    ),
    "usage.one_folder": "Name one folder of one student's work, or some of its files.",
    "live.no_course": (
        "No course was found from {folder}. Have the folder `checks` of your kit beside "
        "your notebook, or name it: grader.check(..., course='FOLDER')."
    ),
    "live.no_step": "The course has no step '{name}'. Its steps are: {steps}.",
    "live.no_step.similar": "The course has no step '{name}'. Did you mean {alike}?",
    "live.bad_course": "The course cannot be used: {error}",
    "live.failed": "The grader failed, and your code is not to blame: {error}",
    "live.broken": "The grader failed ({error}), and your code is not to blame.",
    "live.interrupted": "The check was interrupted; nothing is said about your code.",
    "live.running": "A check is running already: wait until it has ended.",
    "live.no_name": "This function has no name: give the step's name as text.",
    "live.no_such_kind": (
        "A step is given by its name, as in grader.check('softmax'), or as your function "
        "itself without calling it, and not by {kind}."
    ),
    "live.not_here": "Checks cannot be run here: {error}.",
    "live.ended": (
        "The process that examines your code has ended ({error}). Your code is not to "
        "blame. Check again: a new one is started."
    ),
    "live.not_started": "the examiner's process does not start: {error}",
    "live.silent": "it does not answer",
    "live.no_truth": "A result is neither true nor false: ask for its `passed`.",
    "usage.no_course": (
        "No course here: go to the folder that holds your exercises and `checks`, or "
        "`solutions`, or name a course with --course."
    ),
    "usage.not_a_course": "{folder} is no course folder: it holds no {file}.",
    "kit.version": (
        "The checks in {folder} were made for grader {version}, and grader {installed} "
        "is installed. Install the one that they were made for: pip install "
        "'grader[cpu]=={version}', or ask for a newer kit."
    ),
    "kit.incomplete": "the kit is not complete; unpack it again",
    "kit.damaged": "cannot be read; unpack the kit again",
    "kit.no_solutions": (
        "This is a student kit: it holds no solutions. Name the course itself with "
        "--course."
    ),
    "usage.cannot_read": (
        "{path}: cannot be read: {error}. Make the folder readable, or move it away."
    ),
    "usage.cannot_reach": (
        "{path}: cannot be reached: {error}. Make the folder it is in readable."
    ),
    "usage.missing": "{path}: there is no such file or folder.",
    "usage.empty_folder": (
        "{path}: no step files and no notebook in this folder. A step's file is called, "
        "for instance, {id}.py or {name}.py; a notebook has any name that ends in "
        ".ipynb."
    ),
    "usage.empty_class": (
        "{path}: none of its folders ({number}) holds a step file or a notebook."
    ),
    "usage.not_a_step": (
        "{path}: this file is no step of the course and no notebook. The steps are: "
        "{steps}."
    ),
    "desk.server.ended": "The background server has ended.",
    "desk.server.none": "There is none.",
    "desk.report": "Report: {page}",
    "desk.empty_name": "A step's name is empty. `grader list` shows all steps.",
    "desk.reset.ask": "Put {file} back as it was handed out?",
    "desk.reset.done": "{file} is as it was handed out.",
    "desk.reset.kept": "What you had is in {file}.",
    "command.interrupted": (
        "Interrupted. What was graded is kept in the store, if there is one; run the "
        "same command again to go on."
    ),
    "command.fault": (
        "This is a fault of the grader or the course, not of a student: {error}"
    ),
    "command.failed": "The grader failed ({error}). Set GRADER_DEBUG=1 to see where.",
    "package.missing": (
        "This course needs the package '{package}', not installed here. Install the "
        "grader with TensorFlow: pip install 'grader[cpu]' (or 'grader[tensorflow]' for "
        "the build with GPU support)."
    ),
    "value.data": "part of a data set",
    "value.object": "object of class {name}",
    "value.shape": "shape {shape}",
    "value.any": "any",
    "value.numbers": "numbers",
    "value.plain": "plain values",
    "value.items": Plural("1 item", "{count} items"),
}

ITEMS = {
    "item.late": "Late: {points} points are taken off.",
    "item.override": "{step}: an instructor set the points.",
    "item.hidden": "{step}: hidden checks",
    "item.nothing": "Nothing of this submission could be examined.",
    "item.not_graded": (
        "Something could not be graded, and that is not your fault. There is no score yet: "
        "submit again, or tell your instructor."
    ),
}

PYTEST = {
    "pytest.fault_before": "not examined, because of the error that is shown first",
}

CI: dict[str, str | Plural] = {
    "ci.compared": "Only what changed since {base} was graded.",
    "ci.nothing": "Nothing to grade",
    "ci.unchanged": "No exercise file changed since {base}.",
    "ci.nothing_since": "No exercise file changed since {base}: nothing to grade.",
    "ci.no_page": "A page of the report could not be made. The points are as they were.",
    "ci.not_graded": "Not graded",
    "ci.not_your_fault": (
        "This could not be graded, and that is not the fault of whoever wrote the code. It "
        "is no mark, and no zero."
    ),
    "ci.why_not": "Why:",
    "ci.broken": "The grader failed ({kind}).",
    "ci.not_finished": "The run did not come to its end.",
    "ci.column.step": "Step",
    "ci.column.outcome": "Outcome",
    "ci.column.points": "Points",
    "ci.column.mistake": "Looks like",
    "ci.column.hint": "Hint",
    "ci.left_out": "Left out:",
    "ci.more_left_out": Plural(
        "1 more file was left out.", "{count} more files were left out."
    ),
    "ci.why": "Why:",
    "ci.checked": "What was checked:",
    "ci.visible_only": (
        "These are the visible checks alone. Your instructor's grading has further ones, "
        "with other inputs, and that is what counts."
    ),
    "ci.with_hidden": "Hidden checks are among these; their inputs stay secret.",
    "ci.unconfined": (
        "The code ran unconfined: it could read and change what the grader could, this "
        "result too."
    ),
    "ci.cut": "The rest was cut to keep this summary small; the report holds all of it.",
    "ci.report": "Report: {path}",
    "ci.no_exercises": (
        "{folder}: there is no exercise file in this folder. A file is called after its "
        "step, and a notebook ends in .ipynb."
    ),
    "ci.name_course": (
        "Name the course with --course. One that is found in the working tree may be the "
        "pull request's own."
    ),
}

SENTENCES: Mapping[str, str | Plural] = MappingProxyType(
    {
        **OUTCOMES,
        **REASONS,
        **SHORT_REASONS,
        **FLAGS,
        **LEFT_OUT,
        **NOTEBOOKS,
        **COMPARISONS,
        **DIFFERENCES,
        **REMARKS,
        **LIVE,
        **CLASS,
        **LABELS,
        **SIMILAR,
        **DESK,
        **USAGE,
        **ITEMS,
        **PYTEST,
        **CI,
    }
)
