"""Registrations only."""

from wagtail_modeladmin.options import modeladmin_register

from home.admin import ReaderRequests

modeladmin_register(ReaderRequests)
