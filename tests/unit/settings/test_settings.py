"""The settings: what is read, what is refused, and how the refusal reads."""

import pytest
from pydantic import ValidationError

from harken.settings import Settings, SettingsError, load_settings, variable


def test_the_environment_sets_fields_and_overrides_come_first() -> None:
    settings = load_settings({"HARKEN_PARTITIONS": "4", "HARKEN_CLOCK": "event"}, clock="live", role=None)
    assert (settings.partitions, settings.clock, settings.role) == (4, "live", "activity")


def test_a_handed_in_environment_is_the_only_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HARKEN_PARTITIONS", "7")
    assert load_settings({}).partitions == Settings.model_fields["partitions"].default
    assert load_settings().partitions == 7


def test_rates_are_read_as_json() -> None:
    assert load_settings({"HARKEN_RATES": '{"USD": 0.78}'}).rates == {"USD": 0.78}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("partitions", "0"),
        ("partitions", "many"),
        ("clock", "sundial"),
        ("currency", "pounds"),
        ("rates", "0.78"),
        ("rates", "{"),
        ("rates", '{"USD": -1}'),
        ("redis", "http://127.0.0.1"),
        ("create_topics", "perhaps"),
        ("session_timeout_s", "nan"),
        ("step_s", "inf"),
        ("kafka_protocol", "https"),
        ("kafka_ca", "/no/such/file.pem"),
        ("kafka_ca", __file__),
        ("kafka_key", __file__),
    ],
)
def test_a_bad_value_is_told_in_one_line_with_the_variable_and_a_valid_value(name: str, value: str) -> None:
    with pytest.raises(SettingsError) as told:
        load_settings({variable(name): value})
    line = str(told.value)
    assert line.startswith(variable(name))
    assert "\n" not in line
    example = line.rsplit("a valid value is ", 1)[1]
    load_settings({variable(name): example})


def test_a_refused_store_url_does_not_show_its_password() -> None:
    with pytest.raises(SettingsError) as told:
        load_settings({"HARKEN_REDIS": "http://:secret@store"})
    assert "secret" not in str(told.value)


def test_a_broker_that_asks_for_a_name_is_given_one() -> None:
    with pytest.raises(SettingsError, match=r"^HARKEN_KAFKA_USER .*SASL_SSL.*; a valid value is harken$"):
        load_settings({"HARKEN_KAFKA_PROTOCOL": "SASL_SSL"})
    assert load_settings({"HARKEN_KAFKA_PROTOCOL": "SASL_SSL", "HARKEN_KAFKA_USER": "ada"}).kafka_user == "ada"


def test_the_brokers_password_is_not_shown() -> None:
    settings = load_settings({"HARKEN_KAFKA_PASSWORD": "open sesame"})
    assert "sesame" not in f"{settings!r} {settings}"


def test_settings_do_not_change() -> None:
    with pytest.raises(ValidationError):
        load_settings({}).partitions = 3
