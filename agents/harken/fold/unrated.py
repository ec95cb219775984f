"""Texts without a score, kept for a while: a score that comes later about the same item or order is their label.

Kept are hashes, few, short, not for long, and only of texts that say what they are about and answer a question of
satisfaction: what is written in a ticket is about the trouble, a rating after it about how that ended.
"""

from typing import Final
from zlib import crc32

import numpy as np

from harken.customer import State, Unrated
from harken.events import Feedback
from harken.example import TextExample
from harken.fold.config import DAY_S
from harken.fold.satisfaction import SCALES, label_of
from harken.text.hashes import Hashes, pack, unpack

#: A score that comes so long after a text, or before it, is about something else.
KEPT_S: Final = 14 * DAY_S
#: Texts of one customer, and hashes of one text: a longer one is not kept.
MOST_TEXTS: Final = 3
MOST_HASHES: Final = 256
#: The property of an event that names its order.
ORDER: Final = "order_id"

_BYTES: Final = 3


def keep(state: State, event: Feedback, ts: float, text: TextExample | None) -> bool:
    """Keep a text that has no score; whether it is.

    Parameters
    ----------
    ts : event time, epoch seconds.
    text : what it is hashed to; None where there is none.
    """
    if text is None or event.score is not None or event.kind not in SCALES:
        return False
    item, order = about(event)
    hashes = unpack(text.hashes)
    if not (item or order) or hashes is None or len(hashes) > MOST_HASHES:
        return False
    kept = [*(state.unrated or ()), Unrated(ts, item, order, _packed(hashes))]
    #  By time: a late text does not push out a younger one. Of two at one time the one that came first goes.
    state.unrated = sorted(kept, key=lambda unrated: unrated.ts_s)[-MOST_TEXTS:]
    return True


def labelled(
    state: State, event: Feedback, ts: float, score: float | None, cause: str, known_s: float
) -> list[TextExample]:
    """Texts of which this score is the label; they are kept no more. Of a score with a text of its own it is not asked.

    Parameters
    ----------
    ts : event time, epoch seconds.
    score : on the scale from 0 to 1; None where there is none.
    cause : of the event.
    known_s : event time at which it is known, epoch seconds.
    """
    unrated = state.unrated
    if unrated is None or score is None:
        return []
    item, order = about(event)
    found = [text for text in unrated if abs(ts - text.ts_s) <= KEPT_S and _is_same(text, item, order)]
    if not found:
        return []
    state.unrated = [text for text in unrated if text not in found] or None
    good = label_of(event.kind, score)
    if good is None:
        return []
    return [
        TextExample(f"{cause}|{n}", known_s, _unpacked(text.hashes), good, score, None, late=True)
        for n, text in enumerate(found, 1)
    ]


def forget(state: State, due_s: float) -> float | None:
    """Let go of what was kept for long enough; when the next is to go, None where nothing is left."""
    state.unrated = [text for text in state.unrated or () if text.ts_s + KEPT_S > due_s] or None
    return None if state.unrated is None else state.unrated[0].ts_s + KEPT_S


def about(event: Feedback) -> tuple[int, int]:
    """Hashes of the item and the order that a word is about, 0 for none."""
    order = None if event.properties is None else event.properties.get(ORDER)
    return _key(event.item_id), _key(order if isinstance(order, str) else None)


def _is_same(text: Unrated, item: int, order: int) -> bool:
    """Whether both are about one thing: nothing that both name differs, and something is the same."""
    if (text.item and item and text.item != item) or (text.order and order and text.order != order):
        return False
    return bool(item and text.item) or bool(order and text.order)


def _key(name: str | None) -> int:
    return crc32(name.encode()) or 1 if name else 0


def _packed(hashes: Hashes) -> bytes:
    return hashes.astype("<u4").view(np.uint8).reshape(-1, 4)[:, :_BYTES].tobytes()


def _unpacked(packed: bytes) -> bytes:
    """As an example has them."""
    parts = np.zeros((len(packed) // _BYTES, 4), np.uint8)
    parts[:, :_BYTES] = np.frombuffer(packed, np.uint8).reshape(-1, _BYTES)
    return pack(parts.reshape(-1).view("<u4").astype(np.uint32))
