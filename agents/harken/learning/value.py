"""The value road's learning: what customers spend into Gamma-Gamma, what is at stake with them into limits of tiers,
how likely they leave and what was raised into levels by budget, and on how many days an order came, which churn's
labels say, into the regression beside BG/NBD."""

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from math import isfinite
from typing import Final

from msgspec import Struct, field, json

from harken.example import CHURN, RAISE, VALUE, ExamplePack, RaiseExample
from harken.learning.budgets import Budgets
from harken.learning.known import Known, Told, told
from harken.learning.levels import SHARES
from harken.learning.orders import Orders
from harken.learning.packs import churn_examples, raise_examples, value_examples
from harken.learning.publication import Publication
from harken.learning.purses import Purses
from harken.shelf import ValueSnapshot

PURSES_KEY: Final = "value:purses"
NUMBERS_KEY: Final = "value:numbers"
BUDGETS_KEY: Final = "value:budgets"
ORDERS_KEY: Final = "value:orders"
ORDER_NUMBERS_KEY: Final = "value:orders:numbers"


class _Numbers(Struct):
    """What is kept beside the reservoir."""

    known: Known = field(default_factory=Known)
    examples: int = 0
    known_raises: Known = field(default_factory=Known)


_numbers = json.Decoder(_Numbers)


class ValuePart:
    """Learns from packs of `value` and `raise` examples, and from those of `churn` what they say of orders."""

    models = (VALUE, RAISE, CHURN)

    def __init__(self) -> None:
        self._purses = Purses()
        self._numbers = _Numbers()
        self._orders = Orders()
        self._budgets = Budgets()
        self._changed = False
        self._changed_orders = False

    def learn(self, packs: Sequence[ExamplePack], *, in_step: bool) -> None:
        """Learn the new ones among these packs' examples, in step sorted by the time they became known."""
        # All packs are opened before the first example is remembered: one that does not open changes nothing.
        values = [one for pack in packs if pack.model == VALUE for one in told(pack, value_examples(pack))]
        raises = [one for pack in packs if pack.model == RAISE for one in told(pack, raise_examples(pack))]
        labels = [one for pack in packs if pack.model == CHURN for one in told(pack, churn_examples(pack))]
        examples = [one.example for one in self._numbers.known.new_of_wakeups(values, in_step=in_step)]
        for example in examples:
            self._purses.learn_one(example)
        self._numbers.examples += len(examples)
        self._spend(raises, in_step=in_step)
        if examples and self._purses.levels is not None:
            self._budgets.look(max(example.known_s for example in examples), self._purses.customers)
        self._changed |= bool(examples or raises)
        self._changed_orders |= self._orders.learn(labels, in_step=in_step)

    def published(self, step_s: float) -> Publication:
        """The snapshot for the fold, and the model's card."""
        snapshot = self._snapshot(step_s)
        card = {
            "version": snapshot.version,
            "examples": str(self._numbers.examples),
            "customers": str(len(self._purses)),
            "spend": json.encode(snapshot.spend).decode(),
            "levels": json.encode(dict(zip(map(str, snapshot.shares), snapshot.levels, strict=True))).decode(),
            "gains": json.encode(snapshot.gains).decode(),
        }
        return Publication(
            strings={"snapshot:value": json.encode(snapshot)},
            scores={},
            hashes={"model:value": {name: value.encode() for name, value in card.items()} | self._orders.card()},
        )

    @property
    def drifts(self) -> int:
        """Parameters are fitted anew, and have no loss that could grow."""
        return 0

    def checkpoint(self) -> dict[str, bytes | None]:
        """State that changed since the last call, by key."""
        changed: dict[str, bytes | None] = {}
        if self._changed:
            changed |= {PURSES_KEY: self._purses.dump(), NUMBERS_KEY: json.encode(self._numbers)}
            changed[BUDGETS_KEY] = self._budgets.dump()
        if self._changed_orders:
            changed[ORDERS_KEY], changed[ORDER_NUMBERS_KEY] = self._orders.dump()
        self._changed = self._changed_orders = False
        return changed

    def restore(self, state: Mapping[str, bytes]) -> bool:
        """Continue exactly where the checkpoint stood; whether there was one."""
        if PURSES_KEY in state:
            self._purses.load(state[PURSES_KEY])
            self._numbers = _numbers.decode(state[NUMBERS_KEY])
        if BUDGETS_KEY in state:
            self._budgets.load(state[BUDGETS_KEY])
        if ORDERS_KEY in state:
            self._orders.load(state[ORDERS_KEY], state[ORDER_NUMBERS_KEY])
        return PURSES_KEY in state or ORDERS_KEY in state

    def _spend(self, raises: Sequence[Told[RaiseExample]], *, in_step: bool) -> None:
        for one in self._numbers.known_raises.new_of_wakeups(raises, in_step=in_step):
            self._budgets.learn_one(one.example)

    def _snapshot(self, step_s: float) -> ValueSnapshot:
        spend, limits, levels = self._purses.spend, self._purses.limits, self._purses.levels
        top_minor, upper_minor = limits if limits is not None else (None, None)
        orders = self._orders.snapshot()
        digest = blake2b(json.encode((spend, limits, orders)), digest_size=4).hexdigest()
        return ValueSnapshot(
            version=f"spend-{digest}",
            step_s=step_s if isfinite(step_s) else 0.0,
            spend=spend,
            top_minor=top_minor,
            upper_minor=upper_minor,
            shares=() if levels is None else SHARES,
            levels=levels or (),
            orders=orders,
            top_levels=self._purses.top_levels or (),
            gains=self._budgets.gains,
        )
