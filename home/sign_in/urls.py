"""allauth's pages, as far as they are used here; before Wagtail's, whose login they replace."""

from allauth.account import views
from django.conf import settings
from django.urls import include, path
from django.views.decorators.cache import never_cache
from wagtail.utils.urlpatterns import decorate_urlpatterns

from home.sign_in.views import LoginView

urlpatterns = [
    path("login/", LoginView.as_view(), name="account_login"),
    path("login/cancel/", views.logout, name="account_logout"),
    path("login/inactive/", views.account_inactive, name="account_inactive"),
    path("login/again/", views.reauthenticate, name="account_reauthenticate"),
]
if settings.TWO_FACTOR != "off":
    from allauth.mfa import urls as mfa_urls

    # No browser stores a secret that a page shows: of allauth's (65) views, some say so.
    decorate_urlpatterns(mfa_urls.urlpatterns, never_cache)
    urlpatterns += [path("two-factor/", include(mfa_urls))]
if settings.OIDC_SERVER_URL:
    from allauth.socialaccount import views as social_views

    from home.sign_in import provider_views

    urlpatterns += [
        path(
            "login/oidc/<str:provider_id>/login/",
            provider_views.login,
            name="openid_connect_login",
        ),
        path(
            "login/oidc/<str:provider_id>/login/callback/",
            provider_views.callback,
            name="openid_connect_callback",
        ),
        path(
            "login/cancelled/",
            social_views.login_cancelled,
            name="socialaccount_login_cancelled",
        ),
        path("login/error/", social_views.login_error, name="socialaccount_login_error"),
    ]
