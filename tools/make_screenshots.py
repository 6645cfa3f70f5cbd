"""Makes the pictures of docs/images/ from a report of examples/class.

    grader grade examples/class --out reports
    python tools/make_screenshots.py reports

Needs Debian's chromium and what the tests need (playwright). Nothing is drawn by hand.
`--out` names another folder than docs/images.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

PAGE = "submissions/dmitri_volkov.html"
IN_VIEW = "document.getElementById('{id}').scrollIntoView({{block: 'start'}})"
AT_THE_PLOT = (
    "document.querySelector('#\\\\30 8_gradient_descent .plot').closest('.findings')"
    ".scrollIntoView({block: 'start'})"
)
PICTURES = (
    # name, page, width, height, colour scheme, what is done before
    ("student", PAGE, 1200, 820, "light", ""),
    ("student-step", f"{PAGE}#08_gradient_descent", 1200, 820, "light", ""),
    ("student-curve", f"{PAGE}#08_gradient_descent", 1200, 820, "dark", AT_THE_PLOT),
    ("student-phone", PAGE, 390, 820, "light", ""),
    ("class", "index.html", 1200, 820, "light", ""),
    ("class-table", "index.html", 1280, 820, "light", IN_VIEW.format(id="students")),
)


def main() -> int:
    """Write every picture; 2 without a browser or a report."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("reports", type=Path)
    folder = Path(__file__).parents[1] / "docs" / "images"
    parser.add_argument("--out", type=Path, default=folder)
    options = parser.parse_args()
    browser_path = shutil.which("chromium") or shutil.which("chromium-browser")
    if browser_path is None or not (options.reports / PAGE).is_file():
        print(f"It needs chromium, and {options.reports / PAGE}.", file=sys.stderr)
        return 2
    options.out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=browser_path, args=["--no-sandbox", "--disable-gpu"]
        )
        for name, address, width, height, scheme, script in PICTURES:
            size = {"width": width, "height": height}
            page = browser.new_page(viewport=size, color_scheme=scheme)
            page.goto(f"file://{options.reports.resolve()}/{address}")
            if script:
                page.evaluate(script)
            page.screenshot(path=options.out / f"{name}.png")
            page.close()
        browser.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
