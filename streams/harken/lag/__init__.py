"""Lag: how far the ledger is behind the broker, asked of both, never of a worker that may hang."""

from harken.lag.reader import Lag as Lag
from harken.lag.reader import LagReader as LagReader
