"""Microseconds a churn label of the learner: each model alone, and what the learner does with them; no broker.

    python -m benchmarks.learner [--labels N] [--rounds N] [--all]

Labels are synthetic, with harken's features, from packs as they come over the wire; of several rounds the least stands.
`--all` also has the models that are off by default.
"""

import argparse
import random
from collections.abc import Callable, Sequence
from math import exp
from time import process_time

import msgspec
from rich.console import Console
from rich.table import Table

from harken.example import CHURN, ChurnExample, ExamplePack
from harken.features import FEATURE_NAMES
from harken.learning.churn import ChurnPart
from harken.learning.config import LearnerConfig
from harken.models.learners import MODELS
from harken.models.model import Model

DAY_S = 86_400.0
#: Labels in one message, as a busy lane packs them.
PACK = 100


def labels(count: int, seed: int = 1) -> list[ChurnExample]:
    """Labels a quarter of an hour apart, of which three features tell something."""
    rng = random.Random(seed)
    found = []
    for n in range(count):
        row = [rng.gauss(0.0, 1.0) for _ in FEATURE_NAMES]
        known_s = 1_700_000_000.0 + n * 900.0
        logit = row[2] - 0.7 * row[0] + 0.5 * row[-1]
        left = rng.random() < 1 / (1 + exp(-logit))
        found.append(
            ChurnExample(
                cause=f"0|label|customer-{n}|{known_s!r}",
                at_s=known_s - 90 * DAY_S,
                known_s=known_s,
                features=row,
                score=0.5,
                prior_logit=row[-1],
                version="prior",
                silent_s=(n % 120) * DAY_S,
                left=left,
            )
        )
    return found


def main() -> None:
    """Print two tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--labels", type=int, default=6000, help="labels a round (default %(default)s)")
    parser.add_argument("--rounds", type=int, default=5, help="rounds, of which the least time stands (%(default)s)")
    parser.add_argument("--all", action="store_true", help="also what is off by default")
    options = parser.parse_args()
    found = labels(options.labels)
    table = Table("a model alone", "predict, us", "learn, us", "state, KB")
    for model in MODELS:
        if model.by_default or options.all:
            some = found if model.by_default else found[: options.labels // 3]
            predicted, learned, size = _least([_alone(model, some) for _ in range(options.rounds)])
            table.add_row(model.name, f"{predicted:.1f}", f"{learned:.1f}", f"{size / 1000:,.0f}")
    Console().print(table)
    packs = [_pack(found[start : start + PACK]) for start in range(0, len(found), PACK)]
    table = Table("the learner", "us a label", "labels a second", "publish and checkpoint, ms")
    everyone = tuple(model.name for model in MODELS)
    for name, config in (
        ("champion alone", LearnerConfig(())),
        ("with the challengers that are on by default", LearnerConfig()),
        *((("with all of them", LearnerConfig(everyone)),) if options.all else ()),
    ):
        took, said = _least([_part(config, packs) for _ in range(options.rounds)])
        table.add_row(name, f"{took:.1f}", f"{1e6 / took:,.0f}", f"{said:.1f}")
    Console().print(table)


def _alone(make: Callable[[], Model], found: Sequence[ChurnExample]) -> tuple[float, float, float]:
    model = make()
    rows = [dict(zip(FEATURE_NAMES, example.features, strict=True)) for example in found]
    predicted = learned = 0.0
    for row, example in zip(rows, found, strict=True):
        began = process_time()
        model.logit_one(row)
        then = process_time()
        model.learn_one(row, example.left)
        learned += process_time() - then
        predicted += then - began
    per_label = 1e6 / len(found)
    return predicted * per_label, learned * per_label, float(sum(map(len, model.dump().values())))


def _part(config: LearnerConfig, packs: Sequence[ExamplePack]) -> tuple[float, float]:
    part = ChurnPart(config)
    began = process_time()
    for pack in packs:
        part.learn([pack], in_step=False)
    learned = process_time() - began
    part.checkpoint()
    part.learn([_pack(labels(1, seed=2))], in_step=False)
    began = process_time()
    part.published(0.0)
    part.checkpoint()
    return learned / (len(packs) * PACK) * 1e6, (process_time() - began) * 1e3


def _pack(examples: Sequence[ChurnExample]) -> ExamplePack:
    raw = msgspec.Raw(msgspec.json.encode(list(examples)))
    return ExamplePack(model=CHURN, lane=0, names=FEATURE_NAMES, examples=raw)


def _least(rounds: Sequence[tuple[float, ...]]) -> tuple[float, ...]:
    return tuple(map(min, zip(*rounds, strict=True)))


if __name__ == "__main__":
    main()
