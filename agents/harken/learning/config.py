"""What the learner is told once: who learns beside the champion, whether the better may take over by themselves, and
what words are worth before anybody has taught them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from harken.models.learners import MODELS
from harken.recommend.item_bounds import USUAL, ItemBounds

Lexicon = Callable[[], Mapping[str, float]]


@dataclass(frozen=True)
class LearnerConfig:
    """The learner's numbers.

    Parameters
    ----------
    challengers : names of models that learn and are judged beside the champion.
    promote_after : labels over which a challenger must have been better to be promoted by itself; 0: nobody ever is.
    segments : groups of customers, 2 to 8.
    item_shards : among how many learners items' neighbours are shared out; 0: who has the lists has them too.
    lexicon : gives the valences of words that the text model begins with.
    override_weight : as how many labels one counts whose customer somebody had given a score by hand, > 0.
    items : from when to when an item is learned.
    """

    challengers: tuple[str, ...] = tuple(model.name for model in MODELS if model.by_default)
    promote_after: int = 0
    lexicon: Lexicon = dict
    segments: int = 5
    override_weight: float = 1.0
    item_shards: int = 0
    items: ItemBounds = USUAL
