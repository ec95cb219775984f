"""Rules as lines for a terminal: what a ruling says of each kind, and which lanes go by which."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from harken.applied import decode_applied
from harken.glance import LaneGlance
from harken.rules.budgets import budget_of
from harken.rules.off import Off
from harken.rules.rule import Rule
from harken.rules.ruling import Ruling, settled


def ruling_lines(ruling: Ruling) -> Iterator[str]:
    """One line for each kind, and the cap, separated by tabs."""
    for rule in ruling.rules:
        yield f"{rule.kind}\t{_state(rule)}"
    hourly = ruling.cap.all_per_hour
    over_all = "" if hourly is None else f"; {hourly:,} an hour over all customers"
    yield f"cap\t{ruling.cap.most} in {ruling.cap.within_s / 86_400:g} d{over_all}"
    if ruling.quiet is not None:
        yield f"quiet\t{ruling.quiet.begin:%H:%M} to {ruling.quiet.end:%H:%M} in {ruling.quiet.zone}"
    showing = ruling.showing
    for name, blocked in (("items", showing.blocked_items), ("categories", showing.blocked_categories)):
        if blocked:
            yield f"recommendations\tnever {name} {', '.join(sorted(blocked))}"
    if showing.most_of_a_category:
        yield f"recommendations\tat most {showing.most_of_a_category} of a category before all others"
    for segment in ruling.segments:
        yield f"segment {segment.name}\t{' '.join(segment.expression.text.split())}"


def lanes_lines(lanes: Sequence[LaneGlance]) -> Iterator[str]:
    """Which lanes go by which rules: a paragraph for each that a command brought, a line for lanes without one."""
    by_rules: dict[bytes, list[int]] = {}
    for lane in lanes:
        by_rules.setdefault(lane.rules, []).append(lane.lane)
    for rules, members in by_rules.items():
        applied, who = decode_applied(rules), f"lanes {spans(members)}"
        if applied is None:
            yield f"{who}\tnothing applied: as the file has it with which their worker started (HARKEN_RULES)"
            continue
        at = datetime.fromtimestamp(applied.at_ms / 1000, UTC).isoformat(timespec="seconds").removesuffix("+00:00")
        ruling, faults = settled(applied.settings)
        yield f"{who}\tapplied at {at}Z ({applied.id})"
        yield from (f"{who}\tpassed over: {fault}" for fault in faults)
        yield from ruling_lines(ruling)


def spans(numbers: Sequence[int]) -> str:
    """Rising numbers as `0-3, 5`."""
    found: list[list[int]] = []
    for number in numbers:
        if found and number == found[-1][1] + 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return ", ".join(f"{first}" if first == last else f"{first}-{last}" for first, last in found)


def _state(rule: Rule) -> str:
    if isinstance(rule, Off):
        return "off"
    if rule.expires_s is not None:
        return f"over by itself after {rule.expires_s / 86_400:g} d"
    levels = f"raised at {rule.limits.raise_at:g}, cleared below {rule.limits.clear_below:g}"
    if share := budget_of(rule):
        levels = f"{levels}, until it is known at which level {share:.1%} of the customers a week are"
    some, of = rule.limits.raise_of
    return levels if of == 1 else f"{levels}; raised by {some} of the last {of} evaluations"
