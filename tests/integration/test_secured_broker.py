"""A broker that encrypts and wants to know who we are: the whole road, and what is said where we may not in."""

import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from time import time

import orjson
import pytest
from confluent_kafka.admin import (
    AdminClient,
    ScramCredentialInfo,
    ScramMechanism,
    UserScramCredentialUpsertion,
)

from harken.alert_line import read_alert
from harken.doctor.finding import Health
from harken.doctor.kafka import look_at_broker, look_at_topics
from harken.kafka_access import for_librdkafka
from harken.replay.producer import KeyedProducer
from harken.settings import load_settings
from harken.tail import Tail
from harken.topics import BrokerUnreachable, check_topics
from tests.road import TheRoad
from tests.services.child import ServiceFailed
from tests.services.local_kafka import LocalKafka

PASSWORD = "open sesame"
PLAIN = (
    'org.apache.kafka.common.security.plain.PlainLoginModule required username="admin" password="admin" '
    f'user_admin="admin" user_harken="{PASSWORD}";'
)
SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule required;"
HEARD_WITHIN_S = 30.0
Environment = Mapping[str, str]


class Papers:
    """Somebody who signs, and two whom they have signed: the broker (as 127.0.0.1) and us."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        self._openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=signer",
                      "-keyout", "ca.key", "-out", "ca.pem")  # fmt: skip
        for name in ("broker", "client"):
            self._sign(name)

    def path(self, name: str) -> str:
        """Of a file."""
        return str(self.folder / name)

    def of_the_broker(self) -> dict[str, str]:
        """Its settings for TLS."""
        return {
            "ssl.keystore.type": "PEM", "ssl.keystore.location": self.path("broker.both.pem"),
            "ssl.truststore.type": "PEM", "ssl.truststore.location": self.path("ca.pem"),
        }  # fmt: skip

    def _sign(self, name: str) -> None:
        self._openssl("req", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={name}", "-addext",
                      "subjectAltName=IP:127.0.0.1", "-keyout", f"{name}.key", "-out", f"{name}.csr")  # fmt: skip
        self._openssl("x509", "-req", "-in", f"{name}.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
                      "-days", "2", "-copy_extensions", "copy", "-out", f"{name}.pem")  # fmt: skip
        both = Path(self.path(f"{name}.key")).read_text() + Path(self.path(f"{name}.pem")).read_text()
        Path(self.path(f"{name}.both.pem")).write_text(both)

    def _openssl(self, *arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=self.folder, check=True, capture_output=True)


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Papers:
    if shutil.which("openssl") is None:
        pytest.skip("it needs openssl, for certificates")
    return Papers(tmp_path_factory.mktemp("secured") / "papers")


@pytest.fixture(scope="module")
def guarded(papers: Papers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalKafka]:
    """TLS, and a name and a password."""
    properties = {
        **papers.of_the_broker(),
        "sasl.enabled.mechanisms": "PLAIN,SCRAM-SHA-512",
        "sasl.mechanism.inter.broker.protocol": "PLAIN",
        "listener.name.sasl_ssl.plain.sasl.jaas.config": PLAIN,
        "listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config": SCRAM,
    }
    yield from _running(LocalKafka(tmp_path_factory.mktemp("guarded"), properties, protocol="SASL_SSL"))


@pytest.fixture(scope="module")
def closed(papers: Papers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalKafka]:
    """TLS, and a certificate of ours."""
    properties = {**papers.of_the_broker(), "ssl.client.auth": "required"}
    yield from _running(LocalKafka(tmp_path_factory.mktemp("closed"), properties, protocol="SSL"))


@pytest.fixture
def by_password(guarded: LocalKafka, papers: Papers) -> Environment:
    return {
        "HARKEN_KAFKA": guarded.bootstrap,
        "HARKEN_KAFKA_PROTOCOL": "SASL_SSL",
        "HARKEN_KAFKA_CA": papers.path("ca.pem"),
        "HARKEN_KAFKA_USER": "harken",
        "HARKEN_KAFKA_PASSWORD": PASSWORD,
    }


@pytest.fixture
def by_scram(by_password: Environment) -> Environment:
    """The same name, known to the broker by SCRAM as well."""
    admin = AdminClient(for_librdkafka(load_settings(by_password)))
    credential = UserScramCredentialUpsertion(
        "harken", ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096), PASSWORD.encode()
    )
    for done in admin.alter_user_scram_credentials([credential]).values():
        done.result()
    return {**by_password, "HARKEN_KAFKA_MECHANISM": "SCRAM-SHA-512"}


@pytest.fixture
def by_certificate(closed: LocalKafka, papers: Papers) -> Environment:
    return {
        "HARKEN_KAFKA": closed.bootstrap,
        "HARKEN_KAFKA_PROTOCOL": "SSL",
        "HARKEN_KAFKA_CA": papers.path("ca.pem"),
        "HARKEN_KAFKA_CERTIFICATE": papers.path("client.pem"),
        "HARKEN_KAFKA_KEY": papers.path("client.key"),
    }


@pytest.fixture
def make_road(fresh_redis_url: str, topic_prefix: str, tmp_path: Path) -> Iterator[Callable[[Environment], TheRoad]]:
    """Makes the road through a broker; it ends with the test."""
    roads: list[TheRoad] = []

    def make(environment: Environment) -> TheRoad:
        roads.append(TheRoad(environment["HARKEN_KAFKA"], fresh_redis_url, topic_prefix, tmp_path, **environment))
        return roads[-1]

    yield make
    for road in roads:
        road.close()


@pytest.mark.parametrize("way", ["by_password", "by_scram", "by_certificate"])
def test_an_event_becomes_an_alert_through_a_broker_that_asks_who_we_are(
    way: str, request: pytest.FixtureRequest, make_road: Callable[[Environment], TheRoad]
) -> None:
    road = make_road(request.getfixturevalue(way))
    event = {"id": "f1", "customer_id": "ada", "ts": round(time() * 1000), "kind": "nps", "score": 0}
    producer = KeyedProducer(road.settings)
    producer.send(f"{road.settings.topic_prefix}feedback", "ada", orjson.dumps(event))
    producer.flush()
    road.start()
    road.wait_until_applied()
    tail = Tail(road.settings, f"{road.settings.topic_prefix}alerts", from_start=True)
    (heard,) = tail.hear(HEARD_WITHIN_S, most=1)
    tail.close()
    assert read_alert(heard.value or b"").data.kind == "detractor"
    assert [look(road.settings).health for look in (look_at_broker, look_at_topics)] == [Health.OK, Health.OK]


@pytest.mark.parametrize(
    "wrong",
    [{"HARKEN_KAFKA_PASSWORD": "sesame"}, {"HARKEN_KAFKA_CA": ""}, {"HARKEN_KAFKA_PROTOCOL": "PLAINTEXT"}],
    ids=["another password", "a signer that nobody knows", "in the clear"],
)
def test_who_may_not_in_is_told_so_and_not_the_password(by_password: Environment, wrong: Environment) -> None:
    settings = load_settings({**by_password, **wrong, "HARKEN_BROKER_TIMEOUT_S": "3"})
    with pytest.raises(BrokerUnreachable) as told:
        check_topics(settings)
    assert "HARKEN_KAFKA_PROTOCOL" in str(told.value)
    assert "sesame" not in str(told.value)
    assert "\n" not in str(told.value)
    assert look_at_broker(settings).health is Health.FAIL


def _running(broker: LocalKafka) -> Iterator[LocalKafka]:
    try:
        broker.start()
    except ServiceFailed as failed:
        pytest.skip(f"it needs this machine's own Kafka: {failed}")
    try:
        yield broker
    finally:
        broker.remove()
