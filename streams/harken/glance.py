"""Looking into the store without taking part: for screens, checks and questions from a terminal.

Reads only, without a lease, on one connection with short time-outs. What changes anything goes through a ledger.
"""

from typing import Final, NamedTuple, Self, cast

import msgspec
import redis

from harken.document import CustomerDocument
from harken.errors import HarkenError
from harken.ledger.fields import offsets_of, time_of
from harken.ledger.keys import CLOCK_S, NUMBER, RULES, lane_keys
from harken.settings import Settings
from harken.themes import Themes

_document: Final = msgspec.json.Decoder(CustomerDocument)
_themes: Final = msgspec.json.Decoder(Themes)


class NoStore(HarkenError):
    """The store does not answer, or refuses to."""


class LaneGlance(NamedTuple):
    """Where one lane stands: next offset by topic (short name), clock in epoch seconds (-inf: never ran), commits, and
    the rules that a command brought (`harken.applied`; empty where none did)."""

    lane: int
    offsets: dict[str, int]
    clock_s: float
    commits: int = 0
    rules: bytes = b""


class Glance:
    """A reader of one installation's store.

    Parameters
    ----------
    settings : store, key prefix, number of lanes.
    timeout_s : how long one read may take, seconds, > 0.
    """

    def __init__(self, settings: Settings, timeout_s: float = 5.0) -> None:
        self._prefix = settings.key_prefix
        self._partitions = settings.partitions
        self.store = redis.Redis.from_url(settings.redis, socket_timeout=timeout_s, socket_connect_timeout=timeout_s)

    def __enter__(self) -> Self:
        """Nothing is connected before the first read."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of the connection."""
        self.store.close()

    def customers(self, ids: list[str]) -> list[CustomerDocument | None]:
        """The documents, without the fold's own state; None for who is not known. Raises NoStore."""
        if not ids:
            return []
        try:
            found = cast(list[bytes | None], self.store.mget([f"customer:{name}" for name in ids]))
        except redis.RedisError as error:
            raise NoStore(f"the store does not answer: {error}") from None
        return [None if data is None else _document.decode(data) for data in found]

    def at_risk(self, count: int) -> list[tuple[str, float]]:
        """Who is most at risk (probability times remaining value, major units), highest first. Raises NoStore."""
        return self._ranked("at-risk", count)

    def segment(self, name: str, count: int) -> list[tuple[str, float]]:
        """Who came into a segment last, and when (epoch seconds), the newest first. Raises NoStore."""
        return self._ranked(f"segment:{name}", count)

    def members(self, names: list[str]) -> dict[str, int]:
        """How many are in each of these segments. Raises NoStore."""
        keys = [f"{self._prefix}segment:{name}:{lane}" for name in names for lane in range(self._partitions)]
        try:
            with self.store.pipeline(transaction=False) as asked:
                for key in keys:
                    asked.zcard(key)
                counts = asked.execute()
        except redis.RedisError as error:
            raise NoStore(f"the store does not answer: {error}") from None
        return {name: sum(counts[n * self._partitions : (n + 1) * self._partitions]) for n, name in enumerate(names)}

    def _ranked(self, list_name: str, count: int) -> list[tuple[str, float]]:
        """The first of a list that each lane has a part of, highest score first."""
        try:
            with self.store.pipeline(transaction=False) as asked:
                for lane in range(self._partitions):
                    asked.zrevrange(f"{self._prefix}{list_name}:{lane}", 0, count - 1, withscores=True)
                parts = asked.execute()
        except redis.RedisError as error:
            raise NoStore(f"the store does not answer: {error}") from None
        merged = [(member.decode(), float(score)) for part in parts for member, score in part]
        return sorted(merged, key=lambda pair: (-pair[1], pair[0]))[:count]

    def model(self, name: str) -> dict[str, str]:
        """What the learner says of a model; empty before it said anything. Raises NoStore."""
        try:
            fields = cast(dict[bytes, bytes], self.store.hgetall(f"{self._prefix}model:{name}"))
        except redis.RedisError as error:
            raise NoStore(f"the store does not answer: {error}") from None
        return {key.decode(): value.decode() for key, value in fields.items()}

    def outcomes(self) -> dict[str, dict[str, float]]:
        """What came of alerts, by kind and figure (`harken.learning.outcomes`). Raises NoStore."""
        return msgspec.json.decode(self.model("alerts").get("kinds", "{}"), type=dict[str, dict[str, float]])

    def shifts(self) -> dict[str, float]:
        """How far features and the score have moved, by name; empty before that is known. Raises NoStore."""
        return msgspec.json.decode(self.model("population").get("shift", "{}"), type=dict[str, float])

    def segments(self) -> dict[str, dict[str, float]]:
        """What the learner says of each segment (centre, share of those lately seen, how far it moved in spreads), by
        name; empty before there are any. Raises NoStore."""
        return msgspec.json.decode(self.model("segments").get("segments", "{}"), type=dict[str, dict[str, float]])

    def themes(self) -> Themes:
        """What customers wrote about, by week; no weeks before anything was said. Raises NoStore."""
        try:
            found = cast(bytes | None, self.store.get(f"{self._prefix}themes"))
        except redis.RedisError as error:
            raise NoStore(f"the store does not answer: {error}") from None
        return _themes.decode(found) if found else Themes()

    def lanes(self, role: str) -> list[LaneGlance]:
        """Where the lanes of a role stand. Raises NoStore."""
        try:
            with self.store.pipeline(transaction=False) as asked:
                for lane in range(self._partitions):
                    asked.hgetall(lane_keys(self._prefix, role, lane).ledger)
                hashes = asked.execute()
        except redis.RedisError as error:
            raise NoStore(f"the store does not answer: {error}") from None
        texts = [{key.decode(): value for key, value in fields.items()} for fields in hashes]
        return [
            LaneGlance(
                n, offsets_of(fields), time_of(fields.get(CLOCK_S)), int(fields.get(NUMBER, 0)), fields.get(RULES, b"")
            )
            for n, fields in enumerate(texts)
        ]
