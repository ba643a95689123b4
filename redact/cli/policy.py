"""Commands about policies: check, explain, compare, schema."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from redact.cli.console import emit, out, say
from redact.cli.options import Cards, Json, policy_path

app = typer.Typer(no_args_is_help=True, help="Check a policy file, explain it, compare two; print the schema.")


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
def explain(
    policy: Annotated[str, typer.Argument(metavar="POLICY", help="A policy file, or a shipped one by name.")],
    to: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="PAGE", help="Write the printable page to this file too.")
    ] = None,
    project: Annotated[
        Path | None, typer.Option("--project", help="A redact.yaml: shows its publisher and its own columns.")
    ] = None,
) -> None:
    """Explain a policy in plain words, to read, to argue about and to sign.

    \b
    redact policy explain baseline
    redact policy explain my-policy.yaml -o page.html --project redact.yaml

    The text goes to standard output; the page says the same. Its first sheet stands alone. All records in it are
    made up and have gone through the real program. Takes some seconds.
    """
    from redact.advice.as_page import as_page
    from redact.advice.as_text import as_text
    from redact.advice.explain import explain as explained_by
    from redact.policy import load_policy

    loaded = load_policy(policy_path(policy))
    known = None
    if project is not None:
        from redact.project import load_project

        known = load_project(project)
    explained = explained_by(loaded, project=known)
    if to is not None:
        to.write_text(as_page(explained), encoding="utf-8", newline="\n")
        say(f"written: {to}")
    out(as_text(explained))


@app.command()
def compare(
    old: Annotated[str, typer.Argument(metavar="OLD", help="The policy as it was agreed.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The policy as it would be.")],
    data: Annotated[
        list[Path], typer.Option("--data", metavar="FILE", help="Count the effect on these records too; repeat.")
    ] = [],  # noqa: B006 - Typer reads it, nobody changes it
    card: Cards = [],  # noqa: B006
    jurisdiction: Annotated[
        Path | None, typer.Option("--jurisdiction", "-j", metavar="FILE", help="With --data: the map layers' file.")
    ] = None,
    project: Annotated[
        Path | None, typer.Option("--project", metavar="FILE", help="Count the effect on a project's records.")
    ] = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DATE", help="With records: as if it were this day (YYYY-MM-DD).")
    ] = None,
    effect: Annotated[
        bool, typer.Option("--effect/--no-effect", help="Count what changes for records; without, only the rules.")
    ] = True,
    as_json: Json = False,
) -> None:
    """Say whether a policy protects more or less than another, rule by rule.

    \b
    redact policy compare agreed.yaml proposed.yaml
    redact policy compare agreed.yaml proposed.yaml --project redact.yaml
    redact policy compare baseline my-policy.yaml --no-effect --json

    The effect is counted on a small made-up city, and with --data or --project on your own records: how many would be
    shown more or less exactly, by class. Only counts are said. Ends in 0 whatever the verdict is.
    """
    from redact.cli.comparing import run

    run(old, new, data=data, cards=card, jurisdiction=jurisdiction, project=project, as_of=as_of,
        effect=effect, as_json=as_json)  # fmt: skip


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
