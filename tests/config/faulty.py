"""The site with faults built in, for servers and workers of tests (DJANGO_SETTINGS_MODULE)."""

from config.settings import *  # noqa: F403

ROOT_URLCONF = "tests.config.faulty_urls"
# So that pages can be shown without `collectstatic`.
STORAGES["staticfiles"] = {  # noqa: F405
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}
