"""Large models in checkpoints: all of it now and then, and in between patches of what changed.

A checkpoint is in one commit with the offsets that were learned, up to twice a second; it must not write a mebibyte
each time.
"""

from collections.abc import Iterator, Mapping
from typing import Final, Protocol

#: Patches are written until they are so many or so large together; then all is written anew.
MOST_PATCHES: Final = 256
MOST_PATCH_BYTES: Final = 1 << 20


class Patched(Protocol):
    """A model that can write what changed since it was last written."""

    @property
    def changed(self) -> bool:
        """Whether anything was learned since it was last written."""
        ...

    def dump(self) -> bytes:
        """Everything learned."""
        ...

    def patch(self) -> bytes:
        """What changed since the last `dump` or `patch`."""
        ...


def write(key: str, model: Patched, sizes: list[int] | None) -> tuple[dict[str, bytes | None], list[int]]:
    """What to write of a model, by key, and the sizes of its patches from now on.

    Parameters
    ----------
    sizes : of the patches since all was written, bytes; None where it never was.
    """
    if sizes is None or len(sizes) >= MOST_PATCHES or sum(sizes) >= MOST_PATCH_BYTES:
        gone: dict[str, bytes | None] = dict.fromkeys(_patch_keys(key, sizes or []))
        return {**gone, key: model.dump()}, []
    if not model.changed:
        return {}, sizes
    patch = model.patch()
    return {f"{key}:patch:{len(sizes)}": patch}, [*sizes, len(patch)]


def read(key: str, state: Mapping[str, bytes], sizes: list[int]) -> tuple[bytes, list[bytes]]:
    """The dump and its patches, in their order."""
    return state[key], [state[name] for name in _patch_keys(key, sizes)]


def _patch_keys(key: str, sizes: list[int]) -> Iterator[str]:
    return (f"{key}:patch:{n}" for n in range(len(sizes)))
