"""Links in rich text lead only to pages that anyone can read."""

from wagtail.models import Page
from wagtail.rich_text.pages import PageLinkHandler

from books.queries import readable
from books.rich_text import linked_pages


class PublicPageLinkHandler(PageLinkHandler):
    """Links only to pages that anyone can read; of other links the words stay."""

    @classmethod
    def get_many(cls, attrs_list: list[dict]) -> list[Page | None]:
        ids = [int(attrs["id"]) if str(attrs.get("id")).isdigit() else None for attrs in attrs_list]
        pages = linked_pages.get()
        if pages is None:
            pages = readable(Page.objects.all()).specific(defer=True).in_bulk(filter(None, ids))
        return [pages.get(pk) for pk in ids]
