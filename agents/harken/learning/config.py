"""What the learner is told once: who learns beside the champion, and whether the better may take over by themselves."""

from dataclasses import dataclass

from harken.models import MODELS


@dataclass(frozen=True)
class LearnerConfig:
    """The learner's numbers.

    Parameters
    ----------
    challengers : names of models that learn and are judged beside the champion.
    promote_after : labels over which a challenger must have been better to be promoted by itself; 0: nobody ever is.
    """

    challengers: tuple[str, ...] = tuple(model.name for model in MODELS if model.by_default)
    promote_after: int = 0
