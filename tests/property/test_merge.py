"""The merge against the definition it replaces: always the topic whose head is oldest."""

from math import inf

from hypothesis import given
from hypothesis import strategies as st

from harken.batch import Entry, Record
from harken.events import INBOUND
from harken.lane.merge import Merge

times = st.lists(st.integers(0, 9).map(float), max_size=8)
topics_of_times = st.fixed_dictionaries(dict.fromkeys(INBOUND, times))


def entry(topic: str, offset: int, ts_s: float) -> Entry:
    return Entry(ts_s, Record(topic, 0, offset, b"k", b"v", 0), None, None)


def heads_first(runs: dict[str, list[Entry]]) -> list[Entry]:
    """Kafka Streams' rule, word for word: the smallest head, ties by the topics' order."""
    queues = {topic: list(run) for topic, run in runs.items()}
    merged = []
    while any(queues.values()):
        topic = min((t for t in INBOUND if queues[t]), key=lambda t: (queues[t][0].ts_s, INBOUND.index(t)))
        merged.append(queues[topic].pop(0))
    return merged


def entries_of(runs: dict[str, list[float]]) -> dict[str, list[Entry]]:
    return {topic: [entry(topic, i, ts) for i, ts in enumerate(run)] for topic, run in runs.items()}


@given(topics_of_times)
def test_the_merge_takes_the_oldest_head_ties_by_topic(runs: dict[str, list[float]]) -> None:
    entries = entries_of(runs)
    merge = Merge(INBOUND)
    merge.reset(dict.fromkeys(INBOUND, 0), {topic: len(run) for topic, run in entries.items()})
    for topic, run in entries.items():
        merge.runs[topic].put(run, [1] * len(run))
    assert merge.peek(1000, 1 << 30) == heads_first(entries)


@given(topics_of_times, st.data())
def test_the_order_of_arrival_and_the_size_of_batches_do_not_matter(
    runs: dict[str, list[float]], data: st.DataObject
) -> None:
    entries = entries_of(runs)
    merge = Merge(INBOUND)
    merge.reset(dict.fromkeys(INBOUND, 0), {topic: len(run) for topic, run in entries.items()})
    waiting = {topic: list(run) for topic, run in entries.items() if run}
    taken: list[Entry] = []
    while waiting or not merge.caught_up():
        #  One draw decides: the first record of a topic arrives, or a batch is taken.
        topic = data.draw(st.sampled_from([*sorted(waiting), ""]), label="arrives")
        if topic:
            merge.runs[topic].put([waiting[topic].pop(0)], [1])
            waiting = {t: run for t, run in waiting.items() if run}
        else:
            batch = merge.peek(data.draw(st.integers(1, 5), label="most"), 1 << 30)
            done = batch[: data.draw(st.integers(0, len(batch)), label="consumed")] if waiting else batch
            merge.drop(done)
            taken += done
    assert taken == heads_first(entries)


def test_a_topic_with_more_at_the_broker_keeps_younger_entries_of_others_back() -> None:
    #  clicks      1   3   5        all here
    #  purchases     2   (more)     after the purchase at 2 the next one may be at 2 or later
    merge = Merge(INBOUND)
    merge.reset(dict.fromkeys(INBOUND, 0), {**dict.fromkeys(INBOUND, 0), "clicks": 3, "purchases": 2})
    for offset, ts_s in enumerate((1.0, 3.0, 5.0)):
        merge.runs["clicks"].put([entry("clicks", offset, ts_s)], [1])
    assert merge.blocked_by() == ("purchases",)
    assert merge.peek(10, 100) == []
    assert [one.ts_s for one in merge.peek(10, 100, patient=False)] == [1.0, 3.0, 5.0]
    merge.runs["purchases"].put([entry("purchases", 0, 2.0)], [1])
    assert [one.ts_s for one in merge.peek(10, 100)] == [1.0, 2.0]


def test_a_refused_record_takes_the_place_that_it_had_in_its_topic() -> None:
    merge = Merge(INBOUND)
    merge.reset(dict.fromkeys(INBOUND, 0), {**dict.fromkeys(INBOUND, 0), "clicks": 2, "feedback": 1})
    merge.runs["clicks"].put([entry("clicks", 0, 4.0)], [1])
    merge.runs["clicks"].put([entry("clicks", 1, -inf)], [1])
    merge.runs["feedback"].put([entry("feedback", 0, 6.0)], [1])
    assert [one.ts_s for one in merge.peek(10, 100)] == [4.0, -inf, 6.0]


def test_a_batch_is_bounded_in_bytes_but_never_empty() -> None:
    merge = Merge(("clicks",))
    merge.reset({"clicks": 0}, {"clicks": 3})
    for offset in range(3):
        merge.runs["clicks"].put([entry("clicks", offset, 0.0)], [60])
    assert len(merge.peek(10, 130)) == 2
    assert len(merge.peek(10, 10)) == 1


def test_a_record_read_twice_is_buffered_once() -> None:
    merge = Merge(("clicks",))
    merge.reset({"clicks": 5}, {"clicks": 7})
    for offsets in ((3, 4), (4, 5), (5,), (5, 6)):
        merge.runs["clicks"].put([entry("clicks", offset, 0.0) for offset in offsets], [1] * len(offsets))
    assert [one.record.offset for one in merge.peek(10, 100)] == [5, 6]


def test_what_a_full_topic_may_have_more_of_keeps_younger_entries_of_others_back_until_somebody_looks() -> None:
    #  clicks      1   3   (full: nobody reads on)    read up to their end, as it was before they were full
    #  purchases     2   4                            read on meanwhile
    merge = Merge(INBOUND)
    merge.reset(dict.fromkeys(INBOUND, 0), {**dict.fromkeys(INBOUND, 0), "clicks": 2, "purchases": 2})
    for offset, ts_s in enumerate((1.0, 3.0)):
        merge.runs["clicks"].put([entry("clicks", offset, ts_s)], [1])
        merge.runs["purchases"].put([entry("purchases", offset, ts_s + 1)], [1])
    merge.runs["clicks"].unread = True
    taken = merge.peek(10, 100)
    assert [one.ts_s for one in taken] == [1.0, 2.0, 3.0]
    merge.drop(taken)
    assert (merge.peek(10, 100), merge.blocked_by()) == ([], ("clicks",))
    merge.saw_ends({"clicks": 2})
    assert ([one.ts_s for one in merge.peek(10, 100)], merge.blocked_by()) == ([4.0], ())
