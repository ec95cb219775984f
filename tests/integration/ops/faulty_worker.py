"""A real worker with one fault put into it: `python faulty_worker.py FAULT ROLE`.

`busy`  : the loop is kept for a second at every batch.
`loop`  : the loop never comes back from the first batch.
`lane`  : the lanes' commits never return; the loop goes on.
"""

import asyncio
import sys
import time
from collections.abc import Sequence
from typing import Any

from harken.activity import Activity
from harken.batch import Batch, Outcome
from harken.ledger.redis import RedisLedger
from harken.logs import configure_logging
from harken.settings import load_settings
from harken.worker import run_worker

FOR_EVER_S = 1e6


def put_fault(fault: str) -> None:
    """Change the class at fault."""
    fold = Activity.fold_together

    def slow(self: Activity, batches: Sequence[Batch]) -> list[Outcome]:
        time.sleep(1.0 if fault == "busy" else FOR_EVER_S)  # not asyncio's: this is the fault
        return fold(self, batches)

    async def hang(*_: Any) -> None:
        await asyncio.sleep(FOR_EVER_S)

    if fault == "lane":
        RedisLedger.commit = hang  # type: ignore[assignment,method-assign] # a commit that never returns is the fault
    else:
        Activity.fold_together = slow  # type: ignore[method-assign] # a fold that computes for too long is the fault


if __name__ == "__main__":
    put_fault(sys.argv[1])
    configure_logging()
    run_worker(load_settings(role=sys.argv[2]))
