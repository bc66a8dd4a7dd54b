"""Whose guesses count together: one machine of the internet, as far as its address tells."""

from ipaddress import IPv6Address, ip_address
from typing import Final

NETWORK: Final = 64  # bits: what one household or server is given of IPv6, with 2⁶⁴ addresses in it


def caller_of(address: str | None) -> str:
    """An IPv4 address itself; of IPv6 the network, or every guess would come from an address of its own."""
    try:
        known = ip_address(address or "")
    except ValueError:
        return address or ""
    if not isinstance(known, IPv6Address):
        return str(known)
    if known.ipv4_mapped is not None:
        return str(known.ipv4_mapped)
    return f"{IPv6Address(int(known) >> NETWORK << NETWORK)}/{NETWORK}"
