"""All settings, read from the environment (and `.env`); the defaults suit one machine.

`PRODUCTION=yes` is the one switch for a public server: it demands a secret key and host
names of its own, and turns HTTPS protections on. README.md lists every variable.
"""

import sys
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import available_timezones

import dj_database_url
import dj_email_url
from django.core.exceptions import ImproperlyConfigured
from django.http.request import split_domain_port, validate_host
from environs import validate

from config.environment import Environment
from config.variables import (
    check_allowed_hosts,
    check_api_rate,
    check_database_url,
    check_dsn,
    check_email_url,
    check_endpoint,
    check_folder,
    check_form_rate,
    check_header,
    check_host,
    check_origins,
    check_sender,
    check_site_url,
)

BASE_DIR = Path(__file__).resolve().parent.parent

env = Environment()
env.read_file(BASE_DIR / ".env")

PRODUCTION = env.bool("PRODUCTION", False)
DEBUG = env.bool("DEBUG", False)
VAR_DIR = Path(env.str("VAR_DIR", str(BASE_DIR / "var"), validate=check_folder))

DEMO_SECRET_KEY = "demo-only-secret-key-that-production-settings-refuse-to-start-with"  # noqa: S105
SECRET_KEY = env.str("SECRET_KEY", DEMO_SECRET_KEY)
ALLOWED_HOSTS = env.words(
    "ALLOWED_HOSTS",
    [] if PRODUCTION else ["localhost", "127.0.0.1", "[::1]"],
    validate=check_allowed_hosts,
)
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS", [], validate=check_origins)
HOST = env.str("HOST", "127.0.0.1", validate=check_host)
PORT = env.number("PORT", 8000, 1, 65535)
WORKERS = env.number("WORKERS", 1, 1, 256)
SITE_URL = env.str("SITE_URL", f"http://127.0.0.1:{PORT}", validate=check_site_url).rstrip("/")
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", PRODUCTION)
DEMO = env.bool("DEMO", True)

if PRODUCTION:
    if DEBUG:
        raise ImproperlyConfigured("PRODUCTION and DEBUG cannot both be set.")
    if SECRET_KEY in ("", DEMO_SECRET_KEY):
        raise ImproperlyConfigured("PRODUCTION needs a SECRET_KEY of its own.")
    if not ALLOWED_HOSTS:
        raise ImproperlyConfigured("PRODUCTION needs ALLOWED_HOSTS, e.g. books.example.com.")
    if SECURE_SSL_REDIRECT and not SITE_URL.lower().startswith("https:"):
        raise ImproperlyConfigured("PRODUCTION needs SITE_URL, e.g. https://books.example.com.")
    if not validate_host(split_domain_port(urlsplit(SITE_URL).netloc)[0], ALLOWED_HOSTS):
        raise ImproperlyConfigured("ALLOWED_HOSTS must name the host of SITE_URL.")

INSTALLED_APPS = [
    "books",
    "home",
    "search",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.simple_translation",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.locales",
    "wagtail.search",
    "wagtail.admin",
    "wagtail.api.v2",
    "wagtail.api.v3",
    "wagtail",
    "wagtail_modeladmin",
    "django_tasks",
    "django_tasks_db",
    "modelcluster",
    "taggit",
    "rest_framework",
    "ninja",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    # So that forms find their templates beside those of the pages.
    "django.forms",
]

MIDDLEWARE = [
    "config.health.HealthMiddleware",
    "config.metrics_middleware.MetricsMiddleware",
    "config.request_ids.RequestIdMiddleware",
    "config.headers.SecurityHeadersMiddleware",
    "config.hosts.HostMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "config.upload_limits.FieldLimitMiddleware",
    "config.api_http.ApiMiddleware",
    "config.front.FrontMiddleware",
    "config.caching.CachingMiddleware",
    "config.compression.CompressionMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "config.languages.LanguagesMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "config.secret_limits.SecretLimitMiddleware",
    "home.sessions.logins.LastSeenMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "books.admin.failures.RecordErrorMiddleware",
    "config.redirects.QueryRedirectMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
            ],
        },
    },
]

