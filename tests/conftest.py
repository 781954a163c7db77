import pytest
from django.conf import settings as project_settings

PLAIN_STATIC = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}


@pytest.fixture(scope="session", autouse=True)
def quick_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """What would only cost time: slow password hashes, and static files under hashed names."""
    project_settings.MEDIA_ROOT = str(tmp_path_factory.mktemp("media"))
    project_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    project_settings.STORAGES = {**project_settings.STORAGES, "staticfiles": PLAIN_STATIC}
