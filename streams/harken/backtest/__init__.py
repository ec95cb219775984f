"""Backtest: events from files through the fold and learner of a worker, in step, in this process; what it was worth.

No broker, no store and no Faust: records go into lanes by the same partitioner, are decoded by the same decoder and
turned by the same work (`harken.lane.activity_work`) over the ledger in memory.
"""
