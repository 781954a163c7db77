"""Registrations only: what is registered lives beside its kind."""

from wagtail import hooks
from wagtail.rich_text.feature_registry import FeatureRegistry

from books.links import PublicPageLinkHandler


@hooks.register("register_rich_text_features", order=10)
def link_only_to_public_pages(features: FeatureRegistry) -> None:
    features.register_link_type(PublicPageLinkHandler)
