"""`/metrics` of the flows half."""

from pathlib import Path

from tests.access.flows_half import flows_half

FLOWS = [
    {"id": "t1", "type": "tab", "label": "One"},
    {"id": "in", "type": "http in", "z": "t1", "url": "/hi/:name", "method": "get", "wires": [["out"]]},
    {"id": "out", "type": "http response", "z": "t1", "wires": []},
]


async def test_nodes_and_routes_are_counted(tmp_path: Path) -> None:
    async with flows_half(tmp_path, sign_in=False) as half, half.browser() as client:
        await client.post("/flows", json=FLOWS)
        for _ in range(3):
            assert (await client.get("/hi/ada")).status_code == 200
        text = (await client.get("/metrics")).text
    assert 'wirelatch_node_received_total{flow="t1",node="out",type="http response"} 3.0' in text
    assert 'wirelatch_http_requests_total{method="GET",route="/hi/:name",status="200"} 3.0' in text
    assert 'wirelatch_api_requests_total{method="POST",route="/flows",status="204"} 1.0' in text
    assert "wirelatch_flows_running 1.0" in text
    assert "process_resident_memory_bytes" in text
