"""A learner without an engine: what it publishes and checkpoints lands in dicts, as it would in the store."""

from collections.abc import Sequence
from typing import Any

import msgspec

from harken.card import ChurnCard, read_card
from harken.example import ExamplePack
from harken.learner import Learner
from harken.learning import patches
from harken.learning.config import LearnerConfig
from harken.learning.texts import MODEL_KEY, NUMBERS_KEY, THEMES_KEY
from harken.recommend.neighbours import Neighbour
from harken.shelf import ChurnSnapshot
from harken.text.sentiment import Sentiment
from harken.text.theme_model import ThemeModel
from harken.themes import Themes

DAY_S = 86_400.0


class LearnerDriver:
    """One learner, and a store that holds what it said; it can be killed and begun again at any time."""

    def __init__(self, config: LearnerConfig | None = None) -> None:
        self._config = config
        self.strings: dict[str, bytes] = {}
        self.scores: dict[str, dict[str, float]] = {}
        self.hashes: dict[str, dict[str, bytes]] = {}
        self.state: dict[str, bytes] = {}
        self.learner = Learner(0, config=config)

    def learn(self, packs: Sequence[ExamplePack], *, in_step: bool = False, step_s: float = 0.0) -> None:
        """Learn, publish and checkpoint, as one turn of a lane does."""
        if in_step:
            self.learner.learn_sorted(packs)
        else:
            self.learner.learn(packs)
        published = self.learner.published(step_s)
        _write(self.strings, published.strings)
        for key, members in published.scores.items():
            _write(self.scores.setdefault(key, {}), members)
        for key, fields in published.hashes.items():
            self.hashes.setdefault(key, {}).update(fields)
        _write(self.state, self.learner.checkpoint())

    def restart(self) -> None:
        """A new learner, from the state alone; an index hands its keys out in an order of its own."""
        self.learner = Learner(0, config=self._config)
        self.learner.restore({key: self.state[key] for key in sorted(self.state, reverse=True)})

    @property
    def snapshot(self) -> ChurnSnapshot:
        """As last published."""
        return msgspec.json.decode(self.strings["harken:snapshot:churn"], type=ChurnSnapshot)

    @property
    def themes(self) -> Themes:
        """As last published."""
        return msgspec.json.decode(self.strings["harken:themes"], type=Themes)

    def similar(self, item: str) -> list[Neighbour]:
        """The published neighbours of an item."""
        return msgspec.json.decode(self.strings.get(f"harken:similar:{item}", b"[]"), type=list[Neighbour])

    def card(self, model: str) -> dict[str, Any]:
        """A model's card, its metrics read."""
        fields: dict[str, Any] = {k: v.decode() for k, v in self.hashes[f"harken:model:{model}"].items()}
        if "metrics" in fields:
            fields["metrics"] = msgspec.json.decode(fields["metrics"])
        return fields

    def churn_card(self) -> ChurnCard:
        """The churn models' card, as a terminal reads it."""
        return read_card({k: v.decode() for k, v in self.hashes["harken:model:churn"].items()})

    def said(self) -> tuple[object, ...]:
        """All that scorers read."""
        return self.strings, {key: members for key, members in self.scores.items() if members}, self.hashes

    def models(self) -> dict[str, object]:
        """The state, as numbers; the order of lanes is no part of it, nor in how many patches a text model lies.

        Nor are the versions kept to go back to: what was published on the way depends on when something was.
        """
        state: dict[str, Any] = {
            key: msgspec.json.decode(value) if value[:1] == b"{" else value for key, value in sorted(self.state.items())
        }
        home = "harken:learned:0:"
        state.get(f"{home}churn:numbers", {}).get("pointer", {}).pop("kept", None)
        if (numbers := state.get(home + NUMBERS_KEY)) is not None:
            for key, sizes, model in (
                (MODEL_KEY, "patches", Sentiment()),
                (THEMES_KEY, "theme_patches", ThemeModel()),
            ):
                own = {name: state.pop(name) for name in list(state) if name.startswith(home + key)}
                model.load(*patches.read(home + key, own, numbers.pop(sizes)))
                state[key] = model.dump()
            #  When a snapshot is due depends on when it is asked for.
            del numbers["published_labels"], numbers["version"]
        return state


def _write(into: dict[str, Any], changes: Any) -> None:
    for key, value in changes.items():
        if value is None:
            into.pop(key, None)
        else:
            into[key] = value
