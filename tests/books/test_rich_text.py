"""Rich text in records: clean HTML, links by address and id, and plain text."""

import pytest
from django.core.files.base import ContentFile
from wagtail.admin.rich_text.converters.editor_html import EditorHTMLConverter, WhitelistRule
from wagtail.documents.models import Document
from wagtail.models import Site

from books.cleaning import RichTextCleaner
from books.models import PublisherSettings, RelatedBook
from books.rich_text import TEXT_FEATURES, html_and_text
from home.models import ContentPage
from tests.books.publishing.rows import record_of
from tests.factories import make_book, make_content_page

pytestmark = pytest.mark.django_db


def html_of(source: str) -> str:
    return html_and_text(source)["html"]


@pytest.mark.parametrize(
    "html",
    [
        "<p>One <b>bold</b>, <i>italic</i>, 2<sup>nd</sup><br/>line.</p>",
        "<ol><li>One</li></ol><ul><li>Two</li></ul>",
        '<p><a href="https://example.com/?a=1&amp;b=2">out</a></p>',
        '<p><a href="mailto:a@example.com">write</a></p>',
        "<p>Fish &amp; chips &lt; 5</p>",
    ],
)
def test_what_editors_write_stays(html):
    assert html_of(html) == html


def test_every_element_of_the_editors_features_is_known():
    rules = EditorHTMLConverter(features=TEXT_FEATURES).converter_rules
    elements = {rule.element for rule in rules if isinstance(rule, WhitelistRule)}
    assert elements <= set(RichTextCleaner.element_rules)


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ('<p data-block-key="x1y2z" class="a" style="b">One</p>', "<p>One</p>"),
        ('<p onclick="x()" id="p">One</p>', "<p>One</p>"),
        ("<p>One<script>alert(1)</script><style>p{}</style></p>", "<p>One</p>"),
        ('<p>One<img src="x" onerror="x()"/><iframe src="//x"></iframe></p>', "<p>One</p>"),
        ('<p><a href="javascript:alert(1)">One</a></p>', "<p>One</p>"),
        ('<p><a href="java&#10;script:alert(1)">One</a></p>', "<p>One</p>"),
        ('<p><a href=" JAVASCRIPT:alert(1)">One</a></p>', "<p>One</p>"),
        ('<p><a href="data:text/html,x">One</a></p>', "<p>One</p>"),
        ("<p>One<!-- two --></p>", "<p>One</p>"),
        ("<p>One<![CDATA[><img src=x onerror=alert(1)>]]></p>", "<p>One</p>"),
        ("<!DOCTYPE x><?php x ?><p>One</p>", "<p>One</p>"),
        ("<p>One &lt;script&gt;</p>", "<p>One &lt;script&gt;</p>"),
        ("<h3>One</h3><div>Two</div>", "<p>One</p><p>Two</p>"),
        ("<div><p>One</p></div>", "<p>One</p>"),
        ("<p><span>One</span> <u>two</u></p>", "<p>One two</p>"),
        ('<p>One<embed embedtype="image" id="1" format="left"/></p>', "<p>One</p>"),
        ("<p>One <b>two", "<p>One <b>two</b></p>"),
        ('<p><a linktype="image" id="1">One</a></p>', "<p>One</p>"),
        ('<p><a linktype="page">One</a></p>', "<p>One</p>"),
        (f'<p><a linktype="page" id="{"9" * 40}">One</a></p>', "<p>One</p>"),
        ('<p><a linktype="page" id="²">One</a></p>', "<p>One</p>"),
        ("", ""),
    ],
)
def test_of_all_else_at_most_the_words_stay(source, html):
    assert html_of(source) == html


@pytest.mark.parametrize("source", ['<a linktype="page">', '<a linktype="page" id="²">'])
def test_an_odd_link_fails_no_publishing(source):
    book = make_book(description=[("paragraph", f"<p>{source}One</a></p>")])
    assert record_of(book).description[0].value.text == "One"


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<p>One</p><p>Two</p>", "One\nTwo"),
        ("<p>One<br/>Two</p>", "One\nTwo"),
        ("<p>One <b>two</b>\n three</p>", "One two three"),
        ("<p>Both:</p><ul><li>One</li><li>Two</li></ul>", "Both:\nOne\nTwo"),
        ("<p>Fish &amp; chips &lt;b&gt;</p>", "Fish & chips <b>"),
        ("<p></p><p>One</p>", "One"),
    ],
)
def test_text_has_a_line_for_each_paragraph(source, text):
    assert html_and_text(source)["text"] == text


def test_links_of_a_record_carry_address_and_id():
    page = make_content_page("Policy")
    life = Document.objects.create(title="Life", file=ContentFile(b"%PDF", name="life.pdf"))
    links = (
        f'<p><a linktype="page" id="{page.pk}">policy</a>'
        f'<a linktype="document" id="{life.pk}">life</a></p>'
    )
    html = record_of(make_book(description=[("paragraph", links)])).description[0].value.html
    assert f'<a href="/policy/" data-id="{page.pk}">policy</a>' in html
    assert f'<a href="http://localhost{life.url}" data-id="{life.pk}">life</a>' in html


def test_an_offer_leads_to_a_page_by_path_and_id():
    page = make_content_page("Students")
    PublisherSettings.objects.create(
        site=Site.objects.get(), student_offer_label="Student?", student_offer_page=page
    )
    book = make_book(in_student_offer=True)
    offer = record_of(book).student_offer
    assert (offer.id, offer.path) == (page.pk, "/students/")
    page.unpublish()
    offer = record_of(book).student_offer
    assert (offer.id, offer.path) == (None, None)


def test_a_page_of_no_site_is_neither_linked_nor_related():
    page = make_content_page()
    orphan = page.get_root().add_child(instance=ContentPage(title="Nowhere", slug="nowhere"))
    link = f'<p><a linktype="page" id="{orphan.pk}">One</a></p>'
    assert html_of(link) == "<p><a>One</a></p>"
    book, elsewhere = make_book("Here"), make_book("Elsewhere")
    elsewhere.move(orphan)
    book.related_books = [RelatedBook(book=elsewhere)]
    book.save_revision().publish()
    assert record_of(book).related_books == []
