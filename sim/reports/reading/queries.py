"""Questions to DuckDB, which prints nothing."""

from collections.abc import Mapping, Sequence
from functools import cache

import duckdb
import pandas as pd


def query(sql: str, parameters: Mapping[str, object], **tables: Sequence[str]) -> pd.DataFrame:
    """The answer to ``sql`` over ``tables`` (the Parquet files of each, by the name it has there).

    ``$name`` is filled from ``parameters``.
    """
    with connect() as connection:
        for name, files in tables.items():
            connection.register(name, connection.read_parquet(list(files)))
        return connection.execute(sql, dict(parameters)).df()


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
