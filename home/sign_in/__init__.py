"""Two-factor login and single sign-on, by django-allauth; off unless the settings say otherwise.

Its login takes the place of Wagtail's at `/admin/login/`, and its pages look like that one.
"""
