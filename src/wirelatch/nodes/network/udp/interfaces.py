"""The network interfaces of this machine, by name and by address, for multicast."""

from __future__ import annotations

from wirelatch.engine.node import Node


def local_interface(node: Node, named: str | None, kind: str) -> str:
    """The address of the interface that a node names, by name or address; empty for none, or after a warning."""
    name = (named or "").strip()
    if not name or "." in name or ":" in name:
        return name
    address = interface_address(name, kind)
    if address is None:
        node.warn(f"udp: interface {name} not found")
    return address or ""


def interface_address(name: str, kind: str) -> str | None:
    """The first address of a network interface, of the family of `udp4` or `udp6`; None when there is no such one."""
    import ifaddr

    for adapter in ifaddr.get_adapters():
        if adapter.name == name or adapter.nice_name == name:
            for ip in adapter.ips:
                if ip.is_IPv4 and kind != "udp6":
                    return str(ip.ip)
                if ip.is_IPv6 and kind == "udp6":
                    return str(ip.ip[0])
    return None


def interface_index(address: str) -> int:
    """The number of the interface that has an IPv6 address, or that name. Raises ValueError."""
    import ifaddr

    plain, _, zone = address.partition("%")
    for adapter in ifaddr.get_adapters():
        own = {str(ip.ip[0]) for ip in adapter.ips if ip.is_IPv6}
        if (plain in own and zone in ("", adapter.name, str(adapter.index))) or adapter.name == address:
            return int(adapter.index or 0)
    raise ValueError("Must be ip address of the required interface")
