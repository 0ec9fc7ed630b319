"""Options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

Overrides = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[key=value]...",
        help="scenario=NAME and any setting to change, such as run.replications=5 or "
        "measures.settle.doctors=2",
        show_default=False,
    ),
]
ConfigDir = Annotated[
    Path | None,
    typer.Option(
        "--config-dir", metavar="FOLDER", help="your own scenarios/NAME.yaml and territory/NAME.yaml"
    ),
]
Force = Annotated[bool, typer.Option("--force", help="play again what has been played already")]
Json = Annotated[bool, typer.Option("--json", help="print JSON, and nothing else, on standard output")]
DryRun = Annotated[
    bool,
    typer.Option("--dry-run", help="only check, and say what would be played and how long it may take"),
]
Runs = Annotated[
    list[str],
    typer.Argument(metavar="RUN...", help="a run's id, its beginning, or its folder", show_default=False),
]
Outputs = Annotated[
    Path, typer.Option("--outputs", metavar="FOLDER", help="where the runs are; the page comes beside")
]
Period = Annotated[
    str | None,
    typer.Option(
        "--period",
        metavar="MONTHS",
        help="compare over these months alone, such as 2026 or 2026-01..2026-06",
    ),
]
Baseline = Annotated[
    str | None,
    typer.Option("--baseline", metavar="RUN", help="compare with this run; without it, with the first"),
]
Where = Annotated[Path, typer.Option("--outputs", metavar="FOLDER", help="where the runs are")]
Csv = Annotated[
    Path | None, typer.Option("--csv", metavar="FILE", help="also write the rows, for a spreadsheet")
]
