"""The champion and its challengers: judged on each label before they learn it, each in columns of its own.

*Re-scored* is a model as it is when the label comes, with the prior as it is known by then; *recalled* is both as they
were when the score was given (`harken.learning.recall`). What was really said then is neither, but the *stored* column
of `harken.learning.churn`. Every model is judged by what scorers would say with it: blended with the prior.
"""

from collections.abc import Mapping
from typing import Final
from zlib import compress, decompress

from msgspec import UNSET, Struct, field, msgpack

from harken.card import ModelCard
from harken.example import ChurnExample
from harken.learning.config import LearnerConfig
from harken.learning.recall import Recall
from harken.metrics.progressive import Progressive
from harken.models.bgnbd import PRIOR_LOGIT
from harken.models.churn import blend
from harken.models.learners import BY_NAME, MODELS
from harken.models.model import Model, Pieces, Servable
from harken.models.online_logistic import OnlineLogistic
from harken.models.shadow import Shadow
from harken.models.stack import Stack

COLUMNS: Final = "columns"
RECALL: Final = "recall:"
MODEL: Final = "model"


class Columns(Struct):
    """One model's figures, never mixed."""

    rescored: Progressive = field(default_factory=Progressive)
    recalled: Progressive = field(default_factory=Progressive)


class Verdict(Struct, frozen=True):
    """One label's scores before it was learned, by model: now, and as it would have been at the time."""

    rescored: Mapping[str, float]
    recalled: Mapping[str, float]


_columns: Final = msgpack.Decoder(dict[str, Columns])


class Contest:
    """Models that learn from the same labels.

    Parameters
    ----------
    names : the features, in order.
    champion : it learns whether it is among the challengers or not.
    """

    def __init__(self, names: tuple[str, ...], config: LearnerConfig, champion: str) -> None:
        self._names = names
        wanted = {MODELS[0].name, champion, *config.challengers}
        self.models: dict[str, Model] = {model.name: model() for model in MODELS if model.name in wanted}
        self._alone = {name: model for name, model in self.models.items() if not isinstance(model, Stack)}
        self._stack = next((model for model in self.models.values() if isinstance(model, Stack)), None)
        self.servable: dict[str, Servable] = {
            n: model for n, model in self.models.items() if isinstance(model, Servable)
        }
        self.columns = {name: Columns() for name in self.models}
        self._recall = Recall(names)
        self._override_weight = config.override_weight
        if champion == Shadow.name:
            self.open_shadow()

    def learn_one(self, example: ChurnExample, prior_logit: float, *, silent_long: bool) -> Verdict:
        """Judge every model on one label, then teach it to all of them.

        Parameters
        ----------
        prior_logit : the prior's, as it is known now; the example has what it was when the score was given.
        """
        left = example.left
        features = dict(zip(self._names, example.features, strict=True))
        #  The prior's parameters are learned as weights are, so a model as it is now has them as they are now.
        now = {**features, PRIOR_LOGIT: prior_logit}
        logits = {name: model.logit_one(now) for name, model in self._alone.items()}
        said = {name: blend(self._alone[name].labels, logit, prior_logit) for name, logit in logits.items()}
        if self._stack is not None:
            said[Stack.name] = blend(self._stack.labels, self._stack.logit_one(logits), prior_logit)
        for name, score in said.items():
            self.columns[name].rescored.judge(score, left, silent_long=silent_long)
        recalled: Mapping[str, float] = {}
        if len(self.models) > 1:  # with nobody to compare, the stored column says it all
            self._recall.remember(example.known_s, max(example.known_s - example.at_s, 1.0), self.servable)
            recalled = self._recall.scores(example.at_s, example.features, example.prior_logit)
            for name, score in recalled.items():
                if name in self.columns:
                    self.columns[name].recalled.judge(score, left, silent_long=silent_long)
        weight = 1.0 if example.override is UNSET else self._override_weight
        for model in self._alone.values():
            model.learn_one(features, left, weight)
        if self._stack is not None:
            self._stack.learn_one(logits, left, weight)
        return Verdict(said, recalled)

    def open_shadow(self) -> None:
        """Let an untaught logistic learn beside the others from now on; it takes the place of one that was there."""
        shadow = Shadow()
        self.models[Shadow.name] = self._alone[Shadow.name] = self.servable[Shadow.name] = shadow
        self.columns[Shadow.name] = Columns()
        self._recall.disown(Shadow.name)

    @property
    def shadow(self) -> Model | None:
        """The shadow, where one is open."""
        return self.models.get(Shadow.name)

    def hindrance(self, name: str) -> str | None:
        """Why a model cannot be the champion, in one line; None where it can."""
        if name == Shadow.name and self.shadow is None:
            return "no shadow is open: one is where the champion does worse than it did"
        if name != Shadow.name and name not in BY_NAME:
            return f"there is no model {name!r}; there are {', '.join(BY_NAME)}"
        if name not in self.models:
            return f"{name} does not learn here: it is not among HARKEN_CHALLENGERS"
        if name not in self.servable:
            return f"{name} is no row of numbers: scorers cannot score a batch with it or give reasons"
        return None if self.models[name].labels else f"{name} has learned nothing yet"

    def cards(self) -> dict[str, ModelCard]:
        """What each model has learned, whether it can be the champion, and its progressive metrics."""
        return {
            name: ModelCard(
                model.labels,
                self.hindrance(name),
                self.columns[name].rescored.figures(),
                self.columns[name].recalled.figures(),
                self.columns[name].rescored.calibration(),
            )
            for name, model in self.models.items()
        }

    def dump(self) -> dict[str, bytes]:
        """Models, figures and memories, in pieces; histograms are mostly zeros, so they are packed."""
        pieces = {COLUMNS: compress(msgpack.encode(self.columns), 1)}
        pieces |= {RECALL + name: data for name, data in self._recall.dump().items()}
        for name, model in self.models.items():
            pieces |= {_key(name, piece): data for piece, data in model.dump().items()}
        return pieces

    def load(self, pieces: Pieces) -> None:
        """Continue exactly where `dump` stood; a model that was not there then begins now."""
        if any(_piece(Shadow.name, key) is not None for key in pieces) and self.shadow is None:
            self.open_shadow()
        found = _columns.decode(decompress(pieces[COLUMNS])) if COLUMNS in pieces else {}
        self.columns = {name: found.get(name, Columns()) for name in self.models}
        memories = {name.removeprefix(RECALL): data for name, data in pieces.items() if name.startswith(RECALL)}
        if memories:
            self._recall.load(memories)
        for name, model in self.models.items():
            own = {}
            for key, data in pieces.items():
                if (piece := _piece(name, key)) is not None:
                    own[piece] = data
            if own:
                model.load(own)


def _key(model: str, piece: str) -> str:
    """`model` is the logistic's, as it was when there was only that; others are `model:NAME[:PIECE]`."""
    name = MODEL if model == OnlineLogistic.name else f"{MODEL}:{model}"
    return f"{name}:{piece}" if piece else name


def _piece(model: str, key: str) -> str | None:
    """The inverse: the piece's name where the key is of this model."""
    whole = _key(model, "")
    if key == whole:
        return ""
    return key.removeprefix(f"{whole}:") if model != OnlineLogistic.name and key.startswith(f"{whole}:") else None
