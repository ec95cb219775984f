"""The segment road's learner: customers into named groups, one example of each at a time, data all of it."""

from random import Random

from msgspec import json

from harken.example import RhythmExample
from harken.learning.config import LearnerConfig
from harken.segments.kmeans import FIRST
from harken.shelf import SegmentSnapshot
from tests.learned import LearnerDriver
from tests.unit.agents.learning.samples import BEGIN_S, DAY_S, pack

#: Repeat days, silence in days, spent: those who come all the time, those who came once and left, the new ones.
KINDS = ((20, 3.0, 200_000), (0, 150.0, 2_000), (0, 4.0, 3_000), (6, 12.0, 40_000), (6, 90.0, 50_000))


def example(n: int, random: Random) -> RhythmExample:
    repeats, silent_d, minor = KINDS[n % 5]
    recency_d = repeats * 10.0
    known_s = BEGIN_S + n * DAY_S / 24
    return RhythmExample(
        cause=f"0|snapshot|c-{n}|{known_s!r}",
        known_s=known_s,
        customer_id=f"c-{n}",
        repeats=repeats,
        recency_d=recency_d,
        age_d=recency_d + silent_d * random.uniform(0.8, 1.2),
        net_minor=round(minor * random.uniform(0.5, 2.0)),
    )


def examples(count: int) -> list[RhythmExample]:
    random = Random(3)
    return [example(n, random) for n in range(count)]


def snapshot(driver: LearnerDriver) -> SegmentSnapshot:
    return json.decode(driver.strings["harken:snapshot:segments"], type=SegmentSnapshot)


def test_before_enough_customers_there_are_no_groups() -> None:
    driver = LearnerDriver()
    driver.learn([pack(examples(FIRST - 1))])
    assert not snapshot(driver).names
    assert not snapshot(driver).centres
    assert driver.card("segments")["segments"] == "{}"


def test_groups_are_found_named_and_told_in_a_persons_units() -> None:
    driver = LearnerDriver()
    driver.learn([pack(examples(1500))])
    found = json.decode(driver.card("segments")["segments"])
    assert set(found) == set(snapshot(driver).names) == {"champions", "loyal", "new", "at_risk", "asleep"}
    assert found["champions"]["days"] > 15
    assert found["asleep"]["silent_d"] > 100 > found["at_risk"]["silent_d"] > 50 > found["new"]["silent_d"]
    assert all(abs(group["share"] - 0.2) < 0.02 for group in found.values())
    assert all(group["drift"] < 0.5 for group in found.values())


def test_a_restart_changes_nothing_and_an_example_that_comes_again_teaches_nothing() -> None:
    steady, other = LearnerDriver(), LearnerDriver()
    everything = examples(700)
    for at in range(0, 700, 70):
        steady.learn([pack(everything[at : at + 70])])
        other.learn([pack(everything[at : at + 70])])
        other.restart()
        other.learn([pack(everything[max(at - 35, 0) : at + 70])])
    assert other.strings == steady.strings
    assert other.card("segments") == steady.card("segments")


def test_another_number_of_groups_begins_anew() -> None:
    driver = LearnerDriver()
    driver.learn([pack(examples(700))])
    driver._config = LearnerConfig(segments=3)
    driver.restart()
    driver.learn([pack(examples(1000)[700:])])
    assert len(snapshot(driver).names) == 3


def test_examples_of_an_older_release_and_impossible_ones_teach_nothing() -> None:
    driver = LearnerDriver()
    first = json.decode(json.encode(examples(3)))
    del first[0]["net_minor"]
    first[1]["age_d"] = 1e9
    first[2]["net_minor"] = 10**17
    driver.learn([pack([json.decode(json.encode(one), type=RhythmExample) for one in first])])
    assert driver.card("segments")["examples"] == "0"
