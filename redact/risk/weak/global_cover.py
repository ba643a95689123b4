"""Cover in the right number for the whole city, but not where the rows are that need it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from redact.risk.lab.cities import Case
from redact.risk.weak.making import TEXTS, ids, minute_text, sources, table_of, weakened


def global_cover(case: Case) -> Case:
    """Blurs what is to be hidden to beat and month, and as many other rows, drawn from all that there are.

    Over the whole city half of the blurred rows are cover. In a beat, a month and an offence group they are not.
    """
    rng = np.random.default_rng([case.number, 23])
    every = sources(case)
    events = pd.concat([rows[["event", "should"]] for rows in every.values()]).drop_duplicates("event")
    hidden = events[events["should"] != ""]["event"].to_numpy()
    others = events[events["should"] == ""]["event"].to_numpy()
    blurred = np.concatenate([hidden, rng.permutation(others)[: len(hidden)]])
    tables, record = {}, {}
    for table, rows in every.items():
        coarse = rows["event"].isin(blurred).to_numpy()
        time = minute_text(rows["occurred"])
        labels = case.city.units.label.to_pylist()
        keys = {key: at for at, key in enumerate(case.city.units.key.to_pylist()) if key}
        at = rows["beat"].map(keys)
        known = at.notna().to_numpy()
        unit = at.fillna(0).to_numpy().astype(np.int64)
        names = case.city.units.ids.to_pylist()
        home = case.city.find(rows["address"])
        block = np.where(home >= 0, case.city.public.homes.unit[np.maximum(home, 0)], -1)
        shown = np.where(coarse | (block < 0), np.where(known, unit, case.city.units.city), block)
        tables[table] = table_of(
            rows, id=ids(rows, case.number), offense_group=rows["group"].to_numpy(object),
            place=[labels[each] for each in shown], place_id=[names[each] for each in shown],
            place_precision=[case.city.units.ladder[case.city.units.level[each]] for each in shown],
            time=[text[:7] if blur else text[:10] for text, blur in zip(time, coarse, strict=True)],
            time_precision=np.where(coarse, "month", "day"),
            **{column: np.where(coarse, "", rows[column].to_numpy(object)) for column in TEXTS[table]},
        )  # fmt: skip
        record[table] = rows["record"].to_numpy(np.int64)
    return weakened(case, "global_cover", tables, record)
