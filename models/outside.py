"""Which addresses typed by people may be called: out on the internet, by https; never into our own network.

Checked when an address is kept, and again with what its name resolves to when it is called
(delivery/outside.py).
"""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Final
from urllib.parse import urlsplit

from yarl import URL

LONGEST: Final = 500
NAT64: Final = IPv6Network("64:ff9b::/96")
TRANSLATED: Final = IPv6Network("::ffff:0:0:0/96")  # SIIT: an IPv4 address behind a translator
UNICAST: Final = IPv6Network("2000::/3")  # the internet; not every Python knows «fec0::1» as private


class Refused(OSError):
    """This address is none we call; str() is a code."""


def is_public(text: str) -> bool:
    """Whether this IP address is out on the internet, whatever it is wrapped in."""
    address: IPv4Address | IPv6Address = ip_address(text.partition("%")[0])
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo and address.teredo[1])
        if address in NAT64 or address in TRANSLATED:
            inner = IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
        if address not in UNICAST:
            return False
    return address.is_global and not address.is_multicast


def check(url: str, *, anywhere: bool) -> None:
    """Raises Refused for what is no address of ours to call, as far as the text tells."""
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname
    except ValueError:
        raise Refused("no_address") from None
    if parts.scheme not in ("https", "http") or not host or parts.username or parts.password or port == 0:
        raise Refused("no_address")
    if anywhere:
        return
    if parts.scheme != "https":
        raise Refused("no_https")
    try:
        dialled = URL(
            url
        ).raw_host  # as the client reads it: «１２７.０.０.１» and «127。0。0。1» are numbers
        literal = ip_address((dialled or "").partition("%")[0])
    except ValueError:
        return  # a name: looked at when it is resolved
    if not is_public(str(literal)):
        raise Refused("private_address")
