"""Measures, tells this run against the last, keeps it: what `premier-recours bench` calls.

python -m benchmarks [--short | --full] [--json]    measures, keeps the run, writes docs/benchmarks.md
python -m benchmarks --check                        fails if a kernel has become slower; keeps nothing
python -m benchmarks --page                         writes docs/benchmarks.md from the history again
"""

import argparse
import json
import os
import sys
from collections.abc import Collection, Mapping

from benchmarks import history, page, plots, regression, shown
from benchmarks.figures import GUARDED, Form
from benchmarks.suite import measure


def check() -> int:
    """Whether a kernel has become slower than its last run in the history."""
    kept = history.read()
    if not any(name in line.figures for line in kept for name in GUARDED):
        print("the history holds no run to compare with", file=sys.stderr)
        return 1

    def guarded(names: Collection[str] | None) -> Mapping[str, history.Value]:
        found = measure(Form.SHORT, names if names is not None else GUARDED)
        if found.failed:
            raise SystemExit("a benchmark does not hold what it checks; the lines above say which")
        return {name: found.figures[name] for name in GUARDED if name in found.figures}

    worse = regression.regressions(kept, guarded, history.cpu())
    for each in worse:
        print(f"slower {regression.TIMES} times in a row: {each}")
    if not worse:
        print(f"no kernel is over {regression.MOST:.0%} slower than in the last {regression.RUNS} runs kept")
    return 1 if worse else 0


def run(form: Form, as_json: bool) -> int:
    """Measures, keeps, shows."""
    load = round(os.getloadavg()[0], 1)
    found = measure(form)
    if found.failed:
        print("a benchmark does not hold what it checks; this run is not kept", file=sys.stderr)
    line = history.made_here(form.name.lower(), load, found.figures, found.sizes)
    kept = [*history.read(), line]
    if not found.failed:
        history.append(line)
        write_page(kept)
    if as_json:
        print(json.dumps(shown.as_json(kept), ensure_ascii=False, indent=2))
    else:
        shown.print_table(kept)
    return 1 if found.failed else 0


def write_page(kept: list[history.Line]) -> None:
    page.write(kept)
    plots.write(kept)


def main() -> int:
    parser = argparse.ArgumentParser(prog="benchmarks")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--short", action="store_true")
    which.add_argument("--full", action="store_true")
    which.add_argument("--check", action="store_true")
    which.add_argument("--page", action="store_true")
    parser.add_argument("--json", action="store_true", dest="as_json")
    options = parser.parse_args()
    if options.check:
        return check()
    if options.page:
        write_page(history.read())
        return 0
    return run(Form.SHORT if options.short else Form.FULL if options.full else Form.USUAL, options.as_json)


if __name__ == "__main__":
    sys.exit(main())
