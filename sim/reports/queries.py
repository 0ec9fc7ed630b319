"""Connections to DuckDB that print nothing."""

import duckdb


def connect() -> duckdb.DuckDBPyConnection:
    """A database in memory. Left to itself, DuckDB draws a bar on standard output when a query takes longer
    than two seconds: in the midst of what `--json` promises.
    """
    connection = duckdb.connect()
    connection.execute("SET enable_progress_bar = false")
    return connection
