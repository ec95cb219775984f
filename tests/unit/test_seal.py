"""Seals: what was written by a learner with the key is opened, and nothing else is."""

import pytest
from pydantic import SecretStr

from harken.seal import MARK, OPEN, Seal, SealBroken

OURS, THEIRS = Seal(SecretStr("ours")), Seal(SecretStr("theirs"))


def test_what_was_sealed_is_opened_by_the_same_key_under_the_same_name() -> None:
    stored = OURS.put("snapshot:churn", b"{}")
    assert stored.startswith(MARK)
    assert OURS.open("snapshot:churn", stored) == b"{}"
    for seal, name in ((OURS, "snapshot:value"), (THEIRS, "snapshot:churn")):
        with pytest.raises(SealBroken, match="another HARKEN_SNAPSHOT_KEY"):
            seal.open(name, stored)


@pytest.mark.parametrize("at", range(0, 52, 3))
def test_one_byte_that_is_changed_breaks_it(at: int) -> None:
    stored = bytearray(OURS.put("snapshot:churn", b"{}  "))
    stored[at] ^= 1
    with pytest.raises(SealBroken):
        OURS.open("snapshot:churn", bytes(stored))


def test_what_is_not_sealed_is_refused_by_who_has_a_key_and_opened_by_who_has_none() -> None:
    with pytest.raises(SealBroken, match="not sealed"):
        OURS.open("snapshot:churn", b"{}")
    assert OPEN.put("snapshot:churn", b"{}") == b"{}"
    assert OPEN.open("snapshot:churn", b"{}") == b"{}"
    assert OPEN.open("snapshot:churn", OURS.put("snapshot:churn", b"{}")) == b"{}"
