"""The logo of a client that registers itself: fetched once, checked, and kept here.

The pages load nothing from where a client says: it could watch who signs in, and change the picture after it was looked
at. A logo that cannot be had is left out; the registration stands without it.
https://openid.net/specs/openid-connect-registration-1_0.html#ClientMetadata
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from wirelatch.identity.web.fetch import FetchError, Network, send
from wirelatch.identity.web.fields import InvalidError
from wirelatch.identity.web.icons import data_address

log = logging.getLogger(__name__)


async def fetch_logo(told: Mapping[str, Any], networks: tuple[Network, ...]) -> str:
    """The picture at `logo_uri` as data address; empty when there is none, or none that can be shown."""
    uri = told.get("logo_uri")
    if not uri:
        return ""
    try:
        answer = await send(uri, headers={"Accept": "image/*"}, allowed=networks)
        if answer.status != 200:
            raise FetchError(f"the answer has status {answer.status}")
        return data_address(answer.body)
    except (FetchError, InvalidError) as error:
        log.info("the logo of a registered client cannot be shown: %s", error)
        return ""
