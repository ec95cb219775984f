"""What segments may speak of is what documents have."""

from typing import Any

from msgspec import inspect

from harken.document import CustomerDocument
from harken.segments.fields import BY_NAME, FIELDS, Kind

#: And what they may not: each for a reason that `harken.segments.fields` gives.
LEFT_OUT = {
    "v", "id", "version", "at_ms", "groups", "list_id", "recommendations", "alerts", "satisfaction.at_ms",
    "lifecycle.why",
    "churn.horizon_s", "churn.reasons", "churn.moved", "churn.prior_weight", "churn.model", "churn.at_ms",
    "churn.override",
}  # fmt: skip


def leaves(struct: Any, before: str = "") -> dict[str, tuple[Kind | None, tuple[str, ...]]]:
    """All fields of a document by dotted name: of which kind, and what they may be."""
    found: dict[str, tuple[Kind | None, tuple[str, ...]]] = {}
    for field in struct.fields:
        name = before + field.name
        types = [field.type] if not isinstance(field.type, inspect.UnionType) else list(field.type.types)
        [kind] = [type_ for type_ in types if not isinstance(type_, inspect.NoneType)]
        if isinstance(kind, inspect.StructType) and name != "churn.override":
            found.update(leaves(kind, f"{name}."))
        elif isinstance(kind, inspect.IntType | inspect.FloatType):
            found[name] = "number", ()
        elif isinstance(kind, inspect.StrType):
            found[name] = "text", ()
        elif isinstance(kind, inspect.LiteralType) and isinstance(kind.values[0], str):
            found[name] = "text", tuple(map(str, kind.values))
        elif name in {"profile.channels", "held_out", "habits.categories", "habits.channels"}:
            found[name] = "texts", ()
        else:
            found[name] = None, ()
    return found


def test_every_public_field_can_be_asked_for_or_is_left_out_on_purpose() -> None:
    public = leaves(inspect.type_info(CustomerDocument))
    assert BY_NAME.keys() | LEFT_OUT == public.keys()
    assert not BY_NAME.keys() & LEFT_OUT
    for field in FIELDS:
        kind, values = public[field.name]
        assert field.kind == kind
        assert set(field.values) == set(values) or field.name == "segment"
