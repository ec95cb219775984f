"""The sample of `harken replay --sample`, written by the simulated shop: `python -m harken.demo.sample FILE`."""

import sys
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path
from random import Random
from typing import Final

import msgspec
import zstandard

from harken.demo.shop import Shop, ShopSize
from harken.demo.shopper import DAY_S
from harken.events import TYPES, Event

SEED: Final = 20
START_S: Final = 1_735_689_600.0  # 2025-01-01
DAYS: Final = 210
SIZE: Final = ShopSize(customers=100, opening_d=30.0, joins_a_day=0.3)
_NAMES: Final = {topic: name for name, topic in TYPES}


def sample_lines() -> Iterator[bytes]:
    """The sample, one JSON object a line, each with its `type`."""
    shop = Shop(Random(SEED), START_S, SIZE)
    for line in takewhile(lambda line: line.ts_s < START_S + DAYS * DAY_S, shop.lines()):
        if not isinstance(line.event, dict):
            yield _with_type(_NAMES[line.topic], line.event) + b"\n"


def _with_type(name: str, event: Event) -> bytes:
    return msgspec.json.encode({"type": name, **msgspec.to_builtins(event)})


if __name__ == "__main__":
    Path(sys.argv[1]).write_bytes(zstandard.ZstdCompressor(19).compress(b"".join(sample_lines())))
