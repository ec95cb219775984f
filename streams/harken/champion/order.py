"""Orders to the learner: sent on its own topic, obeyed once, and answered on the models' card (docs/decisions/0011)."""

from time import monotonic, sleep, time
from typing import Final, Literal
from uuid import uuid4

import msgspec

from harken.card import Change, ChurnCard, read_card
from harken.errors import HarkenError
from harken.example import CHURN, ORDER, ExamplePack, ModelOrder
from harken.glance import Glance
from harken.replay.producer import KeyedProducer
from harken.settings import Settings
from harken.topics import topic_name

_LOOK_EVERY_S: Final = 0.1


class NoCard(HarkenError):
    """The learner has not said anything of churn models yet."""


class NotObeyed(HarkenError):
    """An order that cannot be obeyed, and why."""


def look(glance: Glance) -> ChurnCard:
    """The churn models' card. Raises NoCard, NoStore."""
    fields = glance.model(CHURN)
    if not fields:
        raise NoCard("no churn model has learned anything yet: is a learner running?")
    try:
        return read_card(fields)
    except (msgspec.DecodeError, msgspec.ValidationError):
        raise NoCard("the models' card is of another release: it is written anew with the next label") from None


def check(card: ChurnCard, deed: Literal["promote", "rollback"], target: str) -> None:
    """Say beforehand what the learner would refuse. Raises NotObeyed."""
    if deed == "rollback":
        if target and target not in card.kept:
            raise NotObeyed(f"version {target!r} is not kept; there are {', '.join(card.kept) or 'none'}")
        return
    model = card.models.get(target)
    if model is None:
        raise NotObeyed(f"no model {target!r} learns here; there are {', '.join(card.models)}")
    if model.hindrance is not None:
        raise NotObeyed(model.hindrance)
    if target == card.champion and not card.pinned:
        raise NotObeyed(f"{target} is the champion already")


def give(settings: Settings, deed: Literal["promote", "rollback"], target: str) -> str:
    """Send an order; its id. Raises NotDelivered."""
    order = ModelOrder(id=f"{deed}-{uuid4().hex}", at_s=time(), deed=deed, target=target)
    pack = ExamplePack(model=ORDER, lane=0, examples=msgspec.Raw(msgspec.json.encode([order])))
    producer = KeyedProducer(settings)
    producer.send(topic_name(settings, "examples"), CHURN, msgspec.json.encode(pack))
    producer.flush()
    return order.id


def answer(glance: Glance, order: str, within_s: float) -> Change | None:
    """What came of an order; None where the learner has not taken it up in time. Raises NotObeyed, NoStore."""
    until_s = monotonic() + within_s
    while True:
        fields = glance.model(CHURN)
        card = read_card(fields) if fields else None
        if card is not None:
            for refusal in card.refused:
                if refusal.order == order:
                    raise NotObeyed(refusal.why)
            for change in card.changes:
                if change.order == order:
                    return change
        if monotonic() >= until_s:
            return None
        sleep(_LOOK_EVERY_S)
