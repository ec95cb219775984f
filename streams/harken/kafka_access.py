"""How each of the three Kafka clients gets to the broker: where it is, whether through TLS, and who we are.

librdkafka speaks for us and for the command line, kafka-python administers, Faust's aiokafka reads
(`harken.transport.credentials`); each has its own words for the same settings.
"""

import ssl
from typing import Any

from harken.settings import Settings


def for_librdkafka(settings: Settings) -> dict[str, str | int | float | bool | None]:
    """Options of confluent-kafka's producers, consumers and admin clients."""
    options: dict[str, str | int | float | bool | None] = {"bootstrap.servers": settings.kafka}
    if settings.kafka_protocol != "PLAINTEXT":
        options["security.protocol"] = settings.kafka_protocol
    if uses_tls(settings):
        files = {
            "ssl.ca.location": settings.kafka_ca,
            "ssl.certificate.location": settings.kafka_certificate,
            "ssl.key.location": settings.kafka_key,
        }
        options |= {name: path for name, path in files.items() if path}
    if uses_password(settings):
        options |= {
            "sasl.mechanism": settings.kafka_mechanism,
            "sasl.username": settings.kafka_user,
            "sasl.password": settings.kafka_password.get_secret_value(),
        }
    return options


def for_kafka_python(settings: Settings) -> dict[str, Any]:
    """Options of kafka-python's clients."""
    options: dict[str, Any] = {
        "bootstrap_servers": [address.strip() for address in settings.kafka.split(",")],
        "security_protocol": settings.kafka_protocol,
    }
    if uses_tls(settings):
        options["ssl_context"] = tls_context(settings)
    if uses_password(settings):
        options |= {
            "sasl_mechanism": settings.kafka_mechanism,
            "sasl_plain_username": settings.kafka_user,
            "sasl_plain_password": settings.kafka_password.get_secret_value(),
        }
    return options


def uses_tls(settings: Settings) -> bool:
    """Whether the connection is encrypted."""
    return settings.kafka_protocol in {"SSL", "SASL_SSL"}


def uses_password(settings: Settings) -> bool:
    """Whether we say who we are by name and password."""
    return settings.kafka_protocol in {"SASL_PLAINTEXT", "SASL_SSL"}


def tls_context(settings: Settings) -> ssl.SSLContext:
    """Checks the broker's certificate and its name; shows ours where there is one."""
    context = ssl.create_default_context(cafile=settings.kafka_ca or None)
    if settings.kafka_certificate:
        #  Without a password OpenSSL would ask the terminal for that of an encrypted key, and wait.
        context.load_cert_chain(settings.kafka_certificate, settings.kafka_key or None, password="")
    return context
