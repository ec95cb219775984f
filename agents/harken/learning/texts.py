"""The text road's learning: texts with a score teach the text model, with a topic the themes; all are counted by week.

A label is known when the text is, or comes later and alone (`harken.fold.unrated`); each text is judged by the model as
it is then, and learned (prequential). A snapshot of the text model is published when a fiftieth more was learned, which
is 50 times while what was learned becomes e times as much; the models are checkpointed in patches.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct, field, json

from harken.example import TEXT, ExamplePack, TextExample
from harken.learning import patches
from harken.learning.config import Lexicon
from harken.learning.known import Known, event_place
from harken.learning.packs import text_examples
from harken.learning.publication import Publication
from harken.learning.theme_weeks import count
from harken.metrics.progressive import Tally
from harken.text.hashes import Hashes, unpack
from harken.text.sentiment import Sentiment
from harken.text.snapshot import encode_snapshot
from harken.text.theme_model import ThemeModel
from harken.text.themes import names_of, themes_of_topic
from harken.themes import Themes

MODEL_KEY: Final = "text:model"
THEMES_KEY: Final = "text:themes"
NUMBERS_KEY: Final = "text:numbers"

#: A snapshot is published when one label in so many is new.
PUBLISHED_EVERY: Final = 50


class _Numbers(Struct):
    """What is kept beside the models; the patches' sizes are None before the model was written."""

    known: Known = field(default_factory=Known)
    judged: Tally = field(default_factory=Tally)
    weeks: Themes = field(default_factory=Themes)
    texts: int = 0
    published_labels: int = 0
    version: str = ""
    patches: list[int] | None = None
    theme_patches: list[int] | None = None


_numbers: Final = json.Decoder(_Numbers)


class _Models:
    """Both models: five mebibytes that a learner without texts does not have."""

    def __init__(self) -> None:
        self.sentiment = Sentiment()
        self.themes = ThemeModel()


class TextPart:
    """Learns from packs of `text` examples.

    Parameters
    ----------
    lexicon : gives the valences that the text model begins with; asked at the first text.
    """

    models = (TEXT,)

    def __init__(self, lexicon: Lexicon = dict) -> None:
        self._lexicon = lexicon
        self._models: _Models | None = None
        self._numbers = _Numbers()
        self._changed = False

    def learn(self, packs: Sequence[ExamplePack], *, in_step: bool) -> None:
        """Learn the new ones among these packs' examples, in step sorted by the time they became known."""
        # All packs are opened before the first example is remembered: one that does not open changes nothing.
        texts = [text for pack in packs for text in text_examples(pack)]
        texts = [text for text in texts if self._numbers.known.is_new_event(text.cause)]
        if in_step:
            texts.sort(key=lambda text: (text.known_s, event_place(text.cause)))
        if texts and self._models is None:
            self._models = _Models()
            self._models.sentiment.seed(self._lexicon())
        for text in texts:
            assert self._models is not None
            self._learn_one(self._models, text)
        self._changed |= bool(texts)

    def published(self, step_s: float) -> Publication:
        """The snapshot for the scorers where enough is new, themes by week, and the model's card."""
        del step_s  # the churn snapshot carries it
        if not self._changed or self._models is None:
            return Publication({}, {}, {})
        numbers, model = self._numbers, self._models.sentiment
        strings = {"themes": json.encode(numbers.weeks)}
        if model.labels - numbers.published_labels >= max(1, numbers.published_labels // PUBLISHED_EVERY):
            snapshot = model.snapshot()
            numbers.published_labels, numbers.version = model.labels, snapshot.version
            strings["snapshot:text"] = encode_snapshot(snapshot)
        card = {
            "champion": model.name,
            "version": numbers.version,
            "labels": str(model.labels),
            "texts": str(numbers.texts),
            "topics": str(self._models.themes.topics),
            "metrics": json.encode({"prequential": numbers.judged.figures()}).decode(),
        }
        return Publication(strings, {}, {"model:text": {name: value.encode() for name, value in card.items()}})

    @property
    def drifts(self) -> int:
        """Nobody watches its loss yet."""
        return 0

    def checkpoint(self) -> dict[str, bytes | None]:
        """State that changed since the last call, by key; after `published`."""
        if not self._changed or self._models is None:
            return {}
        self._changed = False
        numbers = self._numbers
        sentiment, numbers.patches = patches.write(MODEL_KEY, self._models.sentiment, numbers.patches)
        themes, numbers.theme_patches = patches.write(THEMES_KEY, self._models.themes, numbers.theme_patches)
        state = {**sentiment, **themes, NUMBERS_KEY: json.encode(numbers)}
        return state

    def restore(self, state: Mapping[str, bytes]) -> bool:
        """Continue exactly where the checkpoint stood; whether there was one."""
        if NUMBERS_KEY not in state:
            return False
        numbers = self._numbers = _numbers.decode(state[NUMBERS_KEY])
        self._models = _Models()
        self._models.sentiment.load(*patches.read(MODEL_KEY, state, numbers.patches or []))
        self._models.themes.load(*patches.read(THEMES_KEY, state, numbers.theme_patches or []))
        return True

    def _learn_one(self, models: _Models, text: TextExample) -> None:
        numbers, hashes = self._numbers, unpack(text.hashes)
        assert hashes is not None, "only packs whose hashes open are learned"
        if text.good is not None:
            #  The tally's "left" is what is looked for; here that the text is good.
            numbers.judged.judge(models.sentiment.score_one(hashes).good, text.good)
            models.sentiment.learn_one(hashes, text.good)
        if text.late:  # it was counted when it came
            return
        numbers.texts += 1
        count(numbers.weeks, text.known_s, names_of(_themes(models.themes, text, hashes)), text.score)


def _themes(model: ThemeModel, text: TextExample, hashes: Hashes) -> int:
    """What a text is about, as bits: what its topic says, which is learned, or else the model."""
    told = themes_of_topic(text.topic)
    if not told:
        return model.themes_of(hashes, text.words)
    model.learn_one(hashes, text.words, told)
    return told
