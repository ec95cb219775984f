"""How deep JSON is nested, asked of its bytes, so that nothing deep ever reaches a recursive parser."""

from typing import Final

_BRACKETS: Final = bytes.maketrans(b"[]", b"{}")
_ARRAY: Final = ord("[")
_OTHERS: Final = bytes(byte for byte in range(256) if byte not in b"[]{}")


def openers(value: bytes) -> int:
    """How many arrays and objects JSON text opens at most, which bounds its depth (brackets in strings count too)."""
    if _ARRAY not in value and value.rfind(b"{") <= 0:  # a flat object: searching is ten times cheaper than counting
        return 1
    return value.count(b"{") + value.count(b"[")


def is_deeper(value: bytes, limit: int) -> bool:
    """Whether arrays and objects in JSON text lie inside each other more than `limit` deep (the outermost is 1).

    Exact for valid JSON; for anything else it may say either, but says yes whenever more than `limit` stay open.
    """
    if openers(value) <= limit:
        return False
    #  Brackets outside strings, all as braces; then each round takes away the innermost pairs: one level.
    rest = _outside_strings(value).translate(_BRACKETS, _OTHERS)
    for _ in range(limit):
        shorter = rest.replace(b"{}", b"")
        if len(shorter) == len(rest):
            break
        rest = shorter
    return b"{}" in rest or rest.count(b"{") > limit


def _outside_strings(value: bytes) -> bytes:
    """JSON text without its strings: a run of backslashes ends in an escaped quote only if it is odd."""
    if b"\\" in value:
        value = value.replace(b"\\\\", b"").replace(b'\\"', b"")
    return b"".join(value.split(b'"')[::2])