DATABASES = {
    "default": dj_database_url.parse(
        env.str(
            "DATABASE_URL",
            f"sqlite:///{VAR_DIR / 'db.sqlite3'}",
            validate=check_database_url,
        )
    ),
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # One writer at a time, queued from the start of its transaction: no "database is locked".
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
    # Tests use a file too: a database in memory has other locks.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
else:
    DATABASES["default"]["ENGINE"] = "config.postgresql"
    # A connection for each thread of the server (`config.server.gateway`); it is asked again each
    # second while it is away.
    POOL = {"timeout": 2, "reconnect_timeout": 1, "max_size": 24}
    POOLED = env.bool("DATABASE_POOL", True)
    PLANNING = "-c random_page_cost=1.1 -c max_parallel_workers_per_gather=0 -c jit=off"
    DATABASES["default"]["OPTIONS"] = {
        "pool": POOL if POOLED else False,
        # What is read with every request is planned once (`books.statements`).
        "prepare_threshold": 1 if POOLED else None,
        # So that one that vanishes from the network is missed after seconds, not minutes.
        "connect_timeout": 3,
        "keepalives_idle": 5,
        "keepalives_interval": 1,
        "tcp_user_timeout": 2500,
        # Indexes are in memory, and requests many: a look at a whole table is what costs, and
        # another process or a compiler for one of them would come too late.
        "options": PLANNING if POOLED else "",
    } | DATABASES["default"].get("OPTIONS", {})
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    # One process must not believe in renditions that another has deleted.
    "renditions": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
    # Parts of pages, named by what they are made of; with DEBUG, templates change under them.
    "template_fragments": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "template_fragments",
        "OPTIONS": {"MAX_ENTRIES": 1000},
    },
    # Who asked how much of the API, in this process; an entry for each reader.
    "throttles": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "throttles",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
}
if DEBUG:
    CACHES["template_fragments"] = CACHES["renditions"]
# What the edge (`config.edge`) keeps in the memory of each server process; with 0 there is none.
EDGE_MEGABYTES = env.number("EDGE_MEGABYTES", 0 if DEBUG else 64, 0, 1_000_000)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# SQLite leaves out of an index what PostgreSQL keeps in it beside its keys, and needs it less.
SILENCED_SYSTEM_CHECKS = ["models.W040"]

# Tasks run at once, unless a worker (`manage.py worker`) is there to run them.
TASK_WORKER = env.bool("TASK_WORKER", PRODUCTION)
TASKS = {
    "default": {
        "BACKEND": "django_tasks_db.DatabaseBackend"
        if TASK_WORKER
        else "django_tasks.backends.immediate.ImmediateBackend",
        # Mails have a queue of their own (`books.task_queue`).
        "QUEUES": ["default", "mail"],
    },
}

# For how long `/api/v3/changes/` tells mirrors what was withdrawn.
CHANGES_KEPT_DAYS = env.number("CHANGES_KEPT_DAYS", 90, 1, 36500)

LANGUAGE_CODE = "en"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [
    ("en", "English"),
    ("es", "Español"),
    ("fr", "Français"),
]
LOCALE_PATHS = [BASE_DIR / "config" / "locale"]
TIME_ZONES = available_timezones()
TIME_ZONE = env.str(
    "TIME_ZONE",
    "UTC",
    validate=validate.OneOf(TIME_ZONES, error="Must be a time zone, e.g. Europe/Madrid."),
)
# Of all names that this machine has, those of places: browsers know no "localtime" or "Factory",
# and Wagtail's list of time zones (8.0) fails in them over the first such name.
WAGTAIL_USER_TIME_ZONES = ["UTC", *sorted(name for name in TIME_ZONES if "/" in name)]
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
# What browsers look for at the root of a site, without being told.
WHITENOISE_ROOT = BASE_DIR / "static" / "icons"
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "config.storage.MediaStorage"},
    "staticfiles": {
        # Compressing beforehand takes a minute: worth it where many will read.
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.ManifestStaticFilesStorage",
    },
}

EMAIL = dj_email_url.parse(env.str("EMAIL_URL", "console:", validate=check_email_url))
EMAIL_BACKEND = EMAIL["EMAIL_BACKEND"]
EMAIL_HOST = EMAIL["EMAIL_HOST"]
EMAIL_PORT = EMAIL["EMAIL_PORT"]
EMAIL_HOST_USER = EMAIL["EMAIL_HOST_USER"]
EMAIL_HOST_PASSWORD = EMAIL["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS = EMAIL["EMAIL_USE_TLS"]
EMAIL_USE_SSL = EMAIL["EMAIL_USE_SSL"]
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "books@localhost", validate=check_sender)

