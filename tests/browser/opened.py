"""A page in a browser, with all that it complained of and asked for."""

from pathlib import Path
from typing import Any


class Opened:
    """A page that was opened, with all that it complained of and asked for."""

    def __init__(self, browser: Any, file: Path, width: int) -> None:
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self.tab = browser.new_page(viewport={"width": width, "height": 844})
        self.tab.set_default_timeout(120_000)  # milliseconds: a busy machine draws slowly
        self.tab.on("console", lambda message: self.complaints.append(message.text))
        self.tab.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.tab.on("request", lambda request: self.requests.append(request.url))
        self.tab.goto(file.as_uri())
        self.tab.wait_for_function("document.documentElement.dataset.drawn")

    def unfold(self) -> None:
        """Opens everything, and shows every figure that can be chosen, until all are drawn."""
        self.tab.evaluate(
            """() => {
                document.querySelectorAll('details').forEach(each => each.open = true);
                document.querySelectorAll('figure').forEach(each => each.hidden = false);
                window.dispatchEvent(new Event('resize'));
            }"""
        )
        self.tab.wait_for_function(
            "Array.from(document.querySelectorAll('.plot')).every(each => each.querySelector('svg.main-svg'))"
        )
