"""Settings: one frozen object, built once from the environment (prefix `HARKEN_`) and passed down."""

import os
import ssl
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Literal, get_args

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_core import PydanticUndefined, to_json
from pydantic_settings import BaseSettings, EnvSettingsSource, SettingsConfigDict
from pydantic_settings.exceptions import SettingsError as UnreadableSetting

from harken.errors import HarkenError
from harken.events import ClickKind
from harken.presets import PRESETS

PREFIX: Final = "HARKEN_"
Rate = Annotated[float, Field(gt=0)]
Share = Annotated[float, Field(gt=0, lt=1)]


class SettingsError(HarkenError):
    """A setting has a value that it cannot have; the message names the variable and a valid value."""


class Settings(BaseSettings):
    """Everything that can be set; the reference page is generated from these fields."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore", allow_inf_nan=False)

    role: Literal["activity", "learner"] = Field("activity", description="Which agent this worker runs.")
    instance: str = Field(
        "default",
        pattern=r"^[A-Za-z0-9._-]+$",
        max_length=100,
        description="Name of this installation, in alerts' `source` and in group ids.",
    )
    preset: Literal["shop", "grocery", "saas"] = Field(
        "shop", description="What kind of company it is, for the settings below that a preset has and that are not set."
    )
    language: Literal["en", "zh"] = Field(
        "en",
        description="In which language people are spoken to, in alerts, documents and predictions (reasons, suggested "
        "actions, why an item is shown, why a customer is at a stage), on `ops`, by `harken customer` and "
        "`harken alerts`: English or Chinese; names and numbers are the same in both. All workers have the same.",
    )
    kafka: str = Field("127.0.0.1:9092", min_length=3, description="Bootstrap servers, host:port, comma separated.")
    kafka_protocol: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = Field(
        "PLAINTEXT", description="How to speak to the broker: encrypted (`SSL`), with name and password (`SASL`)."
    )
    kafka_mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] = Field(
        "PLAIN", description="How name and password are shown to the broker (`SASL`)."
    )
    kafka_user: str = Field("", description="Name to the broker (`SASL`).", examples=["harken"])
    kafka_password: SecretStr = Field(SecretStr(""), description="Password to the broker (`SASL`).")
    kafka_ca: str = Field(
        "",
        description="PEM file of who signed the broker's certificate (`SSL`); empty: whom this machine trusts.",
    )
    kafka_certificate: str = Field(
        "", description="PEM file of our own certificate, where the broker asks for one (`SSL`)."
    )
    kafka_key: str = Field("", description="PEM file of its key, where it is not in the same file.")
    redis: str = Field(
        "redis://127.0.0.1:6379/0",
        pattern=r"^(redis|rediss|unix|memory)://",
        description="The store's URL (`redis://`, `rediss://`, `unix://`; `memory://` keeps nothing).",
    )
    topic_prefix: str = Field(
        "harken.", pattern=r"^[A-Za-z0-9._-]*$", max_length=200, description="Prefix of every topic's name."
    )
    key_prefix: str = Field("harken:", description="Prefix of every key except the documents' (`customer:`).")
    partitions: int = Field(12, ge=1, le=1000, description="Partitions of every inbound topic; fixed for an instance.")
    replication: int = Field(1, ge=1, le=9, description="Replication factor of topics that harken creates.")
    create_topics: bool = Field(False, description="Whether a worker creates missing topics before it starts.")
    retention_h: float = Field(168.0, gt=0, description="Retention of inbound topics, hours.")
    clock: Literal["live", "event"] = Field(
        "live",
        description="Whether an idle lane's clock follows the store's time (`live`) or events and ticks only.",
    )
    step_s: float = Field(
        0.0, ge=0, description="Replay in step: event seconds between waits for the learner; 0 is off."
    )
    lateness_s: float = Field(60.0, ge=0, description="Allowed lateness of events, seconds.")
    future_s: float = Field(
        300.0, ge=0, description="How far an event's time may lie after the broker's timestamp of its record, seconds."
    )
    silent_topic_h: float = Field(
        12.0,
        ge=0,
        description="A topic silent for longer than this, and far longer than is usual for it, holds back what time "
        "alone would decide and raises one alert on the topic `ops`, hours of event time; 0 is off.",
    )
    rules: str = Field(
        "",
        description="TOML file of levels, times and switches of alerts, until `harken rules apply` brings others; "
        "empty: the code's own.",
    )
    holdout: dict[str, Share] = Field(
        {},
        description="Share of customers of whom alerts are not announced, to find out what announcing does, by family "
        'of kinds, JSON: `{"churn_risk": 0.1}` ([report](../report.md)).',
    )
    holdout_salt: str = Field(
        "1",
        max_length=100,
        description="Another one draws anew who is held out, and begins another experiment; all workers have the same.",
    )
    served_lists: bool = Field(
        False,
        description="Whether lists of recommendations have an id (`list_id`), are logged on the topic `predictions` "
        "and are joined by the clicks and orders that name them ([how](../recommendations.md#served-lists)).",
    )
    explore: float = Field(
        0.0,
        ge=0,
        le=0.5,
        description="Share of the places of lists of recommendations that is filled by chance from further down; above "
        "0 lists are served with an id, too.",
    )
    explore_salt: str = Field("1", max_length=100, description="Another one draws anew which places are filled so.")
    currency: str = Field("GBP", pattern="^[A-Z]{3}$", description="Reporting currency (ISO 4217).")
    rates: dict[str, Rate] = Field(
        {}, description='Units of the reporting currency for one unit of another, JSON: `{"USD": 0.78}`.'
    )
    churn_horizon_d: float = Field(90.0, gt=0, description="No order for so many days means left.")
    active_clicks: str = Field(
        "",
        description="Kinds of clicks that say, as an order does, that a customer has not left, comma separated.",
        examples=["login,feature_use"],
    )
    sessions: bool = Field(
        False, description="Documents say how each customer's last session went: where it began, how deep, the cart."
    )
    value_months: int = Field(
        36, ge=1, le=240, description="How many months ahead what a customer is worth is counted."
    )
    margin: float = Field(
        1.0, gt=0, le=1, description="What stays of what customers spend, 0 to 1; at 1 their value is revenue."
    )
    discount: float = Field(
        0.1, ge=0, le=10, description="Money a year from now is worth so much less: 0.1 is a tenth a year."
    )
    acquisition_cost: float = Field(
        0.0, ge=0, le=1e9, description="What it costs to win a customer, in the reporting currency."
    )
    segments: int = Field(
        5, ge=2, le=8, description="Groups of customers that resemble each other; another number begins them anew."
    )
    item_shards: int = Field(
        0,
        ge=0,
        le=64,
        description="Learners among which the neighbours of items are shared out, beside that which has the lists and "
        "the ranker; 0: that one has them too. The same for workers and learners, and for good: another number begins "
        "neighbours anew.",
    )
    item_least_takings: int = Field(
        1,
        ge=1,
        le=100,
        description="An item that was taken (looked at, bought) fewer times than this, by anybody, is not learned: it "
        "is in no list of what is popular, and no neighbours are counted of it. All learners have the same.",
    )
    item_idle_d: float = Field(
        365.0,
        ge=1,
        le=36_500,
        description="An item that nobody took for so many days of event time, nor anything soon after it, is forgotten "
        "by recommendations, but for what the shop says of it. All learners have the same.",
    )
    challengers: str = Field(
        "logistic,batch,bgnbd,recency,tree",
        description="Models that learn from every churn label beside the champion and are judged with it, comma "
        "separated; there are also `stack`, `nearest`, `network`, `platt` and `forest`, which cost more.",
    )
    snapshot_key: SecretStr = Field(
        SecretStr(""),
        description="Key with which learners seal what they publish (HMAC-SHA256); a worker that has it takes up "
        "nothing else. Give it to learners first.",
    )
    promote_after: int = Field(
        0,
        ge=0,
        description="Labels over which a challenger must have done better than the champion, with a bound, to be "
        "promoted by itself; 0: only by hand.",
    )
    override_weight: float = Field(
        1.0,
        gt=0,
        le=100,
        description="As how many churn labels the label of a customer counts whose score somebody had set by hand "
        "(an override) when the snapshot was taken.",
    )
    batch_events: int = Field(8000, ge=1, description="Most events in one batch of a lane.")
    batch_bytes: int = Field(8_388_608, ge=1_048_576, description="Most bytes of events in one batch of a lane.")
    batch_wakeups: int = Field(2000, ge=1, description="Most wake-ups in one batch of a lane.")
    buffer_records: int = Field(4000, ge=1, description="Most records buffered per topic partition.")
    buffer_bytes: int = Field(16_777_216, ge=1_048_576, description="Most bytes buffered per topic partition.")
    cached_customers: int = Field(200_000, ge=1, description="Most customers cached in a worker, over all its lanes.")
    open_customers: int = Field(
        20_000,
        ge=1,
        description="Most of the cached customers that are kept ready to be changed, at ten times the memory.",
    )
    merge_wait_s: float = Field(
        5.0,
        ge=0,
        description="Longest wait of a lane for a topic that has more, while the broker answers, seconds.",
    )
    idle_check_s: float = Field(
        1.0, gt=0, le=5, description="How often an idle lane asks the broker whether it really is idle, seconds."
    )
    publish_s: float = Field(
        0.5, gt=0, le=60, description="Least time between a live learner's checkpoints and snapshots, seconds."
    )
    cards_s: float = Field(
        30.0,
        gt=0,
        le=3600,
        description="Least time between two records of a model on `models`, seconds; who scores is said at once.",
    )
    session_timeout_s: float = Field(10.0, ge=1, description="Kafka group session timeout, seconds.")
    rebalance_timeout_s: float = Field(
        20.0, ge=1, description="Kafka group rebalance timeout, seconds; a revoked lane has half of it to finish."
    )
    broker_timeout_s: float = Field(
        10.0, ge=1, description="How long commands and preflight checks wait for the broker, seconds."
    )
    store_timeout_s: float = Field(
        15.0,
        ge=1,
        le=300,
        description="How long one call to the store may take, seconds: up to six round trips, where it has to connect.",
    )
    metrics_port: int = Field(
        9464,
        ge=0,
        le=65535,
        description="Port of metrics and health; where it is taken the next free one of ten is used; 0 is none.",
    )
    metrics_host: str = Field(
        "127.0.0.1", min_length=1, description="Address that metrics and health are served on (`0.0.0.0` is all)."
    )
    topics_check_s: float = Field(
        5.0,
        gt=0,
        le=300,
        description="How often a worker looks whether its topics still are what they were when it began, seconds.",
    )
    lag_every_s: float = Field(5.0, gt=0, le=300, description="How often a worker looks at all lanes' lag, seconds.")
    hung_s: float = Field(
        60.0,
        gt=0,
        description="An event loop or a lane that does not move for so long is hung, and not live, seconds; "
        "a delivery alone may take 30.",
    )
    log_format: Literal["auto", "text", "json"] = Field(
        "auto", description="Logs as text or as JSON lines; `auto` is text on a terminal."
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="Lowest level that is logged; only DEBUG may name customers."
    )
    producer_idempotence: bool = Field(
        True, description="Idempotent production by librdkafka; off only for brokers that lack it."
    )

    @field_validator("kafka_user")
    @classmethod
    def _is_given(cls, value: str, info: ValidationInfo) -> str:
        if not value and str(info.data.get("kafka_protocol")).startswith("SASL"):
            raise ValueError(f"{variable('kafka_protocol')} is {info.data['kafka_protocol']} and wants a name")
        return value

    @field_validator("kafka_ca", "kafka_certificate", "kafka_key", "rules")
    @classmethod
    def _is_there(cls, value: str) -> str:
        if value and not Path(value).is_file():
            raise ValueError("there is no such file")
        return value

    @field_validator("active_clicks")
    @classmethod
    def _are_clicks(cls, value: str) -> str:
        kinds = get_args(ClickKind)
        for kind in listed(value):
            if kind not in kinds:
                raise ValueError(f"{kind!r} is no kind of click; there are {', '.join(kinds)}")
        return value

    @field_validator("kafka_ca")
    @classmethod
    def _signs(cls, value: str) -> str:
        try:
            if value:
                ssl.create_default_context(cafile=value)
        except ssl.SSLError:
            raise ValueError("it holds no certificate") from None
        return value

    @field_validator("kafka_key")
    @classmethod
    def _fits(cls, value: str, info: ValidationInfo) -> str:
        certificate = info.data.get("kafka_certificate")
        if value and not certificate:
            raise ValueError(f"it is of no certificate; {variable('kafka_certificate')} is not set")
        if certificate:
            try:
                ssl.create_default_context().load_cert_chain(certificate, value or None, password="")
            except ssl.SSLError:
                raise ValueError(f"it is not the key of {variable('kafka_certificate')}, or is encrypted") from None
        return value


def load_settings(environ: Mapping[str, str] | None = None, **overrides: Any) -> Settings:
    """Build the settings from an environment, with values by name that come before it; a preset comes after both.

    Parameters
    ----------
    environ : variables by name; the process's own where None.
    overrides : fields by name; None leaves a field as the environment has it.

    Raises SettingsError, which names the first variable at fault and a valid value.
    """
    given = {name: value for name, value in overrides.items() if value is not None}
    try:
        given = {**_Variables(os.environ if environ is None else environ)(), **given}
        return Settings(**{**_defaults(), **PRESETS.get(str(given.get("preset", "")), {}), **given})
    except UnreadableSetting as bad:
        name = next(name for name in Settings.model_fields if f'"{name}"' in str(bad))
        raise SettingsError(_complaint(name, "is not JSON")) from None
    except ValidationError as bad:
        error = bad.errors()[0]
        name = str(error["loc"][0])
        # The store's URL may carry a password.
        value = "no such URL" if name == "redis" else repr(error["input"])
        raise SettingsError(_complaint(name, f"is {value}: {error['msg']}")) from None


def variable(name: str) -> str:
    """The environment variable of a field."""
    return f"{PREFIX}{name.upper()}"


def written(value: Any) -> str:
    """A value as one writes it in the environment; a secret is not written."""
    if isinstance(value, SecretStr):
        return ""
    return value if isinstance(value, str) else to_json(value).decode()


def listed(value: str) -> tuple[str, ...]:
    """What a setting lists, comma separated."""
    return tuple(name for name in (part.strip() for part in value.split(",")) if name)


class _Variables(EnvSettingsSource):
    """pydantic-settings' own reading of variables, from a mapping that is handed in."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        super().__init__(Settings)

    def _load_env_vars(self) -> Mapping[str, str | None]:
        return {name.lower(): value for name, value in self._environ.items()}


def _defaults() -> dict[str, Any]:
    fields = Settings.model_fields.items()
    return {name: field.default for name, field in fields if field.default is not PydanticUndefined}


def _complaint(name: str, fault: str) -> str:
    field = Settings.model_fields[name]
    example = field.examples[0] if field.examples else written(field.default)
    return f"{variable(name)} {fault}; a valid value is {example}"
