"""Renders views to self-contained pages: no network, one style and one script, both hashed.

A page is whole without its script, which folds, sorts and moves and makes no content.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from grader.language import sentence, spoken
from grader.marks import Mark
from grader.records import RunRecord, SubmissionRecord
from grader.report.class_views import ClassView
from grader.report.pages import submission_view
from grader.report.views import caps_to_try
from grader.visible import clean_surrogates

MAX_PAGE_BYTES = 1_000_000


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
    css, script, page = asset("report.css"), asset("keys.js") + asset("student.js"), ""
    for caps in caps_to_try(bool(submission.notebooks)):
        view = submission_view(run, submission, mark, caps, home)
        policy = policy_for(css, script) + ("; img-src data:" if view.has_pictures else "")
        page = render(
            *("submission.html.j2", css, policy),
            view=view,
            script=Markup(script),
            fingerprint=fingerprint,
        )
        if len(page.encode("utf-8")) < MAX_PAGE_BYTES:
            break
    return page


def render_class(view: ClassView, fingerprint: str) -> str:
    """The page of a class."""
    css = asset("report.css") + asset("class.css")
    script = asset("keys.js") + asset("class.js")
    policy = policy_for(css, script)
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
    environment.globals["language"] = spoken
    return environment


@cache
def asset(name: str) -> str:
    """The text of a file beside the templates."""
    return files("grader.report").joinpath(f"templates/{name}").read_text("utf-8")


def policy_for(css: str, script: str = "") -> str:
    """The policy that allows this style, this script if there is one, and nothing else."""
    allowed = f"; script-src '{_digest(script)}'" if script else ""
    return (
        f"default-src 'none'; style-src '{_digest(css)}'{allowed}; "
        "base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    """As a policy names an inline style or script: https://www.w3.org/TR/CSP3/."""
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"
