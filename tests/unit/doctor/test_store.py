"""What the doctor makes of what a store says of itself."""

import pytest

from harken.doctor.finding import Health
from harken.doctor.store import judge_durability, judge_eviction, judge_version


@pytest.mark.parametrize(
    ("info", "health"),
    [
        ({"redis_version": "6.0.16"}, Health.FAIL),
        ({"redis_version": "6.2.0"}, Health.OK),
        ({"redis_version": "7.4.1"}, Health.OK),
        ({"redis_version": "7.2.4", "valkey_version": "9.1.2"}, Health.OK),
    ],
)
def test_a_store_must_be_new_enough(info: dict[str, str], health: Health) -> None:
    assert judge_version(info).health is health


def test_valkey_is_called_by_its_name() -> None:
    assert judge_version({"redis_version": "7.2.4", "valkey_version": "9.1.2"}).found == "Valkey 9.1.2"


@pytest.mark.parametrize("policy", ["allkeys-lru", "volatile-ttl", "allkeys-random"])
def test_any_eviction_fails_with_what_to_do(policy: str) -> None:
    finding = judge_eviction({"maxmemory-policy": policy})
    assert finding.health is Health.FAIL
    assert "noeviction" in finding.remedy


def test_no_eviction_is_well() -> None:
    assert judge_eviction({"maxmemory-policy": "noeviction"}).health is Health.OK


def test_a_store_without_an_append_only_file_is_a_warning() -> None:
    assert judge_durability({"appendonly": "no"}).health is Health.WARN
    assert judge_durability({"appendonly": "yes", "appendfsync": "everysec"}).health is Health.OK
