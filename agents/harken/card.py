"""The churn models' card: what the learner publishes of champion and challengers, for people and screens to read."""

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct, json

#: Figures by part (all_time, recent, ...) and name; of a column.
Figures = Mapping[str, Mapping[str, float]]
#: Calibration: a point a tenth of probability that has labels, as `harken.metrics.progressive.calibration` makes them.
Curve = tuple[Mapping[str, float], ...]


class Change(Struct, frozen=True):
    """The pointer moved: by an order (`promote`, `rollback`) or by the rule (`rule`), from one version to another."""

    at_s: float
    deed: Literal["promote", "rollback", "rule"]
    before: str
    after: str
    order: str = ""


class Refusal(Struct, frozen=True):
    """An order that was not obeyed, and why."""

    order: str
    why: str


class ModelCard(Struct, frozen=True, omit_defaults=True):
    """One model: labels learned, why it cannot be the champion where it cannot, and its two columns, never mixed.

    `calibration` is the curve of the re-scored one, after the warm-up or of all labels where there are no more; empty
    before the first, and of a card that an older release wrote.
    """

    labels: int
    hindrance: str | None
    rescored: Figures
    recalled: Figures
    calibration: Curve = ()


class ChurnCard(Struct, frozen=True, kw_only=True):
    """All churn models; a hash in the store, numbers and texts as such and the rest as JSON.

    `version` is what scores now, by `champion`, or for good where `pinned`. `labels` are the champion's, `pending`
    snapshots whose label has not come, `delay_d` the days that one takes. `shadow_s` is when the shadow was opened
    (epoch seconds; 0: there was never one). `metrics` has the champion's two columns. `kept` are the versions to go
    back to, the oldest first. `overrides` has what people set by hand and what the model said meanwhile, judged by the
    same labels; it is empty where nobody did. `calibration` is the curve of the stored scores, as of a model's
    re-scored ones.
    """

    champion: str
    version: str
    pinned: str
    labels: int
    pending: int
    delay_d: float
    left_out: int
    drifts: int
    shadow_s: float = 0.0
    metrics: Mapping[str, Figures]
    models: Mapping[str, ModelCard]
    kept: tuple[str, ...]
    changes: tuple[Change, ...]
    refused: tuple[Refusal, ...]
    overrides: Figures = {}
    calibration: Curve = ()

    def fields(self) -> dict[str, bytes]:
        """The hash."""
        found: dict[str, bytes] = {}
        for name in self.__struct_fields__:
            value = getattr(self, name)
            if name != "calibration" or value:
                found[name] = value.encode() if isinstance(value, str) else json.encode(value)
        return found


_TEXTS = ("champion", "version", "pinned")


def read_card(fields: Mapping[str, str]) -> ChurnCard:
    """The card in a hash; raises msgspec.DecodeError where it is none, or another release."""
    parts = [json.encode(name) + b":" + _json(name, value) for name, value in fields.items()]
    return json.decode(b"{" + b",".join(parts) + b"}", type=ChurnCard)


def _json(name: str, value: str) -> bytes:
    return json.encode(value) if name in _TEXTS else value.encode()
