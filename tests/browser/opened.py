"""A page in a browser, with all that it complained of and asked for."""

from pathlib import Path
from typing import Any


class Opened:
    """A page that was opened, with all that it complained of and asked for."""

    def __init__(self, browser: Any, file: Path, width: int) -> None:
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self.tab = browser.new_page(viewport={"width": width, "height": 844})
        self.tab.on("console", lambda message: self.complaints.append(message.text))
        self.tab.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.tab.on("request", lambda request: self.requests.append(request.url))
        self.tab.goto(file.as_uri())
        self.tab.wait_for_function("document.documentElement.dataset.drawn")

    def unfold(self) -> None:
        """Opens all that is folded, and waits until what was hidden is drawn."""
        self.tab.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        self.tab.wait_for_function(
            "() => Array.from(document.querySelectorAll('.plot')).every("
            "plot => !plot.clientWidth || plot.querySelector('svg.main-svg'))"
        )
