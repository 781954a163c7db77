import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection

from config.startup import exit_in_one_line

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

with exit_in_one_line():
    if settings.OTEL_EXPORTER_OTLP_ENDPOINT:
        from config.traces import trace_requests

        trace_requests()
    application = get_wsgi_application()
    if settings.PRODUCTION:
        from home.checks import refuse_demo_users

        refuse_demo_users()
        connection.close()

if settings.METRICS_TOKEN:
    from config.metrics_shared import share_numbers

    share_numbers()

# What answers from memory, if anything does.
edge = None
if settings.EDGE_MEGABYTES:
    from books.publishing.publications import numbers_given
    from config.edge import Edge
    from config.edge_watch import Watch
    from config.health import HEALTH_PATHS

    watch = Watch()
    numbers_given.connect(watch.changed, weak=False)
    application = edge = Edge(
        application,
        watch,
        settings.EDGE_MEGABYTES,
        (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, "messages"),
        HEALTH_PATHS,
        settings.SECURE_PROXY_SSL_HEADER,
    )

if settings.ACCESS_LOG:
    from config.access_log import AccessLog

    application = AccessLog(application)
    edge = edge and application
