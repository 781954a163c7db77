from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.search import index

from books.listing.rows import forthcoming_here, newest_here
from books.models.published import PublishedPage
from books.queries import readable
from books.rich_text import TEXT_FEATURES
from home.blocks import ContentBlock, HomeBlock
from home.newsletter.models import NewsletterSubscription
from home.sessions.models import UserSession
from home.shown import Shown
from home.worker_sign import WorkerSign

__all__ = ["ContentPage", "HomePage", "NewsletterSubscription", "UserSession", "WorkerSign"]

NEWEST = 11
FORTHCOMING = 5


class HomePage(PublishedPage, Page):
    """The front door: a welcome, then what its editors put together.

    Until they do, the newest books and those to come.
    """

    introduction = RichTextField(_("introduction"), blank=True, features=TEXT_FEATURES)
    body = StreamField(
        HomeBlock(),
        verbose_name=_("what the page shows"),
        blank=True,
        help_text=_("Left empty: the newest books and those to come."),
    )

    content_panels = [*Page.content_panels, FieldPanel("introduction"), FieldPanel("body")]
    search_fields = [
        *Page.search_fields,
        index.SearchField("introduction"),
        index.SearchField("body"),
    ]
    api_fields = ["introduction", "body"]
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["books.BookIndexPage", "home.ContentPage"]

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def get_context(self, request, *args, **kwargs) -> dict:
        shown = Shown(request, self.body.stream_block, self.body)
        context = {**super().get_context(request, *args, **kwargs), "shown": shown}
        return context if self.body else {**context, **self.usual_books(shown)}

    @staticmethod
    def usual_books(shown: Shown) -> dict:
        return {
            "newest": newest_here(shown.request, NEWEST),
            "forthcoming": forthcoming_here(shown.request, FORTHCOMING),
            "catalogue": shown.catalogue,
        }


class ContentPage(PublishedPage, Page):
    """A plain page: for students, about the house, the exam copy policy."""

    body = StreamField(ContentBlock(), verbose_name=_("text"))

    content_panels = [*Page.content_panels, FieldPanel("body")]
    search_fields = [*Page.search_fields, index.SearchField("body")]
    api_fields = ["body"]
    parent_page_types = ["home.HomePage", "home.ContentPage"]
    subpage_types = ["home.ContentPage"]

    class Meta:
        verbose_name = _("content page")
        verbose_name_plural = _("content pages")

    def get_context(self, request, *args, **kwargs) -> dict:
        from books.details import pages_above

        return {
            **super().get_context(request, *args, **kwargs),
            "shown": Shown(request, self.body.stream_block, self.body),
            "above": pages_above(self),
            "below": readable(self.get_children()),
        }
