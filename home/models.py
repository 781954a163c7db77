from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.search import index

from books.blocks import DescriptionBlock
from books.listing.rows import forthcoming_here, newest_here
from books.models import BookIndexPage
from books.models.published import PublishedPage
from books.queries import readable
from books.rich_text import TEXT_FEATURES
from home.newsletter.models import NewsletterSubscription

__all__ = ["ContentPage", "HomePage", "NewsletterSubscription"]

NEWEST = 11
FORTHCOMING = 5


class HomePage(PublishedPage, Page):
    """The front door: a welcome, the newest books and those to come."""

    introduction = RichTextField(_("introduction"), blank=True, features=TEXT_FEATURES)

    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    search_fields = [*Page.search_fields, index.SearchField("introduction")]
    api_fields = ["introduction"]
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["books.BookIndexPage", "home.ContentPage"]

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def get_context(self, request, *args, **kwargs) -> dict:
        return {
            **super().get_context(request, *args, **kwargs),
            "newest": newest_here(request, NEWEST),
            "forthcoming": forthcoming_here(request, FORTHCOMING),
            "catalogue": readable(BookIndexPage.objects.child_of(self)).first(),
        }


class ContentPage(PublishedPage, Page):
    """A plain page: for students, about the house, the exam copy policy."""

    body = StreamField(DescriptionBlock(), verbose_name=_("text"))

    content_panels = [*Page.content_panels, FieldPanel("body")]
    search_fields = [*Page.search_fields, index.SearchField("body")]
    api_fields = ["body"]
    parent_page_types = ["home.HomePage", "home.ContentPage"]
    subpage_types = ["home.ContentPage"]

    class Meta:
        verbose_name = _("content page")
        verbose_name_plural = _("content pages")
