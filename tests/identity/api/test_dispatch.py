"""Every endpoint is found by itself, and stands where its address says. The subject: `api/dispatch.py`."""

from __future__ import annotations

import importlib
import pkgutil

from wirelatch.identity import api
from wirelatch.identity.api.endpoints import Endpoints


def test_an_endpoint_stands_in_the_folder_named_after_the_root_of_its_address() -> None:
    misplaced = []
    for found in pkgutil.walk_packages(api.__path__, api.__name__ + "."):
        collection = getattr(importlib.import_module(found.name), "endpoints", None)
        if isinstance(collection, Endpoints):
            folder = found.name.removeprefix(api.__name__ + ".").partition(".")[0]
            roots = {endpoint.path.partition("/")[0] for endpoint in collection.all}
            misplaced += [f"{root}/… in {found.name}" for root in roots if root != folder]
    assert not misplaced
