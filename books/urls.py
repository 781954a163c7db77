from django.urls import path

from books import views

urlpatterns = [
    path("contributors/<str:slug>/", views.contributor, name="contributor"),
    path("subjects/<str:slug>/", views.subject, name="subject"),
    path("series/<str:slug>/", views.series, name="series"),
]
