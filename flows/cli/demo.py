"""Run the pipeline on the bundled sample: a miniature CMS site served on this machine."""

import os
import sys
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import typer

from flows.cli.output import EXIT_NO, AsJson, console, print_json

DAY = datetime(2026, 2, 1)
PAGE = "http://127.0.0.1:8000/codes/20957?on=2026-02-01"


def register(app: typer.Typer) -> None:
    app.command()(demo)


def demo(as_json: AsJson = False) -> None:
    """Fetch, conform, build and publish the bundled sample, then show 20957. Needs no network.

    The sample has CMS's layouts and real figures for a few hundred codes, and no AMA text.

    [bold]Example[/bold]

    CMSFEES_HOME=/tmp/cmsfees-demo cmsfees demo
    """
    from flows.cli.pricing import show
    from flows.cli.progress_bar import shown
    from flows.cli.reporting import print_report
    from flows.orchestration.run_local import run_deployed_locally
    from sources.sample.serve import serve_sample
    from sources.sample.write import SAMPLE_SERIES, write_site

    with TemporaryDirectory() as folder, serve_sample(write_site(Path(folder))) as url, shown():
        os.environ |= {"CMSFEES_SITE": url, "CMSFEES_SPACING": "0", "CMSFEES_ACCEPT_AMA_LICENSE": "true"}
        report = run_deployed_locally("backfill", {"series": SAMPLE_SERIES})
    if as_json:
        print_json(report.as_json())
    else:
        print_report(console(), report)
    if not report.is_good:
        raise typer.Exit(EXIT_NO)
    if as_json:
        return
    show(["20957"], DAY)
    console().print(
        "This is the bundled sample: CMS's figures for a few hundred codes, in zips that are not CMS's."
    )
    console().print(f"To open its page at {PAGE}:\n  {serving(sys.argv[0])}", soft_wrap=True)


def serving(command: str) -> str:
    """Return the command that serves this data root."""
    home = os.environ.get("CMSFEES_HOME")
    return " ".join(filter(None, (home and f"CMSFEES_HOME={home}", command, "serve")))
