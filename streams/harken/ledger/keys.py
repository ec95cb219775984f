"""The names of what a lane keeps in the store, and of the fields in its hash."""

from typing import Final, NamedTuple

#: The role whose wake-ups are the customers': its key goes without the role's name.
CUSTOMERS_ROLE: Final = "activity"

INCARNATION: Final = "incarnation"
TOKEN: Final = "token"
EPOCH: Final = "epoch"
NUMBER: Final = "number"
CLOCK_S: Final = "clock_s"
STEP_S: Final = "step_s"
#: A topic's field is this and the topic's name.
OFFSET: Final = "offset:"
#: So is the id of the topic that the offset was counted in.
TOPIC_ID: Final = "topic-id:"
#: How the topics have flowed so far: bytes of the fold's own.
INFLOW: Final = "inflow"
#: Rule settings that a command brought: bytes of the fold's own too.
RULES: Final = "rules"
#: What was announced in the last hour, where there is a cap over all customers: the fold's own bytes.
HOUR: Final = "hour"


class LaneKeys(NamedTuple):
    """A lane's keys: the hash with its fence, clock and offsets, its outbox (string), its wake-ups (sorted set)."""

    ledger: str
    outbox: str
    due: str


def lane_keys(prefix: str, role: str, lane: int) -> LaneKeys:
    """The keys of one role's lane, so that the learner's lane 0 never meets the customers' lane 0."""
    due = f"{lane}" if role == CUSTOMERS_ROLE else f"{role}:{lane}"
    return LaneKeys(f"{prefix}ledger:{role}:{lane}", f"{prefix}outbox:{role}:{lane}", f"{prefix}due:{due}")
