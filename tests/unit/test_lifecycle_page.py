"""docs/lifecycle.md says what the state machine does."""

from harken.fold.config import DAY_S, ActivityConfig
from harken.lifecycle.machine import STAGES
from tests.pages.lifecycle_page import PAGE, made, rendered

TEXT = PAGE.read_text(encoding="utf-8")


def test_the_tables_are_those_of_the_code() -> None:
    assert rendered(TEXT) == TEXT, "make docs"
    assert all(f"`{stage}`" in made()["transitions"] for stage in STAGES)


def test_the_times_in_the_text_are_the_codes() -> None:
    config = ActivityConfig()
    assert (config.look_horizons, config.look_share) == (1 / 30, 1 / 6)
    assert config.snapshot_s == config.horizon_s / 3 == 30 * DAY_S
    assert "a thirtieth of the horizon at first and a sixth of the silence later" in TEXT
    assert "every third of the horizon" in TEXT
