"""Whether what a contender said is right: every count of every customer, from one up, at least once."""

from collections import Counter
from collections.abc import Iterable, Mapping

import orjson


def faults(expected: Mapping[str, int], said: Iterable[bytes]) -> str:
    """What is wrong with it, in words; nothing where all is right.

    Parameters
    ----------
    expected : events by customer.
    said : values of the messages, JSON. At-least-once delivery may say one twice, and may leave none out.
    """
    messages = 0
    counts: dict[str, set[int]] = {}
    for value in said:
        message = orjson.loads(value)
        counts.setdefault(message["customer"], set()).add(message["count"])
        messages += 1
    total = sum(expected.values())
    if messages < total:
        return f"{messages:,} messages of {total:,}"
    if strangers := counts.keys() - expected.keys():
        return f"{len(strangers):,} customers of whom there is no event"
    wrong = [c for c, number in expected.items() if counts.get(c, set()) != set(range(1, number + 1))]
    if wrong:
        return f"counts of {len(wrong):,} of {len(expected):,} customers are wrong, {wrong[0]} is one"
    return ""


def counted(customers: Iterable[str]) -> Mapping[str, int]:
    """Events by customer."""
    return Counter(customers)
