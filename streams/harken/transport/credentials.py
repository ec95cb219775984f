"""How Faust's aiokafka gets to the broker: the settings of `harken.kafka_access` in Faust's words."""

from faust.auth import SASLCredentials, SSLCredentials
from faust.types.auth import CredentialsT

from harken.kafka_access import tls_context, uses_password, uses_tls
from harken.settings import Settings


def for_faust(settings: Settings) -> CredentialsT | None:
    """Credentials of a Faust app; None where the broker asks for none."""
    context = tls_context(settings) if uses_tls(settings) else None
    if uses_password(settings):
        password = settings.kafka_password.get_secret_value()
        return SASLCredentials(
            username=settings.kafka_user, password=password, mechanism=settings.kafka_mechanism, ssl_context=context
        )
    return SSLCredentials(context) if context is not None else None
