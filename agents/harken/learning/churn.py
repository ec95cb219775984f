"""The churn road's learning: labels into the models, rhythms into the BG/NBD prior, the champion into a snapshot.

Every label is judged before it is learned, and figures of two kinds are never mixed: *stored*, of the score that was
given at the time, and *re-scored*, of a model as it is now, its prior with it, on the features as they were then
(Grzenda, Gomes & Bifet 2020, Delayed labelling evaluation for data streams). Challengers have *recalled* ones too
(`harken.learning.contest`).
"""

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from itertools import chain
from math import hypot, isfinite
from typing import Final, NamedTuple

import msgspec
from msgspec import UNSET, Struct, field, json

from harken.card import Change, ChurnCard
from harken.example import (
    CHURN,
    ORDER,
    OUTCOME,
    RHYTHM,
    ChurnExample,
    ExamplePack,
    ModelOrder,
    OutcomeExample,
    RhythmExample,
)
from harken.features import FEATURE_NAMES
from harken.features.older import whole_snapshot
from harken.learning.config import LearnerConfig
from harken.learning.contest import Contest
from harken.learning.drift import WARM_UP, DriftWatch
from harken.learning.known import Known, Told, told
from harken.learning.lead import Leads
from harken.learning.outcomes import Outcomes
from harken.learning.packs import churn_examples, orders, outcome_examples, rhythm_examples
from harken.learning.pointer import Pointer
from harken.learning.prior import priors_now
from harken.learning.publication import Publication
from harken.learning.reservoir import Reservoir
from harken.metrics.overruled import Overruled
from harken.metrics.progressive import Progressive
from harken.metrics.silences import Silences
from harken.models.churn import model_snapshot
from harken.models.learners import MODELS
from harken.models.online_logistic import OnlineLogistic
from harken.models.shadow import Shadow
from harken.shelf import ChurnSnapshot
from harken.worse import Worse

HOME: Final = "churn:"
NUMBERS_KEY: Final = "churn:numbers"
RHYTHM_KEY: Final = "churn:rhythm"

#: No feature of a customer is beyond it, and one that were would ruin every sum that it enters, for ever.
LARGEST: Final = 1e12
DAY_S: Final = 86_400.0


class _Numbers(Struct, omit_defaults=True):
    """What is kept beside the models."""

    known: Known = field(default_factory=Known)
    known_rhythms: Known = field(default_factory=Known)
    stored: Progressive = field(default_factory=Progressive)
    left_out: int = 0
    drifts: int = 0
    #: Snapshots of customers that were taken, and how long their labels took, days.
    snapshots: int = 0
    delay_d: float = 0.0
    #: Where one was written without it, before there was a choice, the logistic scored.
    pointer: Pointer = field(default_factory=lambda: Pointer(OnlineLogistic.name))
    leads: Leads = field(default_factory=Leads)
    #: When the shadow was opened that is there, epoch seconds; 0: there was never one.
    shadow_s: float = 0.0
    #: None where nobody ever set a score by hand.
    overruled: Overruled | None = None
    #: What came of alerts; nothing where an older release wrote it.
    outcomes: Outcomes = field(default_factory=Outcomes)
    known_outcomes: Known = field(default_factory=Known)
    silences: Silences = field(default_factory=Silences)


_numbers = json.Decoder(_Numbers)


class _Opened(NamedTuple):
    """What packs hold."""

    rhythms: list[Told[RhythmExample]]
    labels: list[Told[ChurnExample]]
    orders: list[ModelOrder]
    outcomes: list[Told[OutcomeExample]]