# How often readers may send us something: from one address, and with one e-mail address.
FORM_RATE = env.str("FORM_RATE", "20/h", validate=check_form_rate)
FORM_RATE_PER_EMAIL = env.str("FORM_RATE_PER_EMAIL", "10/d", validate=check_form_rate)
# How often a password, a code or a link may be wrong: from one address, and of one account. The
# latter is generous, since strangers who use it up keep others from logging in.
LOGIN_RATE = env.str("LOGIN_RATE", "20/h", validate=check_form_rate)
LOGIN_RATE_PER_ACCOUNT = env.str("LOGIN_RATE_PER_ACCOUNT", "100/h", validate=check_form_rate)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# A book of 2,000 chapters is a form of some 15,000 fields. Only editors may send so many.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 50_000
READERS_MAX_NUMBER_FIELDS = 1000

# On stderr: lines of JSON for programs, or text for whoever reads along (`config.logs`).
LOG_LEVEL = env.str(
    "LOG_LEVEL",
    "WARNING",
    validate=validate.OneOf(["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"]),
)
READS_ALONG = not PRODUCTION or (sys.stderr is not None and sys.stderr.isatty())
LOG_FORMAT = env.str(
    "LOG_FORMAT", "text" if READS_ALONG else "json", validate=validate.OneOf(["json", "text"])
)
LOGGING_CONFIG = "config.logs.configure"
LOGGING = {"level": LOG_LEVEL, "style": LOG_FORMAT}
ACCESS_LOG = env.bool("ACCESS_LOG", False)
# Whoever knows it may read `/metrics`; without one there are none.
METRICS_TOKEN = env.str(
    "METRICS_TOKEN",
    "",
    validate=validate.Regexp(
        r"(?:\S{16,})?\Z", error="Must be at least 16 characters, without spaces."
    ),
)
OTEL_EXPORTER_OTLP_ENDPOINT = env.str("OTEL_EXPORTER_OTLP_ENDPOINT", "", validate=check_endpoint)
SENTRY_DSN = env.str("SENTRY_DSN", "", validate=check_dsn)
if SENTRY_DSN:
    from config.sentry import start_sentry

    start_sentry(SENTRY_DSN)

# So that administrators see whose sessions there are.
SESSION_ENGINE = "home.sessions.store"
SESSION_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
if PRODUCTION:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31536000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

WAGTAIL_SITE_NAME = env.str("SITE_NAME", "Frontlist", validate=validate.Length(1, 255))
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAILADMIN_USER_PASSWORD_RESET_FORM = "home.password_mails.LaterPasswordResetForm"  # noqa: S105
WAGTAIL_I18N_ENABLED = True
# Nothing is asked of third parties from the admin.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILAPI_BASE_URL = SITE_URL
WAGTAILAPI_RICH_TEXT_FORMAT = "html"
WAGTAILAPI_LIMIT_MAX = 100
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
WAGTAILDOCS_EXTENSIONS = ["epub", "pdf", "txt"]
WAGTAILDOCS_DOCUMENT_FORM_BASE = "books.documents.DocumentForm"
# Not by the machine's own table, which may lack EPUB.
WAGTAILDOCS_CONTENT_TYPES = {
    "epub": "application/epub+zip",
    "pdf": "application/pdf",
    "txt": "text/plain",
}
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAIL_PASSWORD_REQUIRED_TEMPLATE = "password_required.html"  # noqa: S105
WAGTAILIMAGES_IMAGE_MODEL = "books.Picture"
WAGTAILIMAGES_IMAGE_FORM_BASE = "books.pictures.forms.PictureForm"
# In all frames. docs/running.md says what memory so many take.
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000
MEGABYTE = 1024 * 1024
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 20 * MEGABYTE
WAGTAILDOCS_MAX_UPLOAD_SIZE = 50 * MEGABYTE
# A request that uploads one, with whatever stands beside it in the form.
LARGEST_UPLOAD = max(WAGTAILIMAGES_MAX_UPLOAD_SIZE, WAGTAILDOCS_MAX_UPLOAD_SIZE) + MEGABYTE

