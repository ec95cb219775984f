"""Everything that the oracle can say of a settled arena: state, alerts, dead letters, what was learned, the samples."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from tests.chaos import oracle
from tests.chaos.arena import Arena
from tests.chaos.shooter import Acknowledged, Place
from tests.chaos.verdict import (
    CLEAN,
    Verdict,
    alerts_of_state,
    judge_count,
    judge_customers,
    judge_set,
    without_past_escalations,
)

#: What the dead letter of a wake-up names as its topic.
WAKEUPS = "wakeups"
Documents = Mapping[str, Mapping[str, Any]]


def judge(arena: Arena) -> Verdict:
    """The oracle's word on all of it."""
    names = {record.place: name_of(record) for record in arena.shooter.acknowledged}
    strange = {place: name for place, name in names.items() if arena.strangers(name)}
    left_out = strange.keys() | arena.removed
    acknowledged = [record for record in arena.shooter.acknowledged if record.place not in left_out]
    refused = oracle.refusals(acknowledged)
    expected = oracle.customers(acknowledged, refused)
    visits = oracle.visits(acknowledged, refused)
    documents = arena.documents()
    dead = {place for place in arena.said.dead_letters() if place.topic != WAKEUPS}
    causes = set(arena.said.causes("visit"))
    theirs = {cause for cause in causes if place_of(cause) in strange}
    verdict = (
        _log(arena)
        + judge_customers(expected, {name: one for name, one in documents.items() if not arena.strangers(name)})
        + judge_set("dead letter", refused, dead - strange.keys())
        + judge_set("example", visits, causes - theirs)
        + judge_count("visits learned", len(visits | theirs), arena.learned("visit", "visits"))
        + _strange(strange, dead, documents)
        + _bad_words(arena, expected)
        + Verdict(0, 0, tuple(arena.sampler.violations))
    )
    if arena.store_went_back:
        return verdict
    return verdict + _announced(arena, documents) + _labels(arena) + _versions(arena, documents)


def name_of(record: Acknowledged) -> str:
    """Whose record it is, as its key has it."""
    return (record.key or b"").decode(errors="replace")


def place_of(cause: str) -> Place:
    """Where the record is that an example came of."""
    lane, topic, offset, _ = cause.split("|")
    return Place(topic, int(lane), int(offset))


def _strange(strange: Mapping[Place, str], dead: set[Place], documents: Documents) -> Verdict:
    """Of each stranger as many records as were sent are applied or in the dead letters."""
    sent = Counter(strange.values())
    refused = Counter(name for place, name in strange.items() if place in dead)
    channels = {name: documents[name]["profile"]["channels"] for name in sent if name in documents}
    #  Noise has one record for each name, and may have lost its channel.
    applied = Counter({name: sum(counts.values()) or 1 for name, counts in channels.items()})
    verdicts = (judge_count(f"records of {name}", sent[name], refused[name] + applied[name]) for name in sent)
    return sum(verdicts, start=CLEAN)


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
    ids = (one for one in arena.said.alert_ids() if "|detractor|" in one)
    said = {one for one in ids if not arena.strangers(one.split("|")[0])}
    return judge_set("alert", oracle.detractor_alerts(expected), said)


def _announced(arena: Arena, documents: Documents) -> Verdict:
    """All alerts, of whatever kind: what was announced is in the state, and the other way round."""
    announced = without_past_escalations(arena.said.alert_ids(), documents)
    return judge_set("announced alert", alerts_of_state(documents), announced)


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
