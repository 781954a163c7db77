from django.urls import path

from home.newsletter import views
from home.newsletter.links import CONFIRM, UNSUBSCRIBE

urlpatterns = [
    path("newsletter/confirm/<str:token>/", views.confirm, name=CONFIRM),
    path("newsletter/unsubscribe/<str:token>/", views.unsubscribe, name=UNSUBSCRIBE),
]
