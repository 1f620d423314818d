"""`/udp-ports/:id`."""

import httpx

from tests.support.ports import free_udp_port


async def test_the_ports_that_flows_listen_on_are_listed(api: httpx.AsyncClient) -> None:
    port = free_udp_port()
    tab = {"id": "t1", "type": "tab"}
    node = {"id": "u1", "type": "udp in", "z": "t1", "x": 1, "y": 1, "wires": [[]], "port": str(port)}
    assert (await api.get("/udp-ports/any")).json() == []
    await api.post("/flows", json=[tab, node])
    assert (await api.get("/udp-ports/any")).json() == [str(port)]
    await api.post("/flows", json=[tab])
    assert (await api.get("/udp-ports/any")).json() == []
