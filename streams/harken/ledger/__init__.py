"""The ledger: what a lane knows, in one atomic commit. `base` says what it does, `open_ledger` which one it is."""

from harken.ledger.base import Ledger
from harken.ledger.open import open_ledger

__all__ = ("Ledger", "open_ledger")
