"""The `redact` command: its groups of commands, and how it ends."""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from redact.cli import (
    agreeing,
    auditing,
    counting,
    custody,
    failures,
    insiders,
    jurisdiction,
    ledger,
    policy,
    publishing,
    rows,
    scenarios,
    starting,
    taking_out,
)
from redact.errors import RedactError

app = typer.Typer(
    name="redact",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)


def _version(wanted: bool) -> None:
    if wanted:
        from redact import __version__

        sys.stdout.write(f"redact {__version__}\n")
        raise typer.Exit


@app.callback()
def redact(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and leave.")
    ] = False,
) -> None:
    """Turn police incident records into open data that does not cost a victim their safety.

    \b
    See it work on a made-up city:     redact demo
    Look at an export of your own:     redact profile incidents.csv -o card.yaml
                                       redact preview incidents.csv --card card.yaml -o plan
    Then open plan/report.html, answer what is open and write the release:
                                       redact review plan
                                       redact release plan

    Nothing is published by looking: only `release` writes, and only a plan that was previewed. Nothing ever
    leaves this machine.

    \b
    Exit codes: 0 done, 1 unexpected, 2 usage, 10 policy invalid, 11 data does not fit, 12 not agreed, 13 a worked
    example fails, 14 open items, 15 a gate failed, 16 something is missing, 17 budget exhausted, 18 plan is stale.
    """


starting.add_to(app)
rows.add_to(app)
auditing.add_to(app)
publishing.add_to(app)
agreeing.add_to(app)
taking_out.add_to(app)
counting.add_to(app)
insiders.add_to(app)
app.command()(custody.purge)
app.add_typer(policy.app, name="policy")
app.add_typer(jurisdiction.app, name="jurisdiction")
app.add_typer(ledger.app, name="ledger")
app.add_typer(scenarios.app, name="scenario")


def main(args: Sequence[str] | None = None) -> None:
    """Runs one command and leaves with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    failures.keep_libraries_quiet()
    try:
        app(args)
    except RedactError as error:
        code = failures.tell(error)
    except Exception as error:  # noqa: BLE001 - the one place where everything ends
        code = failures.tell_unexpected(error)
    else:
        code = 0
    sys.exit(code)
