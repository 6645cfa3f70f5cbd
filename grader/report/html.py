"""Renders views to self-contained pages: no network, one hashed style, and no script but
the class page's, which is hashed as well.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from grader.marks import Mark
from grader.records import RunRecord, SubmissionRecord
from grader.report.class_views import ClassView
from grader.report.pages import submission_view
from grader.report.sentences import sentence
from grader.report.views import caps_to_try
from grader.report.visible import clean_surrogates

MAX_PAGE_BYTES = 300_000
MAX_NOTEBOOK_PAGE_BYTES = 1_000_000
"""Of a page with a notebook and its pictures."""


def submission_page(
    run: RunRecord,
    submission: SubmissionRecord,
    mark: Mark,
    home: str = "",
    fingerprint: str = "",
) -> str:
    """A submission's page, under its cap: less is shown until it fits.

    run:  already the edition of the audience.
    home: a link to the index, or empty for a page that goes to the student alone.
    fingerprint: kept in the page, to tell later whether it is still current.
    """
    most = MAX_NOTEBOOK_PAGE_BYTES if submission.notebooks else MAX_PAGE_BYTES
    css, page = asset("report.css"), ""
    for caps in caps_to_try(bool(submission.notebooks)):
        view = submission_view(run, submission, mark, caps, home)
        policy = policy_for(css) + ("; img-src data:" if view.has_pictures else "")
        page = render(
            *("submission.html.j2", css, policy), view=view, fingerprint=fingerprint
        )
        if len(page.encode("utf-8")) < most:
            break
    return page


def render_class(view: ClassView, fingerprint: str) -> str:
    """The page of a class."""
    css = asset("report.css") + asset("class.css")
    script = asset("class.js")
    policy = f"{policy_for(css)}; script-src '{_digest(script)}'"
    return render(
        *("index.html.j2", css, policy),
        view=view,
        script=Markup(script),
        fingerprint=fingerprint,
    )


def render(template: str, css: str, policy: str, **context: Any) -> str:
    """A page of a template; undefined names and broken UTF-16 never get into it."""
    rendered = _environment().get_template(template)
    return clean_surrogates(rendered.render(css=Markup(css), policy=policy, **context))


def fragment(template: str, **context: Any) -> str:
    """A part of somebody else's page."""
    return clean_surrogates(_environment().get_template(template).render(**context))


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
def asset(name: str) -> str:
    """The text of a file beside the templates."""
    return files("grader.report").joinpath(f"templates/{name}").read_text("utf-8")


def policy_for(css: str) -> str:
    """The policy that allows this style and nothing else."""
    return (
        f"default-src 'none'; style-src '{_digest(css)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    """As a policy names an inline style or script: https://www.w3.org/TR/CSP3/."""
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"