API_CACHE_CONTROL = env.str(
    "API_CACHE_CONTROL", "public, max-age=0, must-revalidate", validate=check_header
)
API_RATE_ANONYMOUS = env.str("API_RATE_ANONYMOUS", "600/min", validate=check_api_rate)
API_RATE_TOKEN = env.str("API_RATE_TOKEN", "6000/min", validate=check_api_rate)
# How many proxies' word is taken for a reader's address; with none, nobody can make one up.
NINJA_NUM_PROXIES = env.number("TRUSTED_PROXIES", 0, 0, 100)
# No GET writes to the database.
WAGTAILAPI_TOKEN_LAST_USED_INTERVAL = None
REST_FRAMEWORK = {
    "EXCEPTION_HANDLER": "config.api_errors.refuse_impossible_values",
    "DEFAULT_AUTHENTICATION_CLASSES": ["config.api_tokens.TokenAuthentication"],
    "DEFAULT_THROTTLE_CLASSES": [
        "config.api_throttles.AnonymousThrottle",
        "config.api_throttles.TokenThrottle",
    ],
}

# Two-factor login and single sign-on (docs/signing-in.md): without either, all of it is absent.
TWO_FACTOR = env.str(
    "TWO_FACTOR",
    "off",
    validate=validate.OneOf(["off", "optional", "publishers", "everyone"]),
)
OIDC_SERVER_URL = env.str("OIDC_SERVER_URL", "", validate=check_endpoint)
OIDC_CLIENT_ID = env.str("OIDC_CLIENT_ID", "")
OIDC_CLIENT_SECRET = env.str("OIDC_CLIENT_SECRET", "")
OIDC_NAME = env.str("OIDC_NAME", "single sign-on", validate=validate.Length(1, 80))
OIDC = {
    "OIDC_SERVER_URL": OIDC_SERVER_URL,
    "OIDC_CLIENT_ID": OIDC_CLIENT_ID,
    "OIDC_CLIENT_SECRET": OIDC_CLIENT_SECRET,
}
if any(OIDC.values()) and not all(OIDC.values()):
    given = next(name for name, value in OIDC.items() if value)
    raise ImproperlyConfigured(f"{given}: Must be set together with {', '.join(OIDC)}.")
if PRODUCTION and OIDC_SERVER_URL and not OIDC_SERVER_URL.startswith("https://"):
    raise ImproperlyConfigured("OIDC_SERVER_URL: Must be an https address with PRODUCTION.")
USES_ALLAUTH = TWO_FACTOR != "off" or bool(OIDC_SERVER_URL)
if USES_ALLAUTH:
    INSTALLED_APPS += ["allauth", "allauth.account"]
    MIDDLEWARE += ["allauth.account.middleware.AccountMiddleware"]
    LOGIN_URL = WAGTAIL_FRONTEND_LOGIN_URL = "/admin/login/"
    ACCOUNT_ADAPTER = "home.sign_in.accounts.AccountAdapter"
    # Users are made by administrators, who know their e-mail addresses.
    ACCOUNT_SIGNUP_ENABLED = False
    ACCOUNT_EMAIL_VERIFICATION = "none"
    # Nor are passwords passed over of whom it would lead on (`home.sign_in.views`).
    ACCOUNT_AUTHENTICATED_LOGIN_REDIRECTS = False
    # Counted by `config.secret_limits`; of codes, allauth counts those of each user. By address it
    # would count those of a whole office, right ones too.
    ACCOUNT_RATE_LIMITS = {"login": None, "reauthenticate": None, "login_failed": "5/5m/key"}
if TWO_FACTOR != "off":
    INSTALLED_APPS += ["allauth.mfa"]
    MIDDLEWARE += ["home.sign_in.second_factor.SecondFactorMiddleware"]
    MFA_TOTP_ISSUER = WAGTAIL_SITE_NAME
    # Clocks differ, and people take their time (RFC 6238, section 5.2).
    MFA_TOTP_TOLERANCE = 1
    MFA_FORMS = {
        "activate_totp": "home.sign_in.codes.ActivateForm",
        "authenticate": "home.sign_in.codes.AuthenticateForm",
        "reauthenticate": "home.sign_in.codes.ReauthenticateForm",
    }
if OIDC_SERVER_URL:
    INSTALLED_APPS += [
        "allauth.socialaccount",
        "allauth.socialaccount.providers.openid_connect",
    ]
    SOCIALACCOUNT_ADAPTER = "home.sign_in.single_sign_on.SocialAccountAdapter"
    # By a link: after a form, our policy (`form-action`) would stop the way to the provider.
    SOCIALACCOUNT_LOGIN_ON_GET = True
    SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": "sso",
                    "name": OIDC_NAME,
                    "client_id": OIDC_CLIENT_ID,
                    "secret": OIDC_CLIENT_SECRET,
                    "settings": {"server_url": OIDC_SERVER_URL},
                }
            ],
        }
    }
