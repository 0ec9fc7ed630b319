"""Connections to DuckDB that print nothing."""

from functools import cache

import duckdb


def connect() -> duckdb.DuckDBPyConnection:
    """A connection to a database in memory. Left to itself, DuckDB draws a bar on standard output when a
    query takes longer than two seconds: in the midst of what `--json` promises.
    """
    connection = _database().cursor()
    connection.execute("SET enable_progress_bar = false")
    return connection


@cache
def _database() -> duckdb.DuckDBPyConnection:
    """Empty, and left so: one for the process, since to make it takes as long as a query."""
    return duckdb.connect(config={"threads": 2})
