"""From vitals to two answers: is it alive (if not: kill it), is it ready (if not: do not count on it)."""

from typing import NamedTuple

from harken.health.vitals import Vitals


class Answer(NamedTuple):
    """Well or not, and what was found of each thing that was looked at."""

    well: bool
    found: dict[str, str]


def judge_live(vitals: Vitals) -> Answer:
    """Alive while the event loop comes round and no lane hangs. A busy one, or one that waits for a store, is alive."""
    silent_s, hung = vitals.silent_s(), vitals.hung()
    loop = "comes round" if silent_s <= vitals.hung_s else f"hung: silent for {silent_s:.0f} s"
    lanes = "; ".join(f"lane {n} hung: {stage}" for n, stage in sorted(hung.items())) or "none hung"
    return Answer(silent_s <= vitals.hung_s and not hung, {"loop": loop, "lanes": lanes})


def judge_ready(vitals: Vitals) -> Answer:
    """Ready when alive, broker and store answer, and every lane it was given runs; with none it is a spare.

    A lane that runs has taken up the models: that is part of taking it.
    """
    live = judge_live(vitals)
    found = dict(live.found)
    lanes, waiting = vitals.lanes(), vitals.not_running()
    if lanes is None:
        found["group"] = "not joined yet"
    elif waiting:
        found["lanes"] = "; ".join(f"lane {n} {why}" for n, why in sorted(waiting.items()))
    elif live.well:
        found["lanes"] = f"{len(lanes)} running, models loaded" if lanes else "none assigned: a spare"
    unreachable = vitals.unreachable
    for name in ("broker", "store"):
        found[name] = unreachable.get(name, "answers")
    return Answer(live.well and lanes is not None and not waiting and not unreachable, found)
