'''Attacks: programs that try to learn from a release what it is meant to hide. One module each.

An attack is one function, `guess(release, knows) -> Guesses`. This one asks "did she report me?": it looks how many
rows the release has of her block and day, and says how likely one of them is hers.

    from redact.risk.attacks import attack
    from redact.risk.lab import Guesses, Knows, Release, yes_no
    from redact.risk.lab.reading import read

    @attack("any_row_there")
    def guess(release: Release, knows: Knows) -> Guesses:
        """A row that fits her home and day, against as many as there usually are."""
        rows = read(release, knows.city)             # all tables one below the other: place, from, until, group
        fits = rows.fitting(knows.targets)           # pairs (target, cell): same place, overlapping time
        fits = fits[fits["offense_group"].isin(["persons", ""])]     # blurred rows do not tell it
        usual = rows.usual(fits)                     # rows that such a cell has in other periods
        surprise = fits["rows"] / (usual + 0.5)
        most = surprise.groupby(fits["target"]).max()
        score = most.reindex(range(len(knows)), fill_value=0).to_numpy()
        return yes_no(score / (score + 1))

A scenario names it (`attack: {name: any_row_there}`), says what `knows` holds, and the lab scores it:

    from redact.risk.lab.run import run_file                      # in a notebook
    print(run_file("any_row_there.yaml", cities=2, incidents=5_000).words)

What an attack may rely on: `release` is what the public has and `knows` what the scenario grants; neither leads to the
plan or the truth. Targets and controls are mixed and look alike. Claims are in the order of `knows.targets`. It runs on
50,000 incidents in seconds, draws no random numbers but from a seed of its own, and touches no file but those of
`release.files`.
'''

from __future__ import annotations

from redact.risk.attacks.registry import Attack, Guess, attack, attack_named, attacks, lent

__all__ = ["Attack", "Guess", "attack", "attack_named", "attacks", "lent"]
