"""What a lane says again after some of its words were not delivered."""

from collections.abc import Callable, Sequence

from harken.outbox import Message
from harken.sender import DeliveryFailed


def again(
    messages: Sequence[Message], failure: DeliveryFailed, refuse: Callable[[Message, str], Message]
) -> list[Message]:
    """What is to be said again: what failed (or its dead letter), and what came after it under the same key.

    The learner takes causes in rising order; a pack that overtook a failed one would make it look learned.
    """
    failed = {id(message): (code, permanent) for message, code, permanent in failure.failed}
    stopped: set[tuple[str, bytes | None]] = set()
    rest: list[Message] = []
    for message in messages:
        code, permanent = failed.get(id(message), ("", False))
        if permanent:
            rest.append(refuse(message, code))
        elif id(message) in failed or (message.topic, message.key) in stopped:
            stopped.add((message.topic, message.key))
            rest.append(message)
    return rest
