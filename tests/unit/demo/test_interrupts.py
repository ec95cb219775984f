"""Signals to the demo, sent for real to this process."""

import os
import signal

import pytest

from harken.demo.interrupts import SIGNALS, Interrupts


@pytest.fixture(autouse=True)
def _signals_given_back() -> object:
    before = {number: signal.getsignal(number) for number in SIGNALS}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("number", SIGNALS)
def test_while_it_starts_the_first_signal_ends_it(number: signal.Signals) -> None:
    with Interrupts() as interrupts:
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), number)
        assert not interrupts.stop.is_set()


@pytest.mark.parametrize("number", SIGNALS)
def test_while_it_runs_the_first_signal_asks_and_the_second_ends_it(number: signal.Signals) -> None:
    with Interrupts() as interrupts:
        interrupts.be_patient()
        os.kill(os.getpid(), number)
        assert interrupts.stop.is_set()
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), number)


def test_nothing_cuts_the_clearing_up() -> None:
    with Interrupts():
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
        os.kill(os.getpid(), signal.SIGINT)
        os.kill(os.getpid(), signal.SIGTERM)


def test_where_nothing_was_asked_the_handlers_are_given_back() -> None:
    before = signal.getsignal(signal.SIGINT)
    with Interrupts():
        assert signal.getsignal(signal.SIGINT) != before
    assert signal.getsignal(signal.SIGINT) == before
