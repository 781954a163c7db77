import os
import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application
from django.db import connection

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()

if settings.PRODUCTION:
    from home.checks import refuse_demo_users

    try:
        refuse_demo_users()
    except ImproperlyConfigured as error:
        sys.exit(str(error))
    connection.close()
