"""What a test may need of a broker that the demo's does not have."""

import pytest
from kafka.admin import KafkaAdminClient


def need_apache(bootstrap: str, what: str) -> None:
    """Skip where the broker is the demo's (Tansu), which lacks `what`."""
    admin = KafkaAdminClient(bootstrap_servers=bootstrap)
    try:
        cluster = admin.describe_cluster()["cluster_id"]
    finally:
        admin.close()
    if cluster == "tansu_cluster":
        pytest.skip(f"the embedded broker has no {what}")
