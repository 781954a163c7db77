"""Whom a request counts for: forms, logins and both APIs count in the same way."""

import pytest
from django.test import RequestFactory

from books.client_address import network_of
from books.submissions.mailbox import mailbox_of


def network(settings, proxies: int, peer: str, forwarded: str | None = None) -> str:
    settings.NINJA_NUM_PROXIES = proxies
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    return network_of(RequestFactory().get("/", headers=headers, REMOTE_ADDR=peer))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", True),
        ("2001:db8:1:2::1", "2001:0DB8:0001:0002::2", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False),
        ("192.0.2.1", "192.0.2.2", False),
        ("fe80::1%eth0", "fe80::2%eth1", True),
    ],
)
def test_an_ipv6_reader_is_a_network(settings, one, other, same):
    assert (network(settings, 0, one) == network(settings, 0, other)) is same


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "192.0.2.1", "203.0.113.9"),
        (1, None, "203.0.113.9"),
        (1, "192.0.2.1", "192.0.2.1"),
        (1, "198.51.100.7, 192.0.2.1", "192.0.2.1"),
        (2, "198.51.100.7,192.0.2.1 , 192.0.2.2", "192.0.2.1"),
        (2, "192.0.2.1", "192.0.2.1"),
        (1, "192.0.2.1:4711", "192.0.2.1"),
        (1, "[2001:db8:1:2::9]:443", "2001:db8:1:2::/64"),
        (1, "2001:db8:1:2::9", "2001:db8:1:2::/64"),
        (1, "unknown", "unknown"),
        (1, "", ""),
    ],
)
def test_only_trusted_proxies_name_the_reader(settings, proxies, forwarded, expected):
    assert network(settings, proxies, "203.0.113.9", forwarded) == expected


@pytest.mark.parametrize(
    "spelling", ["ada@example.org", " Ada@Example.ORG", "ada+x@example.org", "ADA+x+y@example.org"]
)
def test_a_mailbox_is_one_whatever_its_detail(spelling):
    assert mailbox_of(spelling) == "ada@example.org"


def test_dots_and_a_lone_plus_make_other_mailboxes():
    assert len({mailbox_of(f"{each}@x.org") for each in ("ada", "a.da", "+ada", "+bob")}) == 4