class ChurnPart:
    """Learns from packs of `churn` and `rhythm` examples, counts what came of alerts, and obeys orders on which model
    scores.

    Parameters
    ----------
    config : who learns beside the champion.
    names : the features' names, in order; examples with others (another release's) are counted and left out.
    """

    models = (CHURN, RHYTHM, ORDER, OUTCOME)

    def __init__(self, config: LearnerConfig | None = None, names: tuple[str, ...] = FEATURE_NAMES) -> None:
        self._config = config or LearnerConfig()
        self._names = names
        self._numbers = _Numbers(pointer=Pointer(MODELS[0].name))
        self._contest = Contest(names, self._config, self._numbers.pointer.model)
        self._reservoir = Reservoir()
        self._drift = DriftWatch()
        self._worse: list[Worse] = []
        self._changed = False
        #: What was last written under each key, by digest.
        self._written: dict[str, bytes] = {}

    def learn(self, packs: Sequence[ExamplePack], *, in_step: bool) -> None:
        """Learn the new ones among these packs' examples, in step sorted by the time they became known."""
        # All packs are opened before the first example is remembered: one that does not open changes nothing.
        opened = [_opened(pack) for pack in packs]
        if in_step:
            opened = [_Opened(*(list(chain.from_iterable(kind)) for kind in zip(*opened, strict=True)))]
        for rhythms, labels, said, outcomes in opened:
            self._learn(rhythms, labels, said, in_step=in_step)
            self._count(outcomes)

    def published(self, step_s: float) -> Publication:
        """The champion's snapshot for the scorers, and the card of all models."""
        snapshot = msgspec.structs.replace(self._snapshot(), step_s=step_s if isfinite(step_s) else 0.0)
        numbers = self._numbers
        pointer = numbers.pointer
        models = self._contest.cards()
        champion = models[pointer.model]
        card = ChurnCard(
            champion=pointer.model,
            version=snapshot.version,
            pinned="" if pointer.pinned is None else pointer.pinned.version,
            labels=champion.labels,
            pending=max(0, numbers.snapshots - numbers.stored.labels - numbers.left_out),
            delay_d=round(numbers.delay_d, 2),
            left_out=numbers.left_out,
            drifts=numbers.drifts,
            shadow_s=numbers.shadow_s,
            metrics={"stored": numbers.stored.figures(), "rescored": champion.rescored},
            models=models,
            kept=tuple(kept.version for kept in pointer.kept),
            changes=tuple(pointer.changes),
            refused=tuple(pointer.refused),
            overrides={} if numbers.overruled is None else numbers.overruled.figures(),
            calibration=numbers.stored.calibration(),
        )
        return Publication(
            strings={"snapshot:churn": json.encode(snapshot)},
            scores={},
            hashes={
                "model:churn": card.fields(),
                "model:alerts": {"kinds": json.encode(numbers.outcomes.figures(numbers.silences))},
            },
        )

    @property
    def drifts(self) -> int:
        """How often the champion has been found to do worse than it did; nothing is reset for it."""
        return self._numbers.drifts

    def worse(self) -> Sequence[Worse]:
        """Each time that it was found since this was last asked."""
        found, self._worse = self._worse, []
        return found

    @property
    def changes(self) -> Sequence[Change]:
        """What was done to the pointer, the newest last."""
        return self._numbers.pointer.changes

    def checkpoint(self) -> dict[str, bytes | None]:
        """State that changed since the last call, by key."""
        if not self._changed:
            return {}
        self._changed = False
        state = {HOME + piece: data for piece, data in self._contest.dump().items()}
        state |= {NUMBERS_KEY: json.encode(self._numbers), RHYTHM_KEY: self._reservoir.dump()}
        before, self._written = self._written, {key: _digest(data) for key, data in state.items()}
        changed: dict[str, bytes | None] = {k: data for k, data in state.items() if before.get(k) != self._written[k]}
        return changed | dict.fromkeys(before.keys() - state.keys())

    def restore(self, state: Mapping[str, bytes]) -> bool:
        """Continue exactly where the checkpoint stood; whether there was one."""
        if NUMBERS_KEY not in state:
            return False
        own = {key: data for key, data in state.items() if key.startswith(HOME)}
        self._numbers = _numbers.decode(own[NUMBERS_KEY])
        pointer = self._numbers.pointer
        pointer.pinned = None if pointer.pinned is None else whole_snapshot(pointer.pinned)
        pointer.kept = [whole_snapshot(kept) for kept in pointer.kept]
        self._contest = Contest(self._names, self._config, self._numbers.pointer.model)
        self._contest.load({key.removeprefix(HOME): data for key, data in own.items()})
        self._reservoir.load(own[RHYTHM_KEY])
        self._written = {key: _digest(data) for key, data in own.items()}
        return True

    def _learn(
        self,
        rhythms: Sequence[Told[RhythmExample]],
        labels: Sequence[Told[ChurnExample]],
        said: Sequence[ModelOrder],
        *,
        in_step: bool,
    ) -> None:
        """First what moves the prior, then the labels, which are judged with it, then what is ordered."""
        numbers = self._numbers
        rhythms = numbers.known_rhythms.new_of_wakeups(rhythms, in_step=in_step)
        for rhythm in rhythms:
            self._reservoir.learn_one(rhythm.example)
        numbers.snapshots += len(rhythms)
        labels = numbers.known.new_of_wakeups(labels, in_step=in_step)
        if in_step:
            said = sorted(said, key=lambda order: (order.at_s, order.id))
        usable = [e for e, _, names in labels if names == self._names and is_usable(e, len(names))]
        numbers.left_out += len(labels) - len(usable)
        for label, prior_logit in zip(usable, priors_now(usable, self._reservoir.parameters_at), strict=True):
            self._learn_one(label, prior_logit)
        for order in said:
            self._obey(order)
        self._changed |= bool(labels or rhythms or said)

    def _count(self, outcomes: Sequence[Told[OutcomeExample]]) -> None:
        """What came of alerts; in whichever order, it adds up to the same."""
        numbers = self._numbers
        for outcome in numbers.known_outcomes.new_of_wakeups(outcomes, in_step=False):
            numbers.outcomes.learn_one(outcome.example)
            self._changed = True

    def _learn_one(self, example: ChurnExample, prior_logit: float) -> None:
        numbers = self._numbers
        pointer = numbers.pointer
        if pointer.is_new_day(example.known_s):
            pointer.keep(self._snapshot())
        delay_s = example.known_s - example.at_s
        silent_long = example.silent_s > delay_s
        numbers.delay_d = delay_s / DAY_S
        numbers.stored.judge(example.score, example.left, silent_long=silent_long)
        numbers.silences.take(example.silent_s, max(delay_s, 1.0), example.left)
        if example.override is not UNSET:
            numbers.overruled = numbers.overruled or Overruled()
            numbers.overruled.judge(example.override, example.score, example.left)
        labels = self._contest.models[pointer.model].labels
        verdict = self._contest.learn_one(example, prior_logit, silent_long=silent_long)
        if self._drift.judge(verdict.rescored[pointer.model], example.left, labels):
            self._notice(example.known_s, labels)
        if self._config.promote_after and pointer.pinned is None:
            winner = numbers.leads.judge(pointer.model, verdict.recalled, example.left, self._config.promote_after)
            if winner is not None and self._contest.hindrance(winner) is None:
                before, after = self._snapshot(), self._snapshot_of(winner)
                pointer.promote(winner, Change(example.known_s, "rule", before.version, after.version), before)

    def _notice(self, at_s: float, labels: int) -> None:
        """The champion does worse: remember it, and open a shadow unless one has still to show what it is worth."""
        numbers, contest = self._numbers, self._contest
        numbers.drifts += 1
        shadow, champion = contest.shadow, numbers.pointer.model
        opens = champion != Shadow.name and (shadow is None or shadow.labels >= WARM_UP)
        if opens:
            contest.open_shadow()
            numbers.leads.forget(Shadow.name)
            numbers.shadow_s = at_s
        version = self._snapshot().version
        self._worse.append(Worse(numbers.drifts, at_s, champion, version, labels, self._drift.losses, opens))

    def _obey(self, order: ModelOrder) -> None:
        """Move the pointer as somebody says, or remember why not."""
        pointer = self._numbers.pointer
        if pointer.knows(order.id):
            return
        before = self._snapshot()
        if order.deed == "promote":
            why = self._contest.hindrance(order.target)
            after = None if why else self._snapshot_of(order.target)
        else:
            after = pointer.version_to_go_back_to(order.target, before.version)
            why = f"version {order.target} is not kept" if order.target else "no earlier version is kept"
            if after is not None and after.names not in ((), self._names):
                why, after = f"version {after.version} was learned on the features of another release", None
        if after is None:
            pointer.refuse(order.id, why or "")
            return
        change = Change(order.at_s, order.deed, before.version, after.version, order.id)
        if order.deed == "promote":
            pointer.promote(order.target, change, before)
        else:
            pointer.pin(after, change, before)
        self._numbers.leads.clear()

    def _snapshot(self) -> ChurnSnapshot:
        """What scores now."""
        pointer = self._numbers.pointer
        return self._snapshot_of(pointer.model) if pointer.pinned is None else pointer.pinned

    def _snapshot_of(self, name: str) -> ChurnSnapshot:
        model = self._contest.servable[name]
        coefficients, rhythm = model.coefficients(), self._reservoir.parameters
        digest = blake2b(json.encode((coefficients, rhythm)), digest_size=4).hexdigest()
        return model_snapshot(
            coefficients,
            self._names if model.labels else (),
            version=f"{name}-{model.labels}-{digest}",
            step_s=0.0,
            labels=model.labels,
            rhythm=rhythm,
        )


def _opened(pack: ExamplePack) -> _Opened:
    """What one pack holds; raises MalformedPack where it does not open."""
    if pack.model == CHURN:
        return _Opened([], told(pack, churn_examples(pack)), [], [])
    if pack.model == RHYTHM:
        return _Opened(told(pack, rhythm_examples(pack)), [], [], [])
    if pack.model == OUTCOME:
        return _Opened([], [], [], told(pack, outcome_examples(pack)))
    return _Opened([], [], orders(pack), [])


def _digest(data: bytes) -> bytes:
    return blake2b(data, digest_size=16).digest()


def is_usable(example: ChurnExample, features: int) -> bool:
    """Whether it has all features and none is beyond all bounds; one of a snapshot taken by another release may not."""
    if len(example.features) != features:
        return False
    #  No number is beyond the root of all squares, found in C; where one is none it is none either.
    if hypot(*example.features, example.prior_logit) <= LARGEST:
        return True
    return all(abs(number) <= LARGEST for number in (*example.features, example.prior_logit))
