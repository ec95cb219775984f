"""What must be equal between a run with kills and one without, and what is expected of the documents of a file."""

from collections.abc import Mapping, Sequence
from math import isclose
from typing import Any

from benchmarks.real.recount import Expected, pence

Documents = Mapping[str, Mapping[str, Any]]

#: Last digits of scores that a sum in another order may change.
TOLERANCE = 1e-9
#: Parts of a document that depend on when a snapshot was taken up, where a replay is not in step.
OF_MODELS = frozenset({"churn", "recommendations", "alerts"})
#: And parts of the fold's own state that hold scores.
OF_MODELS_IN_STATE = frozenset({"pending"})


def differences(one: Documents, other: Documents, *, of_models: bool) -> list[str]:
    """Paths at which the documents of two runs differ; with `of_models` false only what no model moves is compared."""
    found: list[str] = []
    for customer in sorted(one.keys() | other.keys()):
        if customer not in one or customer not in other:
            found.append(f"{customer}: only in one run")
            continue
        left, right = dict(one[customer]), dict(other[customer])
        if not of_models:
            for document in (left, right):
                document["state"] = {k: v for k, v in document["state"].items() if k not in OF_MODELS_IN_STATE}
            left, right = ({k: v for k, v in d.items() if k not in OF_MODELS} for d in (left, right))
        found += [f"{customer}{path}" for path in _differ(left, right)]
    return found


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
