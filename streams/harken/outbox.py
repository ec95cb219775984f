"""The outbox: what a batch has to say, as bytes that travel in the same commit as its state."""

from collections.abc import Sequence
from typing import NamedTuple

from msgspec import msgpack


class Message(NamedTuple):
    """One outbound record; `topic` is the full topic name."""

    topic: str
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...] = ()


class Outbox(NamedTuple):
    """Messages as bytes, and the customers whose documents are to be published as they are when said."""

    messages: Sequence[Message]
    customers: Sequence[str]


_decoder = msgpack.Decoder(Outbox)


def pack(outbox: Outbox) -> bytes:
    """Bytes for the ledger; an empty outbox is no bytes."""
    return msgpack.encode(outbox) if outbox.messages or outbox.customers else b""


def unpack(data: bytes) -> Outbox:
    """The outbox again; raises msgspec.DecodeError on bytes that were never one."""
    return _decoder.decode(data) if data else Outbox((), ())
