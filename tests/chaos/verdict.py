"""The oracle's word against what harken has: what was lost, what was doubled, and what else differs."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from math import isclose
from typing import Any, NamedTuple

from tests.chaos.oracle import Customer

Document = Mapping[str, Any]
SHOWN = 12


class Verdict(NamedTuple):
    """Events (or alerts, examples, dead letters) lost and doubled, and every difference in words."""

    lost: int
    doubled: int
    differences: tuple[str, ...]

    def __add__(self, other: object) -> "Verdict":
        """Both together."""
        assert isinstance(other, Verdict)
        return Verdict(self.lost + other.lost, self.doubled + other.doubled, (*self.differences, *other.differences))

    @property
    def clean(self) -> bool:
        """Whether nothing differs at all."""
        return not (self.lost or self.doubled or self.differences)

    def words(self) -> str:
        """For a failing test."""
        more = len(self.differences) - SHOWN
        shown = "\n  ".join(self.differences[:SHOWN])
        return f"{self.lost} lost, {self.doubled} doubled\n  {shown}" + (f"\n  and {more} more" if more > 0 else "")


CLEAN = Verdict(0, 0, ())


def judge_customers(expected: Mapping[str, Customer], found: Mapping[str, Document]) -> Verdict:
    """Every customer's document, field by field; each event is in one channel's count, so these say how many."""
    lost = doubled = 0
    differences: list[str] = []
    for name in sorted(expected.keys() | found.keys()):
        wanted = expected[name].facts() if name in expected else {"channels": {}}
        has = facts_of(found[name]) if name in found else {"channels": {}}
        channels = Counter(has["channels"])
        channels.subtract(wanted["channels"])
        lost -= sum(count for count in channels.values() if count < 0)
        doubled += sum(count for count in channels.values() if count > 0)
        differences += [
            f"{name}: {field} is {has.get(field)!r}, must be {wanted.get(field)!r}"
            for field in sorted(wanted.keys() | has.keys())
            if wanted.get(field) != has.get(field)
        ]
        if name in expected and name in found:
            differences += _satisfaction(name, expected[name], found[name])
    return Verdict(lost, doubled, tuple(differences))


def judge_set(what: str, expected: Iterable[object], found: Iterable[object]) -> Verdict:
    """Two sets that must be one: what is missing is lost, what is too much is doubled."""
    wanted, has = set(expected), set(found)
    missing, extra = wanted - has, has - wanted
    words = [f"{what} missing: {one}" for one in sorted(missing, key=str)]
    words += [f"{what} too much: {one}" for one in sorted(extra, key=str)]
    return Verdict(len(missing), len(extra), tuple(words))


def judge_count(what: str, expected: int, found: int) -> Verdict:
    """Two numbers that must be one."""
    if expected == found:
        return CLEAN
    return Verdict(max(expected - found, 0), max(found - expected, 0), (f"{what}: {found}, must be {expected}",))


def facts_of(document: Document) -> dict[str, Any]:
    """The fields of a document that the oracle knows."""
    activity, profile, value, state = (document[part] for part in ("activity", "profile", "value", "state"))
    return {
        **{name: activity[name] for name in ("clicks", "orders", "refunds", "cancels", "feedback", "gaps")},
        **{name: activity[name] for name in ("first_order_ms", "last_order_ms", "mean_gap_s")},
        **{name: profile[name] for name in ("first_seen_ms", "last_seen_ms", "channels")},
        **{name: value[name] for name in ("spent_minor", "returned_minor", "net_minor")},
        "bought": tuple(state.get("bought", ())),
        "detractor": document["alerts"].get("detractor", {"episode": 0})["episode"],
    }


def alerts_of_state(found: Mapping[str, Document]) -> frozenset[str]:
    """Ids of all alerts that the documents say were announced; of escalations only those of what is raised still.

    Episodes count what was announced: one that is raised and withheld has not begun, and the last one is over.
    """
    return frozenset(
        f"{name}|{kind}|{episode}|{said}"
        for name, document in found.items()
        for kind, state in document["alerts"].items()
        for episode in range(1, state["episode"] + 1)
        for said in ("raised", "resolved")
        if said == "raised" or episode < state["episode"] or not _is_open(state)
    ) | {f"{name}|{kind}|{state['episode']}|escalated" for name, kind, state in _raised(found) if _is_escalated(state)}


def without_past_escalations(ids: Iterable[str], found: Mapping[str, Document]) -> frozenset[str]:
    """Alert ids, but for escalations of episodes that are over: whether there was one their state has forgotten."""
    now = {f"{name}|{kind}|{state['episode']}" for name, kind, state in _raised(found)}
    return frozenset(one for one in ids if not one.endswith("|escalated") or one.removesuffix("|escalated") in now)


def _raised(found: Mapping[str, Document]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for name, document in found.items():
        for kind, state in document["alerts"].items():
            if _is_open(state):
                yield name, kind, state


def _is_open(state: Mapping[str, Any]) -> bool:
    """Whether something was announced that is not resolved."""
    return state["status"] not in ("ok", "pending") and state.get("withheld") is None


def _is_escalated(state: Mapping[str, Any]) -> bool:
    said = state.get("said")
    return said is not None and said["transition"] == "escalated"


def _satisfaction(name: str, expected: Customer, found: Document) -> list[str]:
    has = found.get("satisfaction")
    wanted = expected.satisfaction(has["at_ms"] if has else 0)
    if has is None or wanted is None:
        return [] if has is wanted else [f"{name}: satisfaction is {has}, must be {wanted}"]
    if isclose(has["score"], wanted[0], rel_tol=1e-6) and isclose(has["weight"], wanted[1], rel_tol=1e-6):
        return []
    return [f"{name}: satisfaction is {has['score']} of {has['weight']}, must be {wanted[0]} of {wanted[1]}"]
