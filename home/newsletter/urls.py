from django.urls import path

from home.newsletter import views
from home.newsletter.links import CONFIRM, UNSUBSCRIBE

urlpatterns = [
    path("newsletter/", views.subscribe, name="newsletter"),
    path("newsletter/thanks/", views.thanks, name="newsletter_thanks"),
    path("newsletter/confirm/<str:token>/", views.confirm, name=CONFIRM),
    path("newsletter/unsubscribe/<str:token>/", views.unsubscribe, name=UNSUBSCRIBE),
]
