"""A record of the models' topic: what one model has learned and how good it is; of each key the newest holds."""

from typing import Final, Literal

from msgspec import UNSET, Raw, Struct, UnsetType

MODELS: Final = "models"

Role = Literal["champion", "challenger"]


class ModelRecord(Struct, frozen=True, kw_only=True):
    """The card of a model as a whole, or of one of those that compete in it (`name`), which alone have a `role`.

    `id` is made of its cause (partition, topic and offset of the newest record that was learned) and of what it says;
    `at_ms` is that record's time, epoch milliseconds. `version` is what scores. `card` holds the fields of the hash
    `harken:model:<model>`, and of one that competes its part of the field `models`, which the whole leaves out.
    """

    id: str
    model: str
    name: str | UnsetType = UNSET
    role: Role | UnsetType = UNSET
    version: str | UnsetType = UNSET
    at_ms: int
    card: Raw


def model_key(model: str, name: str = "") -> str:
    """The key of a record: `churn` of the model as a whole, `churn:kalman` of one of those that compete in it."""
    return f"{model}:{name}" if name else model
