"""What experiments on alerts have shown, out of customers' documents: trials by family, experiment and arm."""

from collections import Counter
from collections.abc import Iterator
from typing import Any, Final, get_args

from harken.alert import Group
from harken.customer import Trial
from harken.fold.config import ActivityConfig
from harken.fold.labels import has_left
from harken.fold.trials import oldest_s
from harken.metrics.effect import ALPHA, Arm, Effect, effect_of

GROUPS: Final[tuple[Group, ...]] = get_args(Group)


class Experiments:
    """Counts trials.

    Parameters
    ----------
    config : of the fold that wrote the documents.
    """

    def __init__(self, config: ActivityConfig) -> None:
        self._config = config
        self._counts: dict[tuple[str, str], Counter[tuple[Group, str]]] = {}

    def take(self, trials: dict[str, Trial] | None, clock_s: float) -> None:
        """Take one customer's; `clock_s` is what the clock of their lane says, epoch seconds."""
        for family, trial in (trials or {}).items():
            counts = self._counts.setdefault((family, trial.experiment), Counter())
            if trial.at_s < oldest_s(clock_s, self._config):
                counts[trial.group, "too_old"] += 1
                continue
            counts[trial.group, "begun"] += 1
            if trial.due_s <= clock_s:
                counts[trial.group, "judged"] += 1
                counts[trial.group, "stayed"] += not has_left(trial)

    def figures(self) -> list[dict[str, Any]]:
        """One entry an experiment, by family and name."""
        return list(self._figures())

    def _figures(self) -> Iterator[dict[str, Any]]:
        for (family, name), counts in sorted(self._counts.items()):
            arms = {group: Arm(counts[group, "judged"], counts[group, "stayed"]) for group in GROUPS}
            effect = effect_of(arms["treated"], arms["held_out"])
            yield {
                "family": family,
                "experiment": name,
                **{group: _arm(arms[group], counts, group) for group in GROUPS},
                "effect": None if effect is None else _effect(effect),
                "ever_wrong": ALPHA,
            }


def _arm(arm: Arm, counts: Counter[tuple[Group, str]], group: Group) -> dict[str, Any]:
    return {
        "begun": counts[group, "begun"],
        "waiting": counts[group, "begun"] - arm.judged,
        "judged": arm.judged,
        "stayed": arm.stayed,
        "share_stayed": None if arm.share is None else _round(arm.share),
        "missing": arm.missing,
        "too_old": counts[group, "too_old"],
    }


def _effect(effect: Effect) -> dict[str, float]:
    return {"difference": _round(effect.difference), "low": _round(effect.low), "high": _round(effect.high)}


def _round(figure: float) -> float:
    return round(figure, 4)
