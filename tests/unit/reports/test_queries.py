"""No query writes to standard output: `--json` promises that nothing else is there."""

from pathlib import Path

import sim
from sim.reports.reading.queries import connect

SOURCES = Path(sim.__file__).parent


def test_a_connection_draws_no_bar():
    with connect() as connection:
        found = connection.execute("SELECT current_setting('enable_progress_bar')").fetchone()
    assert found == (False,)


def test_every_connection_is_such_a_one():
    """Files of official data are read through another, which switches the bar off itself."""
    texts = {path: path.read_text(encoding="utf-8") for path in SOURCES.rglob("*.py")}
    connecting = {path: text for path, text in texts.items() if "duckdb.connect(" in text}
    rooms = {path.relative_to(SOURCES).as_posix() for path in connecting}
    assert rooms == {"reports/reading/queries.py", "france/queries.py"}
    assert all("enable_progress_bar" in text for text in connecting.values())
