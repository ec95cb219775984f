"""What goes into one step of the fold and what comes out: plain values, no engine.

A lane merges its five topics by event time and hands the fold a `Batch`; the fold hands back an `Outcome`,
which the lane writes, says and only then lets be committed. Records and entries are made for every event and hold no
cycle: as structs of msgspec they cost half of a tuple with names, and the garbage collector passes them by.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from msgspec import Struct

from harken.alert import Alert
from harken.customer import Customer
from harken.dead_letter import Reason
from harken.events import Event
from harken.example import (
    ChurnExample,
    OutcomeExample,
    RaiseExample,
    RhythmExample,
    TextExample,
    ValueExample,
    VisitExample,
)
from harken.inflow import Inflow
from harken.ops_alert import OpsAlert
from harken.prediction import Prediction
from harken.served import ListTaking, ServedList
from harken.shelf import Shelf


class Record(Struct, frozen=True, gc=False):
    """One record as the broker has it; `topic` is the short name (`harken.events.INBOUND`), time in epoch ms."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    timestamp_ms: int


class Reject(Struct, frozen=True, gc=False):
    """A record that cannot be applied, and why."""

    record: Record
    reason: Reason
    detail: str


class Entry(Struct, frozen=True, gc=False):
    """A record decoded: its event and event time, or why it has none (then `ts_s` is minus infinity)."""

    ts_s: float
    record: Record
    event: Event | None
    reject: Reject | None


class Wakeup(NamedTuple):
    """Something due for a customer although no event comes; ordered by due, customer, kind."""

    due_s: float
    customer_id: str
    kind: str


class Batch(NamedTuple):
    """Everything the fold may read.

    Parameters
    ----------
    lane : partition number.
    entries : in merge order.
    customers : every known customer of the entries and wake-ups; the fold changes them in place and adds new ones.
    wakeups : due in this batch, in order; all that are due at or before `wakeups_until_s` are here.
    wakeups_until_s : the clock may not pass this time (epoch seconds); infinity where none was cut off.
    clock_s : the lane's stream clock before the batch, epoch seconds.
    step_until_s : the clock may not reach this time either (replay in step); infinity otherwise.
    idle_until_s : with no entries, an idle lane's clock may move to here; None where the lane is not idle.
    shelf : the models as last published.
    inflow : how each topic has flowed so far, as the last batch left it.
    rules : rule settings that a command brought, as the ledger keeps them (`harken.applied`); empty where none did.
    hour : what was announced in the last hour in which anything was (`harken.alerting.hourly`); empty where there is no
        cap over all customers.
    """

    lane: int
    entries: Sequence[Entry]
    customers: dict[str, Customer]
    wakeups: Sequence[Wakeup]
    wakeups_until_s: float
    clock_s: float
    step_until_s: float
    idle_until_s: float | None
    shelf: Shelf
    inflow: Mapping[str, Inflow] = {}
    rules: bytes = b""
    hour: bytes = b""


class Outcome(NamedTuple):
    """All that one batch changed.

    `consumed` entries were applied, in order; the rest comes again in the next batch. `wakeups` maps
    (customer, kind) to its new due time, or to None where it is gone. `removed` customers are deleted, which is among
    what is to `publish`; of the `erased` among them a marker is kept (`harken.fold.erasure`). `counts` are plain
    tallies by name (applied, duplicates, late, remembered_overflow, ...). `inflow` is for the next batch (None: as it
    was), `ops` for whoever runs harken. `at_risk` is what the list of customers at risk must say
    from now on of whom it said something else (`harken.value.risk`; None: nothing), `segments` the same of the lists of
    members by segment (since when; None: no more). `withheld` counts raised alerts that were not announced, by kind and
    reason. `rules` are in force from the next batch on (empty: as they were); `hour` likewise.
    `lists` are lists that were served, and what was taken of such.
    """

    consumed: int
    clock_s: float
    customers: Mapping[str, Customer]
    removed: Sequence[str]
    publish: Sequence[str]
    wakeups: Mapping[tuple[str, str], float | None]
    alerts: Sequence[Alert]
    predictions: Sequence[Prediction]
    churn_examples: Sequence[ChurnExample]
    rhythm_examples: Sequence[RhythmExample]
    visit_examples: Sequence[VisitExample]
    rejects: Sequence[Reject]
    counts: Mapping[str, int]
    inflow: Mapping[str, Inflow] | None = None
    ops: Sequence[OpsAlert] = ()
    value_examples: Sequence[ValueExample] = ()
    at_risk: Mapping[str, float | None] = {}
    text_examples: Sequence[TextExample] = ()
    propensity_examples: Sequence[ChurnExample] = ()
    segments: Mapping[str, Mapping[str, float | None]] = {}
    withheld: Mapping[tuple[str, str], int] = {}
    rules: bytes = b""
    hour: bytes = b""
    erased: Mapping[str, Customer] = {}
    lists: Sequence[ListTaking | ServedList] = ()
    raise_examples: Sequence[RaiseExample] = ()
    outcome_examples: Sequence[OutcomeExample] = ()
