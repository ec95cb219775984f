"""The mind of the agent `activity`: the fold from a lane's batch to an outcome.

Pure and synchronous: no engine, no clock, nothing sent. Phase one walks entries and wake-ups in their order and updates
customers (`harken.fold.walk`); two scores all moments of decision at once (`harken.fold.tables`) and three walks those
(`harken.fold.judge`; alerts: `harken.fold.voice`); then what is to be shown next is ranked, once for each customer. How
entries are cut into batches changes nothing but which of several states of a customer in a row is published.
"""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import cast

import msgspec
from msgspec import UNSET

from harken.alerting.hourly import HOUR_S, Hourly
from harken.applied import decode_applied, encode_applied
from harken.batch import Batch, Entry, Outcome
from harken.customer import Customer, State
from harken.document import CustomerDocument, Recommendation
from harken.events import Click, Purchase
from harken.example import RaiseExample
from harken.fold.config import ActivityConfig
from harken.fold.habits import shared_habits
from harken.fold.inflows import Inflows
from harken.fold.items import share_names, shared
from harken.fold.judge import Judge
from harken.fold.lists import serve
from harken.fold.news import Shown, is_news_of_items
from harken.fold.notes import Notes
from harken.fold.outcomes import Outcomes
from harken.fold.tables import tables_of
from harken.fold.tastes import taste
from harken.fold.trials import follow_clicks
from harken.fold.walk import walk
from harken.inflow import Inflow
from harken.recommend.bars import EVERYTHING, Showing
from harken.recommend.rank import RANKED_FROM, Taste
from harken.recommend.show import show
from harken.rules import STANDARD
from harken.rules.budgets import levelled
from harken.rules.rule import Rule
from harken.rules.ruling import Ruling, settled
from harken.shelf import Shelf

__all__ = ["Activity", "ActivityConfig"]

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Customer)
_inflows = msgspec.json.Decoder(dict[str, Inflow])
_shown = msgspec.json.Decoder(list[Shown])
_recommendations = msgspec.json.Decoder(tuple[Recommendation, ...])
_PUBLIC = CustomerDocument.__struct_fields__
#: Where the fold's own part begins in an encoded customer. It is the last field and its first field is never left out;
#: inside a string the quotes would be escaped, and nothing else has a field of that name that begins so.
_STATE = b',"state":{"landmark_s":'
#: How the marker of who was erased ends; the state of everybody else has at least the id of an event.
_ERASED = b',"state":' + _encoder.encode(State(0.0)) + b"}"


#: A customer whose taste changed, in the notes of which batch, and when (epoch seconds).
_Changed = tuple[Notes, Customer, float]


