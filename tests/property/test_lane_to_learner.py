"""What must hold between a lane that says examples and the learner that takes them, however topics flow."""

from collections.abc import Iterator
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import UNSET, json

from harken.activity import ActivityConfig
from harken.batch import Outcome
from harken.events import INBOUND, Click, Event, Purchase
from harken.example import EXAMPLES, ExamplePack
from harken.features import FEATURE_NAMES
from harken.fold.config import DAY_S
from harken.lane.speech import Speech
from harken.learning.outcomes import FAMILY
from harken.learning.packs import read_pack
from tests.driver import Driver, entries_of
from tests.learned import LearnerDriver
from tests.property.fold_events import BEGIN_MS, EAGER

SETTINGS = settings(max_examples=30, deadline=None)
#: Misses a topic after six hours; labels fall due on the ninth day, snapshots are taken every third.
IMPATIENT = ActivityConfig(horizon_s=9 * DAY_S, silent_topic_s=6 * 3600.0, silent_topic_from=20)
HOUR_MS = 3_600_000
CUSTOMERS = 6
TOPICS = (*INBOUND, EXAMPLES, "alerts", "predictions", "dead-letters", "ops", "customers")
SPEECH = Speech({topic: topic for topic in TOPICS}, FEATURE_NAMES)


def happenings(random: Random, first_h: int, last_h: int, topics: str) -> Iterator[Event]:
    """Clicks (c), purchases (p) or both, of anybody, every few hours from the first to the last."""
    hour = first_h
    while hour < last_h:
        customer, ts = f"c{random.randrange(CUSTOMERS)}", BEGIN_MS + hour * HOUR_MS
        if "c" in topics:
            yield Click(id=f"c{hour}", customer_id=customer, ts=ts, kind="view", item_id="i")
        if "p" in topics:
            yield Purchase(id=f"p{hour}", customer_id=customer, ts=ts, kind="order", currency="GBP", total=9.0)
        hour += random.randint(1, 4)


def packs(outcome: Outcome) -> list[ExamplePack]:
    """All packs that a lane says of a batch."""
    return [read_pack(m.value or b"") for m in SPEECH.outbox(0, outcome).messages if m.topic == EXAMPLES]


@SETTINGS
@given(st.integers(0, 1 << 32), st.integers(10, 20), st.integers(0, 20), st.booleans())
def test_all_that_a_lane_says_is_learned_once_whatever_topic_was_silent_meanwhile(
    seed: int, steady_d: int, silent_d: int, late: bool
) -> None:
    #  clicks     x x x x x x x x x x x x x x
    #  purchases  x x x x . . . . . . x x x x     now and then late: those of the silence, after the clicks
    #  due            ^ ^ ^ ^ ^ ^ ^ ^             of these the last wait, and are said all at once
    random = Random(seed)
    back_h, end_h = 24 * (steady_d + silent_d), 24 * (steady_d + silent_d + 4)
    events = [
        *happenings(random, 0, 24 * steady_d, "cp"),
        *happenings(random, 24 * steady_d, back_h, "c"),
        *(happenings(random, 24 * steady_d, back_h, "p") if late else ()),
        *happenings(random, back_h, end_h, "cp"),
    ]
    lane, learner, rest = Driver(IMPATIENT, EAGER), LearnerDriver(), entries_of(events)
    said: list[list[ExamplePack]] = []
    while rest:
        outcome = lane.fold(rest[: random.randint(1, 60)])
        said += [packs(outcome)] * random.randint(1, 2)  # twice, as a lane does that was taken over
        rest = rest[outcome.consumed :]
    learner.learn([pack for some in said for pack in some])
    churn, answers = learner.card("churn"), learner.card("propensity")
    assert int(churn["labels"]) + int(churn["left_out"]) == len(lane.churn_examples)
    assert int(answers["labels"]) + int(answers["left_out"]) == len(lane.propensity_examples)
    assert int(learner.card("value")["examples"]) == len(lane.value_examples)
    told = sum(example.leads is UNSET and example.right is UNSET for example in lane.outcome_examples)
    kinds = json.decode(learner.hashes["harken:model:alerts"]["kinds"])
    assert sum(kind["raised"] for name, kind in kinds.items() if name != FAMILY) == told
