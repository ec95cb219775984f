"""Settings that are legal and still look wrong."""

from harken.doctor.environment import look_at_environment
from harken.doctor.finding import Health
from harken.settings import load_settings


def test_a_misspelt_variable_is_told_with_what_was_meant() -> None:
    (finding,) = look_at_environment(load_settings({}), {"HARKEN_KAKFA": "broker:9092", "PATH": "/bin"})
    assert finding.health is Health.WARN
    assert "HARKEN_KAFKA" in finding.remedy


def test_known_variables_and_the_tests_own_are_no_finding() -> None:
    environ = {"HARKEN_KAFKA": "broker:9092", "HARKEN_DATA": "data", "HARKEN_TEST_KAFKA": "x"}
    assert [finding.health for finding in look_at_environment(load_settings({}), environ)] == [Health.OK]


def test_a_bound_of_hanging_that_a_slow_broker_reaches_is_told() -> None:
    findings = list(look_at_environment(load_settings({}, hung_s=20.0), {}))
    assert any("HARKEN_HUNG_S is 20" in finding.found and finding.health is Health.WARN for finding in findings)


def test_a_replay_in_step_on_a_live_clock_is_told() -> None:
    findings = list(look_at_environment(load_settings({}, step_s=86_400.0, clock="live"), {}))
    assert any("HARKEN_CLOCK=event" in finding.remedy for finding in findings)
