"""What this site is compared with: the same catalogue as a plain Wagtail project.

Made as the documentation of Wagtail shows it: page models with StreamFields and inline models,
snippets for what books share, `api_fields` with serializers, ordinary templates.
"""
