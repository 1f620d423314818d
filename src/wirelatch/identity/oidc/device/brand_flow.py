"""The flow that a brand has users go through before they type a device's code (`flow_device_code`).

Its end is marked in the address of the page that follows, for this session and flow.
"""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit

from wirelatch.identity.directory.sessions import Session
from wirelatch.identity.flows.models import Flow, FlowSnapshot
from wirelatch.identity.installation.brands import Brand
from wirelatch.identity.oidc import marker
from wirelatch.identity.oidc.device.authorization import PAGE
from wirelatch.identity.services import Services
from wirelatch.identity.web.call import Call
from wirelatch.identity.web.form import query_of


def flow_of(brand: Brand, known: FlowSnapshot) -> Flow | None:
    """The brand's flow, if it has stages to go through."""
    flow = known.flows.get(brand.flow_device_code or "")
    return flow if flow is not None and known.bindings_of(flow) else None


def is_passed(call: Call, services: Services, session: Session, flow: Flow) -> bool:
    """Whether this session has come to the flow's end, within the last hour."""
    mark = query_of(call).get(marker.DEVICE)
    return marker.read(services.marker_key, marker.DEVICE, mark, session.uuid, flow.id) is not None


def flow_url(flow: Flow, code: str) -> str:
    """The flow's page, which leads back here."""
    return f"{flow.path}?{urlencode({'next': _page(code)})}"


def passed_url(services: Services, session: Session, flow_id: str, target: str) -> str | None:
    """Where to go on at the end of a flow that was to lead to the device page; None for other flows' targets."""
    parts = urlsplit(target)
    if parts.path.rstrip("/") != PAGE:
        return None
    mark = marker.make(services.marker_key, marker.DEVICE, session.uuid, flow_id)
    kept = [(name, value) for name, value in parse_qsl(parts.query) if name != marker.DEVICE]
    return f"{PAGE}?{urlencode([*kept, (marker.DEVICE, mark)])}"


def form_action(call: Call) -> str:
    """Where the page's forms go: they keep the mark."""
    mark = query_of(call).get(marker.DEVICE)
    return f"{PAGE}?{urlencode({marker.DEVICE: mark})}" if mark else PAGE


def _page(code: str) -> str:
    return f"{PAGE}?{urlencode({'code': code})}" if code else PAGE
