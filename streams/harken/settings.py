"""Settings: one frozen object, built once from the environment (prefix `HARKEN_`) and passed down."""

from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Everything that can be set; the reference page is generated from these fields."""

    model_config = SettingsConfigDict(env_prefix="HARKEN_", frozen=True, extra="ignore")

    role: Literal["activity", "learner"] = Field("activity", description="Which agent this worker runs.")
    instance: str = Field("default", description="Name of this installation, in alerts' `source` and group ids.")
    kafka: str = Field("127.0.0.1:9092", description="Bootstrap servers, host:port, comma separated.")
    redis: str = Field("redis://127.0.0.1:6379/0", description="The store's URL.")
    topic_prefix: str = Field("harken.", description="Prefix of every topic's name.")
    key_prefix: str = Field("harken:", description="Prefix of every key except the documents' (`customer:`).")
    partitions: int = Field(12, ge=1, le=1000, description="Partitions of every inbound topic; fixed for an instance.")
    replication: int = Field(1, ge=1, le=9, description="Replication factor of topics that harken creates.")
    retention_h: float = Field(168.0, gt=0, description="Retention of inbound topics, hours.")
    clock: Literal["live", "event"] = Field("live", description="Whether an idle lane's clock follows the store's time.")
    step_s: float = Field(0.0, ge=0, description="Replay in step: event seconds between waits for the learner; 0 is off.")
    lateness_s: float = Field(60.0, ge=0, description="Allowed lateness of events, seconds.")
    currency: str = Field("GBP", pattern="^[A-Z]{3}$", description="Reporting currency.")
    rates: dict[str, float] = Field({}, description="Units of the reporting currency for one unit of another, JSON.")
    churn_horizon_d: float = Field(90.0, gt=0, description="No order for so many days means left.")
    batch_events: int = Field(4000, ge=1, description="Most events in one batch of a lane.")
    batch_bytes: int = Field(8_388_608, ge=1_048_576, description="Most bytes of events in one batch of a lane.")
    batch_wakeups: int = Field(2000, ge=1, description="Most wake-ups in one batch of a lane.")
    buffer_records: int = Field(8000, ge=1, description="Most records buffered per topic partition.")
    buffer_bytes: int = Field(16_777_216, ge=1_048_576, description="Most bytes buffered per topic partition.")
    cached_customers: int = Field(200_000, ge=1, description="Most customers cached in a worker, over all its lanes.")
    session_timeout_s: float = Field(10.0, ge=1, description="Kafka group session timeout, seconds.")
