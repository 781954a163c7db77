import pytest
from django.core.checks import Tags, run_checks

from home.login_checks import RATES

# Another of the checks asks whether there are demo users.
pytestmark = pytest.mark.django_db


def found() -> dict[str, str]:
    messages = run_checks(tags=[Tags.security], include_deployment_checks=True)
    return {
        each.id: each.msg for each in messages if each.id in ("home.W001", "home.W002", "home.I001")
    }


def test_the_defaults_are_well(settings):
    settings.SECURE_SSL_REDIRECT = False
    assert found() == {}


def test_missing_password_rules_are_told(settings):
    settings.AUTH_PASSWORD_VALIDATORS = []
    assert "home.W001" in found()


@pytest.mark.parametrize("name", RATES)
def test_a_limit_that_is_off_is_told(settings, name):
    setattr(settings, name, "")
    assert found()["home.W002"].startswith(name)


@pytest.mark.parametrize(("proxies", "told"), [(0, True), (1, False)])
def test_a_proxy_that_is_not_told_of_is_asked_about(settings, proxies, told):
    settings.SECURE_SSL_REDIRECT, settings.NINJA_NUM_PROXIES = True, proxies
    assert ("home.I001" in found()) is told
