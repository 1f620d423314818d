"""`/udp-ports/:id`"""

import socket

import httpx


async def test_the_ports_that_flows_listen_on_are_listed(api: httpx.AsyncClient) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    tab = {"id": "t1", "type": "tab"}
    node = {"id": "u1", "type": "udp in", "z": "t1", "x": 1, "y": 1, "wires": [[]], "port": str(port)}
    assert (await api.get("/udp-ports/any")).json() == []
    await api.post("/flows", json=[tab, node])
    assert (await api.get("/udp-ports/any")).json() == [str(port)]
    await api.post("/flows", json=[tab])
    assert (await api.get("/udp-ports/any")).json() == []
