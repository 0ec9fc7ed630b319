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
    connecting = [p.name for p in SOURCES.rglob("*.py") if "duckdb.connect(" in p.read_text(encoding="utf-8")]
    assert connecting == ["queries.py"]
