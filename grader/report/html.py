"""Renders views to self-contained pages: no network, no script, one hashed style."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from grader.records import RunRecord, SubmissionRecord
from grader.report.pages import index_view, submission_view
from grader.report.sentences import sentence
from grader.report.views import caps_to_try
from grader.report.visible import clean_surrogates

MAX_PAGE_BYTES = 300_000
MAX_NOTEBOOK_PAGE_BYTES = 1_000_000
"""Of a page with a notebook and its pictures."""


def submission_page(run: RunRecord, submission: SubmissionRecord, home: str = "") -> str:
    """A submission's page, under its cap: less is shown until it fits.

    run:  already the edition of the audience.
    home: a link to the index, or empty for a page that goes to the student alone.
    """
    most = MAX_NOTEBOOK_PAGE_BYTES if submission.notebooks else MAX_PAGE_BYTES
    page = ""
    for caps in caps_to_try(bool(submission.notebooks)):
        view = submission_view(run, submission, caps, home)
        page = _render("submission.html.j2", view.has_pictures, view=view)
        if len(page.encode("utf-8")) < most:
            break
    return page


def index_page(run: RunRecord, links: Mapping[int, str]) -> str:
    """The index of a run. `links`: a page's address by position of its submission."""
    return _render("index.html.j2", False, view=index_view(run, links))


def _render(template: str, pictures: bool, **context: Any) -> str:
    css, policy = _style()
    if pictures:
        policy += "; img-src data:"
    page = _environment().get_template(template).render(css=css, policy=policy, **context)
    return clean_surrogates(page)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("grader.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["t"] = lambda label: sentence(f"label.{label}")
    environment.globals["say"] = sentence
    return environment


@cache
def _style() -> tuple[Markup, str]:
    """The style sheet, and the policy that allows it and nothing else."""
    css = files("grader.report").joinpath("templates/report.css").read_text("utf-8")
    digest = base64.b64encode(hashlib.sha256(css.encode("utf-8")).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'sha256-{digest}'; "
        "base-uri 'none'; form-action 'none'"
    )
    return Markup(css), policy
