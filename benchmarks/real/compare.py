"""What must be equal between a run with kills and one without, and what is expected of the documents of a file."""

from collections.abc import Mapping, Sequence
from math import isclose
from typing import Any

from benchmarks.real.recount import Expected, pence

Documents = Mapping[str, Mapping[str, Any]]

#: Last digits of scores that a sum in another order may change.
TOLERANCE = 1e-9
#: Parts of a document that depend on when a snapshot was taken up, where a replay is not in step.
OF_MODELS = frozenset({"churn", "recommendations", "alerts", "lifecycle", "propensity_7d", "segment"})
#: And what such parts have within others: of the value what is expected, of the fold's own state what holds scores.
OF_MODELS_WITHIN = {
    "value": frozenset({"expected_orders", "expected_spend_minor", "remaining_minor", "clv_minor", "tier"}),
    "state": frozenset({"pending", "announced", "leaning", "moved", "told"}),
}


def differences(one: Documents, other: Documents, *, of_models: bool) -> list[str]:
    """Paths at which the documents of two runs differ; with `of_models` false only what no model moves is compared."""
    found: list[str] = []
    for customer in sorted(one.keys() | other.keys()):
        if customer not in one or customer not in other:
            found.append(f"{customer}: only in one run")
            continue
        left, right = one[customer], other[customer]
        if not of_models:
            left, right = _without_models(left), _without_models(right)
        found += [f"{customer}{path}" for path in _differ(left, right)]
    return found


def _without_models(document: Mapping[str, Any]) -> dict[str, Any]:
    rest = {name: part for name, part in document.items() if name not in OF_MODELS}
    for name, fields in OF_MODELS_WITHIN.items():
        rest[name] = {field: value for field, value in rest[name].items() if field not in fields}
    return rest


def _differ(left: Any, right: Any, path: str = "") -> list[str]:
    if isinstance(left, dict) and isinstance(right, dict):
        keys = left.keys() | right.keys()
        return [p for key in sorted(keys) for p in _differ(left.get(key), right.get(key), f"{path}.{key}")]
    if isinstance(left, list) and isinstance(right, list) and len(left) == len(right):
        return [p for n, (a, b) in enumerate(zip(left, right, strict=True)) for p in _differ(a, b, f"{path}[{n}]")]
    if isinstance(left, float) and isinstance(right, float):
        return [] if isclose(left, right, rel_tol=TOLERANCE, abs_tol=TOLERANCE) else [f"{path}: {left} {right}"]
    return [] if left == right else [f"{path}: {left!r:.60} {right!r:.60}"]


def against_file(documents: Documents, expected: Mapping[str, Expected]) -> list[str]:
    """Where the documents' counts and sums are not those of the file."""
    wrong = [f"{customer}: no document" for customer in sorted(expected.keys() - documents.keys())]
    wrong += [f"{customer}: not in the file" for customer in sorted(documents.keys() - expected.keys())]
    for customer in sorted(expected.keys() & documents.keys()):
        document, one = documents[customer], expected[customer]
        activity, value, profile = document["activity"], document["value"], document["profile"]
        pairs: Sequence[tuple[str, object, object]] = (
            ("orders", activity["orders"], len(one.orders)),
            ("cancels", activity["cancels"], len(one.cancels)),
            ("spent", value["spent_minor"], pence(one.spent)),
            ("returned", value["returned_minor"], pence(one.returned)),
            ("net", value["net_minor"], pence(one.spent) - pence(one.returned)),
            ("first seen", profile["first_seen_ms"], min(one.times_ms.values())),
            ("last seen", profile["last_seen_ms"], max(one.times_ms.values())),
        )
        wrong += [f"{customer} {name}: {got} instead of {want}" for name, got, want in pairs if got != want]
    return wrong
