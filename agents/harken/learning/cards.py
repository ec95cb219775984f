"""Cards as they are published, taken apart: one of each model, and one of each of those that compete in it."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from msgspec import Raw, json

from harken.model_record import Role, model_key

#: Fields that are texts as they stand; all others are JSON.
_TEXTS: Final = ("champion", "version", "pinned")
_models: Final = json.Decoder(dict[str, Raw])


class Card(NamedTuple):
    """One card.

    Parameters
    ----------
    model : as in the name of its hash.
    name, role : of one of those that compete; empty, and None, of the model as a whole.
    version : what scores; empty of what does not.
    standing : which model scores, or whether this one does, and the version held: it changes seldom, and is waited for.
    body : what it says, a JSON object.
    """

    model: str
    name: str
    role: Role | None
    version: str
    standing: str
    body: bytes

    @property
    def key(self) -> str:
        """Of its record."""
        return model_key(self.model, self.name)


def cards_of(model: str, fields: Mapping[str, bytes]) -> list[Card]:
    """The cards in a model's hash, the whole first; raises msgspec.DecodeError where it is none."""
    texts = {name: fields[name].decode() if name in fields else "" for name in _TEXTS}
    said = {name: Raw(json.encode(texts[name]) if name in _TEXTS else value) for name, value in fields.items()}
    competing = _models.decode(said.pop("models", b"{}"))
    champion, version, pinned = (texts[name] for name in _TEXTS)
    cards = [Card(model, "", None, version, f"{champion}|{pinned}", json.encode(said))]
    for name, body in competing.items():
        if name == champion:
            cards.append(Card(model, name, "champion", version, f"champion|{pinned}", bytes(body)))
        else:
            cards.append(Card(model, name, "challenger", "", "challenger", bytes(body)))
    return cards
