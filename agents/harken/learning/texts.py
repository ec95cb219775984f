"""The text road's learning: texts with a score into the text model, which scores those that have none.

A label is known when the text is, so each is judged by the model as it is, then learned (prequential). The model is
large and a text changes little of it: a checkpoint writes a patch and now and then all of it, and a snapshot is
published when a fiftieth more was learned, which is 50 times while what was learned becomes e times as much.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from msgspec import Struct, field, json

from harken.example import TEXT, ExamplePack, TextExample
from harken.learning.known import Known, event_place
from harken.learning.packs import text_examples
from harken.learning.publication import Publication
from harken.metrics.progressive import Tally
from harken.text.hashes import unpack
from harken.text.sentiment import Sentiment
from harken.text.snapshot import encode_snapshot

Lexicon = Callable[[], Mapping[str, float]]

MODEL_KEY: Final = "text:model"
PATCH_KEY: Final = "text:patch:"
NUMBERS_KEY: Final = "text:numbers"

#: Patches are written until they are so many or so large together; then all is written anew.
MOST_PATCHES: Final = 256
MOST_PATCH_BYTES: Final = 1 << 20
#: A snapshot is published when one label in so many is new.
PUBLISHED_EVERY: Final = 50


class _Numbers(Struct):
    """What is kept beside the model."""

    known: Known = field(default_factory=Known)
    judged: Tally = field(default_factory=Tally)
    texts: int = 0
    published_labels: int = 0
    version: str = ""
    patches: list[int] = field(default_factory=list)


_numbers: Final = json.Decoder(_Numbers)


class TextPart:
    """Learns from packs of `text` examples.

    Parameters
    ----------
    lexicon : gives the valences that the model begins with; asked at the first text.
    """

    models = (TEXT,)

    def __init__(self, lexicon: Lexicon = dict) -> None:
        self._lexicon = lexicon
        self._model: Sentiment | None = None
        self._numbers = _Numbers()
        self._changed = False
        self._dumped = False

    def learn(self, packs: Sequence[ExamplePack], *, in_step: bool) -> None:
        """Learn the new ones among these packs' examples, in step sorted by the time they became known."""
        # All packs are opened before the first example is remembered: one that does not open changes nothing.
        texts = [text for pack in packs for text in text_examples(pack)]
        texts = [text for text in texts if self._numbers.known.is_new_event(text.cause)]
        if in_step:
            texts.sort(key=lambda text: (text.known_s, event_place(text.cause)))
        for text in texts:
            self._learn_one(text)
        self._changed |= bool(texts)

    def published(self, step_s: float) -> Publication:
        """The snapshot for the scorers where enough is new, and the model's card."""
        del step_s  # the churn snapshot carries it
        if not self._changed or self._model is None:
            return Publication({}, {}, {})
        numbers, labels = self._numbers, self._model.labels
        strings = {}
        if labels - numbers.published_labels >= max(1, numbers.published_labels // PUBLISHED_EVERY):
            snapshot = self._model.snapshot()
            numbers.published_labels, numbers.version = labels, snapshot.version
            strings["snapshot:text"] = encode_snapshot(snapshot)
        card = {
            "champion": self._model.name,
            "version": numbers.version,
            "labels": str(labels),
            "texts": str(numbers.texts),
            "metrics": json.encode({"prequential": numbers.judged.figures()}).decode(),
        }
        return Publication(strings, {}, {"model:text": {name: value.encode() for name, value in card.items()}})

    @property
    def drifts(self) -> int:
        """Nobody watches its loss yet."""
        return 0

    def checkpoint(self) -> dict[str, bytes | None]:
        """State that changed since the last call, by key; after `published`."""
        if not self._changed or self._model is None:
            return {}
        self._changed = False
        state, patches = dict[str, bytes | None](), self._numbers.patches
        if self._dumped and len(patches) < MOST_PATCHES and sum(patches) < MOST_PATCH_BYTES:
            patch = self._model.patch()
            state[_patch_key(len(patches))] = patch
            patches.append(len(patch))
        else:
            state |= {_patch_key(n): None for n in range(len(patches))}
            state[MODEL_KEY] = self._model.dump()
            patches.clear()
            self._dumped = True
        state[NUMBERS_KEY] = json.encode(self._numbers)
        return state

    def restore(self, state: Mapping[str, bytes]) -> bool:
        """Continue exactly where the checkpoint stood; whether there was one."""
        if MODEL_KEY not in state:
            return False
        self._numbers = _numbers.decode(state[NUMBERS_KEY])
        self._model = Sentiment()
        self._model.load(state[MODEL_KEY], [state[_patch_key(n)] for n in range(len(self._numbers.patches))])
        self._dumped = True
        return True

    def _learn_one(self, text: TextExample) -> None:
        if self._model is None:
            self._model = Sentiment()
            self._model.seed(self._lexicon())
        numbers, hashes = self._numbers, unpack(text.hashes)
        assert hashes is not None, "only packs whose hashes open are learned"
        numbers.texts += 1
        if text.good is not None:
            #  The tally's "left" is what is looked for; here that the text is good.
            numbers.judged.judge(self._model.score_one(hashes).good, text.good)
            self._model.learn_one(hashes, text.good)


def _patch_key(n: int) -> str:
    return f"{PATCH_KEY}{n}"
