"""Asking a worker's port, as Prometheus and a prober do."""

import http.client
import json
from typing import Any

from prometheus_client.parser import text_string_to_metric_families

HOST = "127.0.0.1"
#: Name, and the labels' values in the order of the labels' names.
Series = tuple[str, tuple[str, ...]]


def get(port: int, path: str) -> tuple[int, str]:
    """Status and body; 0 where nobody answers, or somebody who speaks no HTTP."""
    asking = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        asking.request("GET", path)
        answer = asking.getresponse()
        return answer.status, answer.read().decode()
    except (OSError, http.client.HTTPException):
        return 0, ""
    finally:
        asking.close()


def health(port: int, kind: str) -> tuple[int, dict[str, Any]]:
    """Status of a health check and what it found."""
    status, body = get(port, f"/health/{kind}")
    return status, json.loads(body) if body else {}


def metrics(port: int) -> dict[Series, float]:
    """All samples."""
    _, body = get(port, "/metrics")
    return {
        (sample.name, tuple(sample.labels[name] for name in sorted(sample.labels))): sample.value
        for family in text_string_to_metric_families(body)
        for sample in family.samples
    }


def total(found: dict[Series, float], name: str) -> float:
    """The sum over all labels."""
    return sum(value for (series, _), value in found.items() if series == name)
