"""The lock file installs from the public registry alone."""

import re

from django.conf import settings

PUBLIC = {"https://pypi.org", "https://files.pythonhosted.org"}


def test_only_public_addresses_are_locked():
    text = (settings.BASE_DIR / "uv.lock").read_text()
    assert set(re.findall(r'https?://[^/"]+', text)) == PUBLIC
    assert set(re.findall(r'registry = "([^"]+)"', text)) == {"https://pypi.org/simple"}
    assert not re.search(r'"file:|path = "', text)
