"""The OpenAPI document says what runs: every endpoint, its types, its permission."""

from __future__ import annotations

import re

import pytest
import yaml
from openapi_spec_validator import validate

from wirelatch.identity.api.dispatch import ENDPOINTS
from wirelatch.identity.api.models import known_permissions
from wirelatch.identity.api.openapi import document
from wirelatch.identity.api.permissions import Needs
from wirelatch.identity.api.rbac.permissions import number_of
from wirelatch.identity.web.fields import Typed
from wirelatch.identity.web.shapes import shapes_in


def test_the_document_is_valid_and_holds_every_endpoint() -> None:
    made = document(ENDPOINTS)
    validate(made)
    held = {(method.upper(), path) for path, methods in made["paths"].items() for method in methods}
    runs = {(each.method, "/" + re.sub(r":(int|long)\}", "}", each.path)) for each in ENDPOINTS}
    assert held == runs


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda each: f"{each.method} {each.path}")
def test_every_endpoint_says_what_it_does_takes_and_answers(endpoint) -> None:
    assert (endpoint.handler.__doc__ or endpoint.summary or "").strip(), "no docstring"
    assert endpoint.is_described or endpoint.method == "DELETE", "neither body nor answer is declared"
    for name, field in (endpoint.body or {}).items():
        assert isinstance(field.check, Typed), f"the field {name} has no JSON type"
    if isinstance(endpoint.permission, Needs):
        assert endpoint.permission.permission in known_permissions()
        argument = endpoint.permission.argument
        assert not argument or "{" + argument in endpoint.path


def test_shapes_of_one_name_are_one() -> None:
    known: dict[str, object] = {}
    for endpoint in ENDPOINTS:
        for shape in shapes_in(endpoint.answers):
            assert known.setdefault(shape.name, shape.schema()) == shape.schema(), shape.name


def test_permissions_have_numbers_of_their_own() -> None:
    numbers = [number_of(name) for name in known_permissions()]
    assert len(numbers) == len(set(numbers))


async def test_the_document_is_served_as_yaml_as_json_and_as_a_page(identity) -> None:
    anybody = identity.api_client()
    as_json = (await anybody.get("schema/", params={"format": "json"})).json()
    as_yaml = yaml.safe_load((await anybody.get("schema/")).text)
    assert as_json == as_yaml
    page = await anybody.get("schema/browse/")
    assert "core_users_list" in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert not re.search(r'(src|href)="https?:', page.text)
