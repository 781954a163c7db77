"""What the server serves: `granian --interface rsgi config.rsgi:application`."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from config.server.waits import limit_database_waits

limit_database_waits()

# This sets Django up, which all that follows needs.
from config.wsgi import application as site  # noqa: E402, I001

from django.conf import settings  # noqa: E402

from config.health import HEALTH_PATHS  # noqa: E402
from config.server.gateway import Gateway  # noqa: E402
from config.server.granian_patches import answer_before_loop  # noqa: E402

application = Gateway(
    site,
    *HEALTH_PATHS,
    small=settings.DATA_UPLOAD_MAX_MEMORY_SIZE,
    large=settings.LARGEST_UPLOAD,
)
answer_before_loop(application.begin)
