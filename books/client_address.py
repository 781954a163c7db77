"""Whom a request counts for, wherever requests are counted: forms, logins, the API."""

import re
from ipaddress import IPv6Address, IPv6Network, ip_address

from django.conf import settings
from django.http import HttpRequest

# What one subscriber is given at least (RFC 6177); whoever has one has all of its addresses.
IPV6_PREFIX = 64
# Some proxies name the port as well: 192.0.2.1:4711, [2001:db8::1]:4711.
WITH_PORT = re.compile(r"(?:\[(.+)\]|([^:]+))(?::\d+)?")


def client_address(request: HttpRequest) -> str:
    """The address of the reader, by as many proxies' word as TRUSTED_PROXIES says.

    Each proxy adds at the end who asked it: what stands before the last ones is the reader's own
    word, and counts for nothing.
    """
    proxies = settings.NINJA_NUM_PROXIES
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR")
    if not proxies or forwarded is None:
        return request.META.get("REMOTE_ADDR") or ""
    addresses = [each.strip() for each in forwarded.split(",")]
    return without_port(addresses[-min(proxies, len(addresses))])


def without_port(address: str) -> str:
    match = WITH_PORT.fullmatch(address)
    return (match[1] or match[2]) if match else address


def network_of(request: HttpRequest) -> str:
    """The reader's address, or of an IPv6 address the network; what is no address as it is."""
    text = client_address(request)
    try:
        address = ip_address(text)
    except ValueError:
        return text
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(IPv6Network((int(address), IPV6_PREFIX), strict=False))
