"""The network policy: passes for browsers whose address is in one of the networks. authentik has its GeoIP policy
for that, which needs a database that cannot be handed on with the program; networks need none.
"""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from wirelatch.identity.policies.kinds.kind import PolicyKind
from wirelatch.identity.policies.models import Check, Policy, PolicyError, Verdict
from wirelatch.identity.policies.request import PolicyRequest
from wirelatch.identity.web.fields import Field, InvalidError, list_of, typed


def _compile(settings: Mapping[str, Any], library: Mapping[str, Policy]) -> tuple[Check, bool]:
    networks = [ip_network(network, strict=False) for network in settings["networks"]]

    def check(request: PolicyRequest) -> Verdict:
        try:
            address = ip_address(request.address.partition("%")[0])
        except ValueError:
            raise PolicyError("the browser's address is not known") from None
        if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
            address = address.ipv4_mapped
        inside = any(address.version == network.version and address in network for network in networks)
        return Verdict(
            inside, () if inside else ("You cannot do this from where you are.",), (f"address {address}",)
        )

    return check, True


@typed({"type": "string", "format": "cidr"})
def network(value: Any) -> str:
    """The check of a network in CIDR notation."""
    try:
        return str(ip_network(value if isinstance(value, str) else "", strict=False))
    except ValueError:
        raise InvalidError(f"“{value}” is not a network such as 10.0.0.0/8.") from None


KIND = PolicyKind(
    app="wirelatch_policies_network",
    model_name="networkpolicy",
    path="network",
    component="wl-policy-network-form",
    verbose_name="Network Policy",
    verbose_name_plural="Network Policies",
    description="Passes for browsers whose address is in one of the networks.",
    fields={"networks": Field(list_of(network))},
    compile=_compile,
)
