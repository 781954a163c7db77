"""All settings, read from the environment (and `.env`); the defaults suit one machine.

`PRODUCTION=yes` is the one switch for a public server: it demands a secret key and host
names of its own, and turns HTTPS protections on. README.md lists every variable.
"""

from pathlib import Path
from zoneinfo import available_timezones

from django.core.exceptions import ImproperlyConfigured
from environs import Env, validate

BASE_DIR = Path(__file__).resolve().parent.parent

env = Env()
env.read_env(env.str("ENV_FILE", str(BASE_DIR / ".env")), recurse=False)

PRODUCTION = env.bool("PRODUCTION", False)
DEBUG = env.bool("DEBUG", False)
VAR_DIR = Path(env.str("VAR_DIR", str(BASE_DIR / "var")))

DEMO_SECRET_KEY = "demo-only-secret-key-that-production-settings-refuse-to-start-with"  # noqa: S105
SECRET_KEY = env.str("SECRET_KEY", DEMO_SECRET_KEY)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", [] if PRODUCTION else ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", [])
HOST = env.str("HOST", "127.0.0.1")
PORT = env.int("PORT", 8000)
WORKERS = env.int("WORKERS", 1)
SITE_URL = env.str("SITE_URL", f"http://127.0.0.1:{PORT}")
DEMO = env.bool("DEMO", True)

if PRODUCTION and DEBUG:
    raise ImproperlyConfigured("PRODUCTION and DEBUG cannot both be set.")
if PRODUCTION and SECRET_KEY in ("", DEMO_SECRET_KEY):
    raise ImproperlyConfigured("PRODUCTION needs a SECRET_KEY of its own.")
if PRODUCTION and not ALLOWED_HOSTS:
    raise ImproperlyConfigured("PRODUCTION needs ALLOWED_HOSTS, e.g. books.example.com.")

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
    "config.headers.SecurityHeadersMiddleware",
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
    "default": env.dj_db_url("DATABASE_URL", f"sqlite:///{VAR_DIR / 'db.sqlite3'}"),
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
    # A connection for each thread of the server; it is asked again each second while it is away.
    POOL = {"timeout": 2, "reconnect_timeout": 1, "max_size": 8}
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
EDGE_MEGABYTES = env.int("EDGE_MEGABYTES", 0 if DEBUG else 64, validate=validate.Range(min=0))
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
CHANGES_KEPT_DAYS = env.int("CHANGES_KEPT_DAYS", 90)

LANGUAGE_CODE = "en"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [
    ("en", "English"),
    ("es", "Español"),
    ("fr", "Français"),
]
LOCALE_PATHS = [BASE_DIR / "config" / "locale"]
TIME_ZONE = env.str("TIME_ZONE", "UTC")
# Of all names that this machine has, those of places: browsers know no "localtime" or "Factory",
# and Wagtail's list of time zones (8.0) fails in them over the first such name.
WAGTAIL_USER_TIME_ZONES = ["UTC", *sorted(name for name in available_timezones() if "/" in name)]
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
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        # Compressing beforehand takes a minute: worth it where many will read.
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.ManifestStaticFilesStorage",
    },
}

EMAIL = env.dj_email_url("EMAIL_URL", "console:")
EMAIL_BACKEND = EMAIL["EMAIL_BACKEND"]
EMAIL_HOST = EMAIL["EMAIL_HOST"]
EMAIL_PORT = EMAIL["EMAIL_PORT"]
EMAIL_HOST_USER = EMAIL["EMAIL_HOST_USER"]
EMAIL_HOST_PASSWORD = EMAIL["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS = EMAIL["EMAIL_USE_TLS"]
EMAIL_USE_SSL = EMAIL["EMAIL_USE_SSL"]
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "books@localhost")

# How often readers may send us something: from one address, and with one e-mail address.
RATE = validate.Regexp(r"^\d+/\d*[smhd]$", error="Must be like 20/h: s, m, h or d.")
FORM_RATE = env.str("FORM_RATE", "20/h", validate=RATE)
FORM_RATE_PER_EMAIL = env.str("FORM_RATE_PER_EMAIL", "10/d", validate=RATE)

# A book of 2,000 chapters is a form of some 15,000 fields. Only editors may send so many.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 50_000
READERS_MAX_NUMBER_FIELDS = 1000

SESSION_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
if PRODUCTION:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31536000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

WAGTAIL_SITE_NAME = env.str("SITE_NAME", "Frontlist")
WAGTAILADMIN_BASE_URL = SITE_URL
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
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAIL_PASSWORD_REQUIRED_TEMPLATE = "password_required.html"  # noqa: S105
WAGTAILIMAGES_IMAGE_MODEL = "books.Picture"
WAGTAILIMAGES_IMAGE_FORM_BASE = "books.pictures.forms.PictureForm"
# In all frames: to read so many takes about 320 MB.
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 80_000_000

API_CACHE_CONTROL = env.str("API_CACHE_CONTROL", "public, max-age=0, must-revalidate")
API_RATE_ANONYMOUS = env.str("API_RATE_ANONYMOUS", "600/min")
API_RATE_TOKEN = env.str("API_RATE_TOKEN", "6000/min")
# How many proxies' word is taken for a reader's address; with none, nobody can make one up.
NINJA_NUM_PROXIES = env.int("TRUSTED_PROXIES", 0)
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
