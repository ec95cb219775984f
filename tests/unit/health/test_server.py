"""The port where metrics and health are asked for."""

import http.client
import json
import socket

import pytest
from prometheus_client import CollectorRegistry, Gauge

from harken.demo.ports import free_ports
from harken.health.judge import Answer
from harken.health.server import PORTS, NoPort, Page, PageServer

HOST = "127.0.0.1"


def page(*, well: bool = True) -> Page:
    registry = CollectorRegistry()
    gauge = Gauge("looks", "How often it was asked for.", registry=registry)
    return Page(registry, gauge.inc, {"/health/live": lambda: Answer(well, {"loop": "comes round"})})


@pytest.fixture
def free_port() -> int:
    """A port with free ones behind it."""
    return free_ports(1)[0]


def get(port: int, path: str) -> tuple[int, str]:
    asking = http.client.HTTPConnection(HOST, port, timeout=10)
    asking.request("GET", path)
    answer = asking.getresponse()
    return answer.status, answer.read().decode()


def test_metrics_are_refreshed_at_each_look(free_port: int) -> None:
    server = PageServer(page(), HOST, free_port)
    assert "looks 1.0" in get(server.port, "/metrics")[1]
    assert "looks 2.0" in get(server.port, "/metrics?x=1")[1]
    server.close()


@pytest.mark.parametrize(("well", "status"), [(True, 200), (False, 503)])
def test_a_check_answers_by_its_status(free_port: int, well: bool, status: int) -> None:
    server = PageServer(page(well=well), HOST, free_port)
    found, body = get(server.port, "/health/live")
    assert (found, json.loads(body)) == (status, {"well": well, "loop": "comes round"})
    assert get(server.port, "/elsewhere")[0] == 404
    server.close()


@pytest.mark.skipif(not socket.has_ipv6, reason="this Python knows no IPv6")
def test_an_address_of_ipv6_is_one_to_listen_on(free_port: int) -> None:
    server = PageServer(page(), "::1", free_port)
    asking = http.client.HTTPConnection("::1", server.port, timeout=10)
    asking.request("GET", "/health/live")
    assert asking.getresponse().status == 200
    server.close()


def test_a_port_that_is_taken_is_said_and_the_next_free_one_used(
    free_port: int, caplog: pytest.LogCaptureFixture
) -> None:
    first = PageServer(page(), HOST, free_port)
    second = PageServer(page(), HOST, first.port)
    assert first.port < second.port < first.port + PORTS
    assert "taken" in caplog.text
    assert get(second.port, "/health/live")[0] == 200
    first.close()
    second.close()


def test_where_all_ports_are_taken_it_is_one_fact(free_port: int) -> None:
    servers = [PageServer(page(), HOST, free_port)]
    while len(servers) < PORTS and servers[-1].port < free_port + PORTS - 1:
        servers.append(PageServer(page(), HOST, free_port))
    with pytest.raises(NoPort, match="HARKEN_METRICS_PORT"):
        PageServer(page(), HOST, free_port)
    for server in servers:
        server.close()


def test_an_address_of_another_machine_is_one_fact(free_port: int) -> None:
    with pytest.raises(NoPort, match="HARKEN_METRICS_HOST"):
        PageServer(page(), "192.0.2.1", free_port)