class Activity:
    """The fold.

    Parameters
    ----------
    config : its numbers.
    rules : the alert rules, in the order in which they are asked, until a command brings others into a lane.
    """

    def __init__(self, config: ActivityConfig, rules: Sequence[Rule] = STANDARD) -> None:
        self.config = config
        self.rules = tuple(rules)
        self._buffer = bytearray()

    # -- what a batch needs --------------------------------------------------------------------------------

    def customers_needed(self, entries: Iterable[Entry]) -> set[str]:
        """Ids of the customers of these entries."""
        ids = {entry.event.customer_id for entry in entries if entry.event is not None}
        ids.discard(None)  # a tick's
        return cast(set[str], ids)

    def items_needed(self, entries: Sequence[Entry], customers: Iterable[Customer]) -> tuple[set[str], set[str]]:
        """Items whose neighbours ranking will read, and categories whose popular items it will.

        Parameters
        ----------
        customers : those of the entries and wake-ups that exist.
        """
        items: set[str | None] = set()
        categories: set[str | None] = set()
        for entry in entries:
            event = entry.event
            if type(event) is Click:
                items.add(event.item_id)
                categories.add(event.category)
            elif type(event) is Purchase:
                lines = event.items
                if len(lines) > RANKED_FROM:
                    #  Distinct ones: the last five items of a customer may reach further back than five lines.
                    items.update(list(dict.fromkeys([line.item_id for line in reversed(lines)]))[:RANKED_FROM])
                else:
                    items.update([line.item_id for line in lines])
                categories.update([line.category for line in lines])
        for customer in customers:
            items.update(customer.state.recent[:RANKED_FROM])
            categories.update(customer.state.categories)
        items.discard(None)
        categories -= {None, ""}
        return cast(set[str], items), cast(set[str], categories)

    def own_items(self, entries: Sequence[Entry], customers: Iterable[Customer]) -> set[str]:
        """Items of the customers' own that may be shown beside those: what the shop says of them must be known too."""
        items = {item for customer in customers if (own := customer.state.staples) is not None for item in own.items}
        for entry in entries:
            if type(entry.event) is Purchase:
                items.update([line.item_id for line in entry.event.items])
        return items

    def wakes_until_s(self, inflow: Mapping[str, Inflow], entries: Sequence[Entry], until_s: float) -> float:
        """Up to which event time the fold will run wake-ups in a batch of these entries, `until_s` at most."""
        flows = Inflows(inflow, self.config.patience)
        before_s = flows.wakes_until_s()
        if before_s >= until_s:
            return until_s  # it only grows
        flows.learn(entries, len(entries))
        return min(until_s, max(before_s, flows.wakes_until_s()))

    # -- the fold ------------------------------------------------------------------------------------------

    def fold(self, batch: Batch) -> Outcome:
        """Apply a batch, as far as its clock may go.

        The customers of the batch are changed in place, added and removed; after an exception they are in between
        and must be read anew.
        """
        return self.fold_together([batch])[0]

    def fold_together(self, batches: Sequence[Batch]) -> list[Outcome]:
        """Apply batches of several lanes: each comes out as it would alone.

        Parameters
        ----------
        batches : at least one, on one shelf and under one set of rules.
        """
        shelf, (config, rules) = batches[0].shelf, self._in_force(batches[0].rules)
        rows = array("d")
        walked = [walk(config, rules, batch, rows) for batch in batches]
        tables, levels = tables_of(config, rows, shelf), levelled(rules, shelf.value)
        judges = []
        for (notes, _), batch in zip(walked, batches, strict=True):
            outcomes = Outcomes(config, notes.lane, notes.active_clicks)
            hourly = _hourly(config, notes, batch)
            judges.append(judge := Judge(config, levels, tables, shelf, outcomes, hourly))
            judge.decide(notes.moments)
            notes.await_turns(judge.voice.turns)
            follow_clicks(notes.active_clicks)
        self.recommend([notes for notes, _ in walked], shelf, config.showing)
        return [self.outcome(notes, judge, consumed) for (notes, consumed), judge in zip(walked, judges, strict=True)]

    def _in_force(self, applied: bytes) -> tuple[ActivityConfig, tuple[Rule, ...]]:
        """The numbers and rules of a batch: those that a command brought, or else those of the beginning."""
        if not applied:
            return self.config, self.rules
        ruling = _ruling(applied)
        return ruled(self.config, ruling), ruling.rules

    def recommend(self, noted: Sequence[Notes], shelf: Shelf, showing: Showing = EVERYTHING) -> None:
        """Rank what to show next, once for each customer whose taste changed; for whom it is news is noted."""
        changed = [
            (notes, notes.touched[customer_id], at_s)
            for notes in noted
            for customer_id, at_s in notes.changed_taste.items()
            if customer_id in notes.touched
        ]
        tastes = [taste(shelf, customer.state, at_s) for _, customer, at_s in changed]
        for (notes, customer, _), after in zip(changed, self._lists(changed, tastes, shelf, showing), strict=True):
            if customer.id not in notes.news and is_news_of_items(_shown.decode(customer.recommendations), after):
                notes.news.add(customer.id)
            customer.recommendations = msgspec.Raw(self._exactly(after))

    def _lists(
        self, changed: Sequence[_Changed], tastes: Sequence[Taste], shelf: Shelf, showing: Showing
    ) -> list[tuple[Recommendation, ...]]:
        """What each is shown, the best first; where lists have an id, explored and logged (`harken.fold.lists`)."""
        config = self.config
        if config.served_lists:
            ranked = show(tastes, shelf, config.exploration.depth(config.recommendations), showing)
            version = "" if shelf.blend is None else shelf.blend.version
            some = zip(changed, ranked, strict=True)
            return [serve(customer, items, version, config, notes) for (notes, customer, _), items in some]
        for _, customer, _ in changed:
            customer.list_id = UNSET
        return show(tastes, shelf, config.recommendations, showing)

    def outcome(self, notes: Notes, judge: Judge, consumed: int) -> Outcome:
        """All that the phases found, as the lane takes it."""
        voice = judge.voice
        news = notes.news | judge.news | voice.news
        return Outcome(
            consumed=consumed,
            clock_s=notes.clock_s,
            customers=notes.touched,
            removed=sorted(notes.removed),
            publish=[*(name for name in notes.touched if name in news), *sorted(notes.removed)],
            wakeups=notes.timetable.changed,
            alerts=voice.alerts,
            predictions=[*judge.predictions, *voice.held_out],
            churn_examples=judge.churn_examples,
            rhythm_examples=notes.rhythms,
            visit_examples=notes.visits,
            rejects=notes.rejects,
            counts=notes.counts,
            inflow=notes.inflows.by_topic,
            ops=notes.ops,
            value_examples=judge.value_examples,
            propensity_examples=judge.propensity.examples,
            segments=judge.members(notes.touched),
            at_risk=judge.risks(notes.touched),
            text_examples=notes.texts,
            withheld=voice.withheld,
            rules=encode_applied(notes.rules) if notes.counts["rules_applied"] else b"",
            hour=voice.hour(),
            erased=notes.erased,
            lists=notes.lists,
            raise_examples=[
                RaiseExample(cause=f"{notes.lane}|{kind}|{name}|{at_s!r}", known_s=at_s, kind=kind, share=share)
                for name, kind, at_s, share in voice.raised
            ],
            outcome_examples=judge.outcomes.examples,
        )

    # -- documents -----------------------------------------------------------------------------------------

    def encode(self, customer: Customer) -> bytes:
        """The customer as the ledger keeps them, JSON."""
        return self._exactly(customer)

    def decode(self, document: bytes) -> Customer:
        """A customer as read from the ledger."""
        customer = _decoder.decode(document)
        share_names(customer.state)
        if customer.groups is not UNSET:
            customer.groups = shared(customer.groups)
        if customer.habits is not UNSET:
            customer.habits = shared_habits(customer.habits)
        customer.recommendations = customer.recommendations.copy()  # else they keep all of the document
        return customer

    def encode_inflow(self, inflow: Mapping[str, Inflow] | None) -> bytes:
        """How the topics flow, as the ledger keeps it; empty where that is not known."""
        return b"" if inflow is None else _encoder.encode(inflow)

    def decode_inflow(self, inflow: bytes) -> Mapping[str, Inflow]:
        """The same as read from the ledger."""
        return _inflows.decode(inflow) if inflow else {}

    def public(self, customer: Customer) -> CustomerDocument:
        """What others may read of a customer."""
        fields = {name: getattr(customer, name) for name in _PUBLIC}
        fields["recommendations"] = _recommendations.decode(customer.recommendations)
        return CustomerDocument(**fields)

    def public_part(self, document: bytes) -> bytes | None:
        """What others may read of a customer, out of what `encode` gave: the same bytes as `encode_public`.

        None of who was erased.
        """
        if document.endswith(_ERASED):
            return None
        return document[: document.rindex(_STATE)] + b"}"

    def encode_public(self, customer: Customer) -> bytes:
        """The same as JSON."""
        return _encoder.encode(self.public(customer))

    def _exactly(self, value: object) -> bytes:
        """JSON in just as many bytes as it has: what `encode` gives has room behind, a quarter more, for good."""
        _encoder.encode_into(value, self._buffer)
        return bytes(self._buffer)


def ruled(config: ActivityConfig, ruling: Ruling) -> ActivityConfig:
    """The fold's numbers, with those that rules settle."""
    return replace(config, cap=ruling.cap, quiet=ruling.quiet, segments=ruling.segments, showing=ruling.showing)


def _hourly(config: ActivityConfig, notes: Notes, batch: Batch) -> Hourly | None:
    """The cap over all customers, where there is one and anything to decide; the batch is within one hour then."""
    cap = config.cap.all_per_hour
    if cap is None or not notes.moments:
        return None
    return Hourly(cap, batch.lane, config.lanes, int(notes.clock_s // HOUR_S), batch.hour)


@lru_cache(maxsize=8)
def _ruling(applied: bytes) -> Ruling:
    """The rules that a command brought; one for all lanes of a worker, for every batch."""
    known = decode_applied(applied)
    return Ruling() if known is None else settled(known.settings)[0]
