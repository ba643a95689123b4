"""Commands about policies: check, explain, compare, schema; those of `signing`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from redact.cli import signing
from redact.cli.console import emit, out, say
from redact.cli.options import Cards, Json, card_path, policy_path

app = typer.Typer(
    no_args_is_help=True,
    help="Check a policy file, explain it to people, compare two, sign it, say who has signed.",
)


@app.command()
def check(
    policy: Annotated[str, typer.Argument(metavar="POLICY", help="A policy file, or a shipped one by name.")],
    examples: Annotated[
        bool, typer.Option("--examples/--no-examples", help="Rehearse the worked examples through the real pipeline.")
    ] = True,
    against: Annotated[
        list[Path] | None,
        typer.Option("--against", metavar="DATA", help="Refuse examples that share long text with a record of these."),
    ] = None,
    card: Cards = [],  # noqa: B006 - Typer reads it, nobody changes it
    as_json: Json = False,
) -> None:
    """Check a policy and rehearse its worked examples.

    \b
    redact policy check baseline
    redact policy check my-policy.yaml --no-examples
    redact policy check my-policy.yaml --against incidents.csv --card card.yaml

    Mistakes are told with line and column (exit code 10), as is an example that was taken from a real record; a wrong
    example with what it gave instead (13). Also says what no example shows.
    """
    from redact.cli import examining
    from redact.errors import UsageError, Where
    from redact.policy import load_policy

    if card and not against:
        raise UsageError("--card goes with --against", fix="Name the data: --against incidents.csv")
    path = policy_path(policy)
    loaded = load_policy(path)
    if against:
        examining.demand_made_up(loaded, path, against, [card_path(name) for name in card])
    result: dict[str, Any] = {"policy": loaded.policy, "version": loaded.version, "digest": loaded.digest}
    result["examples"] = 0
    left = None
    if examples:
        from redact.plan.examples import uncovered
        from redact.plan.rehearse import check_examples

        rehearsed = check_examples(loaded, Where(path))
        left = uncovered(loaded, rehearsed)
        result |= {"examples": len(rehearsed), "uncovered": asdict(left)}
    if as_json:
        emit(result)
        return
    out(f"{loaded.policy}, version {loaded.version}: valid")
    if left is not None:
        out(f"{result['examples']} worked examples come out as promised")
        for line in examining.uncovered_lines(left):
            out(line)
    if against:
        out("No example shares long text with a record.")
    out(f"digest {loaded.digest}")


@app.command()
def explain(
    policy: Annotated[
        str | None,
        typer.Argument(metavar="POLICY", help="A policy file, or a shipped one by name; default the project's own."),
    ] = None,
    to: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="PAGE", help="Write the printable page to this file too.")
    ] = None,
    project: Annotated[
        Path | None,
        typer.Option("--project", metavar="FILE", help="A redact.yaml: shows its columns, and who has signed."),
    ] = None,
) -> None:
    """Explain a policy in plain words, to read, to argue about and to sign.

    \b
    redact policy explain baseline
    redact policy explain --project redact.yaml -o page.html
    redact policy explain proposed.yaml --project redact.yaml

    The text goes to standard output; the page says the same. Its first sheet stands alone. All records in it are
    made up and have gone through the real program, which takes about five seconds. With a project it also says who
    has signed this policy there, and what changed since the last one that was signed.
    """
    from redact.advice.as_page import as_page
    from redact.advice.as_text import as_text
    from redact.cli.explaining import explained_by

    explained = explained_by(policy, project)
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


signing.add_to(app)
