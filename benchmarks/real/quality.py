"""The figures of a run, from what it said on its topics: churn from the examples, recommendations from the visits."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple
from zlib import crc32

import msgspec
import numpy as np
from scipy.stats import rankdata

from harken.example import CHURN, VISIT, ChurnExample, ExamplePack, VisitExample
from harken.recommend.covisitation import CoVisitation

WARM_UP = 5000
TOP = 10
#: One line in so many is judged (by a hash of its cause, so always the same ones).
SAMPLE = 5

Record = tuple[int, int, bytes | None, bytes | None]


class ChurnFigures(NamedTuple):
    """Stored scores against labels."""

    labels: int
    base_rate: float
    auc: float
    log_loss: float
    ece: float


def packs(records: Iterable[Record], model: str) -> Iterable[ExamplePack]:
    """The packs of one model."""
    decoder = msgspec.json.Decoder(ExamplePack)
    for _, _, _, value in records:
        pack = decoder.decode(value or b"")
        if pack.model == model:
            yield pack


def churn_examples(records: Iterable[Record]) -> list[ChurnExample]:
    """Every churn example once, in the order in which its label became known."""
    decoder = msgspec.json.Decoder(list[ChurnExample])
    found = {e.cause: e for pack in packs(records, CHURN) for e in decoder.decode(pack.examples)}
    return sorted(found.values(), key=lambda e: (e.known_s, e.cause))


def visit_examples(records: Iterable[Record]) -> list[VisitExample]:
    """Every visit once, in event-time order, the lines of an event in theirs."""
    decoder = msgspec.json.Decoder(list[VisitExample])
    found = {e.cause: e for pack in packs(records, VISIT) for e in decoder.decode(pack.examples)}
    return sorted(found.values(), key=lambda e: (e.known_s, *place(e)))


def place(visit: VisitExample) -> tuple[int, str, int, int]:
    """Where its event stands: lane, topic, offset, and the line in it."""
    lane, topic, offset, n = visit.cause.split("|")
    return int(lane), topic, int(offset), int(n)


def churn_figures(examples: Sequence[ChurnExample]) -> ChurnFigures:
    """AUC (Mann-Whitney, exact), log loss and calibration error of stored scores."""
    scores, left = np.array([e.score for e in examples]), np.array([e.left for e in examples])
    ranks, n_left = rankdata(scores), int(left.sum())
    n_stayed = len(left) - n_left
    auc = (ranks[left].sum() - n_left * (n_left + 1) / 2) / (n_left * n_stayed)
    loss = -np.mean(np.where(left, np.log(scores), np.log(1 - scores)))
    bins = np.minimum((scores * 10).astype(int), 9)
    gaps = [abs(left[bins == b].mean() - scores[bins == b].mean()) * (bins == b).mean() for b in np.unique(bins)]
    return ChurnFigures(len(left), float(left.mean()), float(auc), float(loss), float(sum(gaps)))


class HitRate(NamedTuple):
    """Hits among the ten recommended, of so many judged."""

    hit_rate: float
    judged: int


class NextItem(NamedTuple):
    """HR@10 of the next new item, each scored before it is learned; items ever taken excluded, whole catalogue ranked.

    Parameters
    ----------
    line : line by line inside an invoice, so mostly basket completion; a customer's first line has no list: a miss.
    with_history : the same without those first lines.
    event : all new items of the customer's next event, with the list as it was before it began.
    """

    line: HitRate
    with_history: HitRate
    event: HitRate


def next_item(visits: Sequence[VisitExample], customers: dict[tuple[int, str, int], str]) -> NextItem:
    """Judge co-visitation on the visits of a run, one line in `SAMPLE`; customers by (lane, topic, offset)."""
    model = CoVisitation()
    seen: dict[str, set[str]] = defaultdict(set)
    line_hits: list[bool] = []
    history_hits: list[bool] = []
    event_hits: list[bool] = []
    before: list[str] = []
    event: tuple[int, str, int] | None = None
    for visit in visits:
        lane, topic, offset, _ = place(visit)
        customer = customers[lane, topic, offset]
        known = seen[customer]
        judged = crc32(visit.cause.encode()) % SAMPLE == 0
        if (lane, topic, offset) != event:
            event = (lane, topic, offset)
            sampled = crc32(f"{lane}|{topic}|{offset}".encode()) % SAMPLE == 0
            before = model.rank(visit.recent, known, TOP) if known and sampled else []
            had_history = bool(known) and sampled
        if visit.item_id not in known:
            if judged:
                line_hits.append(visit.item_id in model.rank(visit.recent, known, TOP))
                if visit.recent:
                    history_hits.append(line_hits[-1])
            if had_history:
                event_hits.append(visit.item_id in before)
            known.add(visit.item_id)
        model.learn_one(visit)
    return NextItem(_rate(line_hits), _rate(history_hits), _rate(event_hits))


def _rate(hits: Sequence[bool]) -> HitRate:
    return HitRate(float(np.mean(hits)) if hits else 0.0, len(hits))
