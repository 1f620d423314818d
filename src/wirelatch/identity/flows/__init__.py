"""Flows: what somebody goes through to sign in, agree, sign out, enrol, or change what is theirs.

A flow is an ordered list of bindings to stages (`identity/stages`), kept in tables (`tables.py`), read with the catalogue
(`catalog.py`). Going through one is a run (`run.py`), bound to the browser; `executor.py` walks it, for the pages
(`pages.py`) and for authentik's JSON API (`api/flows/executor.py`) alike. Here are the flows that every installation has.
"""

from wirelatch.identity.flows.defaults import (
    ALL,
    AUTHENTICATION,
    EXPLICIT_CONSENT,
    IMPLICIT_CONSENT,
    INITIAL_SETUP,
    INVALIDATION,
    PROVIDER_INVALIDATION,
    DefaultFlow,
    by_id,
    by_slug,
)
from wirelatch.identity.flows.defaults import DefaultFlow as Flow

__all__ = [
    "ALL", "AUTHENTICATION", "EXPLICIT_CONSENT", "IMPLICIT_CONSENT", "INITIAL_SETUP", "INVALIDATION",
    "PROVIDER_INVALIDATION", "DefaultFlow", "Flow", "by_id", "by_slug",
]  # fmt: skip
