"""What the server serves: `granian --interface rsgi config.rsgi:application`."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from config.server.waits import limit_database_waits
from config.startup import exit_in_one_line

with exit_in_one_line():
    limit_database_waits()

# This sets Django up, which all that follows needs.
from config.wsgi import application as site, edge  # noqa: I001

from django.conf import settings

from config.health import HEALTH_PATHS
from config.server.gateway import Gateway
from config.server.granian_patches import answer_before_loop

application = Gateway(
    site,
    edge,
    *HEALTH_PATHS,
    small=settings.DATA_UPLOAD_MAX_MEMORY_SIZE,
    large=settings.LARGEST_UPLOAD,
)
answer_before_loop(application.begin)
