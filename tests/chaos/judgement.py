"""Everything that the oracle can say of a settled arena: state, alerts, dead letters, what was learned, the samples."""

from collections.abc import Mapping
from typing import Any

from tests.chaos import oracle
from tests.chaos.arena import Arena
from tests.chaos.shooter import Place
from tests.chaos.verdict import (
    CLEAN,
    Verdict,
    alerts_of_state,
    judge_count,
    judge_customers,
    judge_set,
)

Documents = Mapping[str, Mapping[str, Any]]


def judge(arena: Arena) -> Verdict:
    """The oracle's word on all of it."""
    acknowledged = arena.shooter.acknowledged
    refused = oracle.refusals(acknowledged)
    expected = oracle.customers(acknowledged, refused)
    visits = oracle.visits(acknowledged, refused)
    documents = arena.documents()
    verdict = (
        _log(arena)
        + judge_customers(expected, documents)
        + judge_set("dead letter", refused, arena.said.dead_letters())
        + judge_set("example", visits, arena.said.causes("visit"))
        + judge_count("visits learned", len(visits), arena.learned("visit", "visits"))
        + _bad_words(arena, expected)
        + Verdict(0, 0, tuple(arena.sampler.violations))
    )
    if arena.store_went_back:
        return verdict
    return verdict + _announced(arena, documents) + _labels(arena) + _versions(arena, documents)


def _log(arena: Arena) -> Verdict:
    """What was acknowledged is all that the log holds, and the ledger stands at its end."""
    acknowledged = {record.place for record in arena.shooter.acknowledged}
    ends: dict[tuple[str, int], int] = {}
    for topic, lane, offset in acknowledged:
        ends[topic, lane] = max(ends.get((topic, lane), 0), offset + 1)
    log = {Place(topic, lane, offset) for (topic, lane), end in ends.items() for offset in range(end)}
    applied = arena.applied()
    short = [f"{at}: applied to {applied.get(at, 0)} of {end}" for at, end in ends.items() if applied.get(at, 0) != end]
    return judge_set("acknowledgement", log, acknowledged) + Verdict(len(short), 0, tuple(short))


def _bad_words(arena: Arena, expected: Mapping[str, oracle.Customer]) -> Verdict:
    """The alerts of which no model has a say."""
    said = {one for one in arena.said.alert_ids() if "|detractor|" in one}
    return judge_set("alert", oracle.detractor_alerts(expected), said)


def _announced(arena: Arena, documents: Documents) -> Verdict:
    """All alerts, of whatever kind: what was announced is in the state, and the other way round."""
    return judge_set("announced alert", alerts_of_state(documents), arena.said.alert_ids())


def _labels(arena: Arena) -> Verdict:
    """Every label that was said was learned once."""
    learned = arena.learned("churn", "labels") + arena.learned("churn", "left_out")
    return judge_count("labels learned", len(set(arena.said.causes("churn"))), learned)


def _versions(arena: Arena, documents: Documents) -> Verdict:
    """Nobody has said a document of a higher version than the ledger's: who keeps the highest is never misled."""
    ahead = [
        f"{name}: version {said['version']} was said"
        for name, said in arena.said.documents().items()
        if name not in documents or said["version"] > documents[name]["version"]
    ]
    return Verdict(0, len(ahead), tuple(ahead)) if ahead else CLEAN
