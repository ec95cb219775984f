"""The fence: what a commit compares before it writes, and what a difference means."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Self

from harken.ledger.base import Lease, Overtaken, StaleLease, StoreMisused, StoreRewound
from harken.ledger.keys import EPOCH, INCARNATION, NUMBER, TOKEN

FENCE_FIELDS = (INCARNATION, TOKEN, EPOCH, NUMBER)


class Fence(NamedTuple):
    """A store's life, the taking, the taker's epoch and the number of commits so far."""

    incarnation: str
    token: str
    epoch: int
    number: int

    @classmethod
    def of(cls, lease: Lease) -> Self:
        """What the ledger must say for this lease to be good."""
        return cls(lease.incarnation, lease.token, lease.epoch, lease.number)

    @classmethod
    def read(cls, fields: Mapping[str, bytes | None]) -> Self | None:
        """What the ledger says; None where it has no such lane; raises StoreMisused where a field is not ours."""
        return cls.of_values([fields.get(name) for name in FENCE_FIELDS])

    @classmethod
    def of_values(cls, values: Sequence[bytes | None]) -> Self | None:
        """The same of the values of `FENCE_FIELDS`."""
        incarnation, token, epoch, number = values
        if incarnation is None or token is None or epoch is None or number is None:
            return None
        try:
            return cls(incarnation.decode(), token.decode(), int(epoch), int(number))
        except ValueError as error:
            raise StoreMisused("a lane's hash in the ledger holds what harken did not write") from error

    def after(self) -> Self:
        """The fence once this one's commit is applied."""
        return self._replace(number=self.number + 1)

    def refusal(self, found: Self | None) -> StaleLease:
        """Why the lease of this fence is no good where the ledger says `found`."""
        if found is None or found.incarnation != self.incarnation:
            return StoreRewound("the store was emptied: the ledger that this lease is of is gone")
        if found.epoch > self.epoch or (found.epoch == self.epoch and found.token != self.token):
            return Overtaken(f"the lane was taken with epoch {found.epoch}, this lease has {self.epoch}")
        if (found.epoch, found.number) < (self.epoch, self.number):
            return StoreRewound(
                f"the store went back: it has epoch {found.epoch}, batch {found.number}, "
                f"this lease epoch {self.epoch}, batch {self.number}"
            )
        return StaleLease(f"the ledger has batch {found.number} of this lease already, the lease says {self.number}")
