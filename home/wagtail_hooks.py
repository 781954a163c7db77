"""Registrations only."""

from wagtail import hooks
from wagtail_modeladmin.options import modeladmin_register

from home.admin import ContentPageViewSet, HomePageViewSet, ReaderRequests

for viewset in (HomePageViewSet, ContentPageViewSet):
    hooks.register("register_admin_viewset", viewset)
modeladmin_register(ReaderRequests)
