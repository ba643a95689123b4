"""Commands about policies: check, schema; those of `signing`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from redact.cli import signing
from redact.cli.console import emit, out, say
from redact.cli.options import Json, policy_path

app = typer.Typer(no_args_is_help=True, help="Check a policy file, sign it, say who has signed.")


@app.command()
def check(
    policy: Annotated[str, typer.Argument(metavar="POLICY", help="A policy file, or a shipped one by name.")],
    examples: Annotated[
        bool, typer.Option("--examples/--no-examples", help="Rehearse the worked examples through the real pipeline.")
    ] = True,
    as_json: Json = False,
) -> None:
    """Check a policy and rehearse its worked examples.

    \b
    redact policy check baseline
    redact policy check my-policy.yaml --no-examples

    Mistakes are told with line and column (exit code 10), a wrong example with what it gave instead (13).
    """
    from redact.policy import load_policy

    path = policy_path(policy)
    loaded = load_policy(path)
    rehearsed = 0
    if examples:
        from redact.errors import Where
        from redact.plan.rehearse import check_examples

        rehearsed = len(check_examples(loaded, Where(path)))
    if as_json:
        emit({"policy": loaded.policy, "version": loaded.version, "digest": loaded.digest, "examples": rehearsed})
        return
    out(f"{loaded.policy}, version {loaded.version}: valid")
    if examples:
        out(f"{rehearsed} worked examples come out as promised")
    out(f"digest {loaded.digest}")


@app.command()
def schema(
    to: Annotated[Path | None, typer.Option("--out", "-o", help="Write it to a file instead.")] = None,
) -> None:
    """Print the JSON Schema of policy files, for editors.

    \b
    redact policy schema
    redact policy schema -o policy.schema.json
    """
    from redact.policy.schema import schema_text

    if to is None:
        out(schema_text().rstrip())
        return
    to.write_text(schema_text(), encoding="utf-8", newline="\n")
    say(f"written: {to}")


signing.add_to(app)
