"""What all routes of the Admin API have in common."""

import httpx
import pytest


@pytest.mark.parametrize(
    ("method", "path", "read_again"),
    [
        ("POST", "/settings/user", "/settings/user"),
        ("POST", "/library/local/flows/deep", "/library/local/flows"),
        ("POST", "/flows", "/flows"),
        ("POST", "/flow", "/flows"),
    ],
)
@pytest.mark.parametrize("levels", [300, 900, 1020, 100_000])
async def test_a_body_that_is_nested_without_end_is_refused_and_breaks_nothing(
    api: httpx.AsyncClient, method: str, path: str, read_again: str, levels: int
) -> None:
    answer = await api.request(
        method,
        path,
        content=b'[{"a":' + b"[" * levels + b"]" * levels + b"}]"
        if path == "/flows"
        else b'{"a":' * levels + b"1" + b"}" * levels,
        headers={"Content-Type": "application/json"},
    )
    assert answer.status_code == 400
    assert (await api.get(read_again)).status_code == 200
