"""Whether a lane's topics are those of its ledger."""

import asyncio
from collections.abc import Mapping

import pytest

from harken.lane.identity import Identities, TopicMadeAnew, refuse_strangers


def test_a_topic_of_another_id_is_refused_by_name() -> None:
    with pytest.raises(TopicMadeAnew, match=r"last read: clicks; .*HARKEN_KEY_PREFIX"):
        refuse_strangers({"clicks": "old", "feedback": "same"}, {"clicks": "new", "feedback": "same"})


@pytest.mark.parametrize(
    ("known", "found"),
    [({}, {"clicks": "new"}), ({"clicks": "old"}, {}), ({"clicks": "same"}, {"clicks": "same"})],
    ids=["the first time", "a broker without ids", "the same"],
)
def test_what_is_not_known_or_the_same_passes(known: Mapping[str, str], found: Mapping[str, str]) -> None:
    refuse_strangers(known, found)


async def test_lanes_that_are_taken_together_ask_once() -> None:
    asked = 0

    def ask() -> dict[str, str]:
        nonlocal asked
        asked += 1
        return {"clicks": "one"}

    identities = Identities(ask)
    found = await asyncio.gather(*(identities.now() for _ in range(12)))
    assert found == [{"clicks": "one"}] * 12
    assert asked == 1


async def test_a_question_without_an_answer_is_asked_again() -> None:
    answers = iter([OSError("away"), None])

    def ask() -> dict[str, str]:
        if (answer := next(answers)) is not None:
            raise answer
        return {"clicks": "one"}

    identities = Identities(ask)
    with pytest.raises(OSError, match="away"):
        await identities.now()
    assert await identities.now() == {"clicks": "one"}
