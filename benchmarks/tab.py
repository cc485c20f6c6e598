"""A tab of a real browser that notes when it shows a mark: as text of its page, or as what its style sheets say."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from playwright.sync_api import Page, sync_playwright

from servers import LONGEST, PORT

SIZE: Final = {"width": 1280, "height": 800}
PROGRAMS: Final = ("chromium", "chromium-browser", "google-chrome")
# Looked at before every frame; what is noted outlives a page that is loaded anew.
NOTES: Final = """
(() => {
  const shows = (mark) =>
    document.body?.textContent.includes(mark) ||
    getComputedStyle(document.documentElement).getPropertyValue("--mark").trim() === mark;
  const look = () => {
    const mark = sessionStorage.wanted;
    if (mark && document.documentElement && shows(mark)) {
      sessionStorage.seen = Date.now();
      sessionStorage.removeItem("wanted");
    }
    requestAnimationFrame(look);
  };
  look();
})();
"""


@dataclass(frozen=True, slots=True)
class Tab:
    """A page that somebody has before them."""

    page: Page

    def until_shown(self, mark: str, save: Callable[[], object]) -> float:
        """How many seconds after the moment of saving the mark was shown."""
        self.page.evaluate("mark => { sessionStorage.removeItem('seen'); sessionStorage.wanted = mark; }", mark)
        saved = time.time()
        save()
        seen = self.page.wait_for_function("() => sessionStorage.seen", polling=50, timeout=LONGEST * 1000)
        return float(seen.json_value()) / 1000 - saved


@contextmanager
def tab(path: str) -> Iterator[Tab]:
    """A tab that shows a page of the preview that is served."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": SIZE["width"], "height": SIZE["height"]})
        page.add_init_script(NOTES)
        page.goto(f"http://127.0.0.1:{PORT}{path}")
        page.wait_for_load_state("load")
        yield Tab(page)
        browser.close()
