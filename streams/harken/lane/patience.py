"""How long a lane waits for a topic that has records which have not come: within a bound, but only while the broker
answers. A broker that is away has nothing to give; who went on without that topic would make all of it late.
"""

from collections.abc import Awaitable, Callable, Collection
from time import monotonic


class Patience:
    """The wait of one lane.

    Parameters
    ----------
    most_s : of one wait, seconds, >= 0; infinite in step, where nothing may depend on timing.
    ask_every_s : how often the broker is asked meanwhile, seconds; an answer that takes longer means that it was away.
    ask : asks the broker anything; raises what it raises where there is no answer.
    now_s : a clock that never goes back, seconds.
    """

    def __init__(
        self,
        most_s: float,
        ask_every_s: float,
        ask: Callable[[], Awaitable[None]],
        now_s: Callable[[], float] = monotonic,
    ) -> None:
        self._most_s = most_s
        self._ask_every_s = ask_every_s
        self._ask = ask
        self._now_s = now_s
        self._since_s: float | None = None
        self._asked_s = 0.0

    @property
    def waiting(self) -> bool:
        """Whether a wait has begun."""
        return self._since_s is not None

    def forget(self) -> None:
        """The lane was taken anew: nothing has been waited for."""
        self._since_s = None

    async def lasts(self, blocked: Collection[str]) -> bool:
        """Whether to go on waiting for these topics. Where the broker does not answer the wait begins anew."""
        if not blocked:
            self.forget()
            return True
        now_s = self._now_s()
        if self._since_s is None:
            self._since_s = self._asked_s = now_s
        if now_s - self._asked_s >= min(self._ask_every_s, self._most_s):
            since_s, self._since_s = self._since_s, None  # and stays so where asking fails
            await self._ask()
            self._asked_s = self._now_s()
            self._since_s = self._asked_s if self._asked_s - now_s > self._ask_every_s else since_s
        return self._now_s() - self._since_s < self._most_s
