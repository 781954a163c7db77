from django.db import models
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from rest_framework import serializers
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.api import APIField
from wagtail.fields import RichTextField, StreamField
from wagtail.images.api.fields import ImageRenditionField
from wagtail.models import Orderable, Page
from wagtail.search import index
from wagtail.snippets.models import register_snippet

from tests.benchmarks.stock import blocks


@register_snippet
class Contributor(models.Model):
    name = models.CharField(max_length=255)
    sort_name = models.CharField(max_length=255)
    bio = RichTextField(blank=True)
    photo = models.ForeignKey(
        "wagtailimages.Image", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    def __str__(self) -> str:
        return self.name


@register_snippet
class Subject(models.Model):
    name = models.CharField(max_length=255)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT)
    bisac = models.CharField(max_length=9, blank=True)
    thema = models.CharField(max_length=20, blank=True)

    def __str__(self) -> str:
        return self.name


@register_snippet
class Series(models.Model):
    name = models.CharField(max_length=255)

    def __str__(self) -> str:
        return self.name


class ContributorSerializer(serializers.ModelSerializer):
    photo = ImageRenditionField("width-320")

    class Meta:
        model = Contributor
        fields = ["id", "name", "sort_name", "bio", "photo"]


class SubjectSerializer(serializers.ModelSerializer):
    class Meta:
        model = Subject
        fields = ["id", "name", "parent", "bisac", "thema"]


class SeriesSerializer(serializers.ModelSerializer):
    class Meta:
        model = Series
        fields = ["id", "name"]


class PriceSerializer(serializers.Serializer):
    amount = serializers.DecimalField(max_digits=10, decimal_places=2)
    currency = serializers.CharField()


class HomePage(Page):
    introduction = RichTextField(blank=True)

    content_panels = [*Page.content_panels, FieldPanel("introduction")]


class ContentPage(Page):
    body = RichTextField(blank=True)

    content_panels = [*Page.content_panels, FieldPanel("body")]


class BookIndexPage(Page):
    def get_context(self, request, *args, **kwargs) -> dict:
        context = super().get_context(request, *args, **kwargs)
        return {**context, "books": BookPage.objects.child_of(self).live().order_by("title")[:20]}


class BookPage(Page):
    subtitle = models.CharField(max_length=255, blank=True)
    tagline = models.CharField(max_length=255, blank=True)
    keywords = models.CharField(max_length=1000, blank=True)
    series = models.ForeignKey(Series, null=True, blank=True, on_delete=models.PROTECT)
    series_number = models.CharField(max_length=20, blank=True)
    subjects = ParentalManyToManyField(Subject, blank=True, related_name="books")
    cover = models.ForeignKey(
        "wagtailimages.Image", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    description = StreamField(blocks.DescriptionBlock())
    contents = StreamField(blocks.ContentsBlock(), blank=True)
    praise = StreamField([("endorsement", blocks.EndorsementBlock())], blank=True)
    bio = StreamField([("bio", blocks.BioBlock())], blank=True)

    content_panels = [
        *Page.content_panels,
        FieldPanel("subtitle"),
        FieldPanel("tagline"),
        InlinePanel("contributions"),
        InlinePanel("formats"),
        FieldPanel("cover"),
        FieldPanel("description"),
        FieldPanel("contents"),
        FieldPanel("praise"),
        FieldPanel("bio"),
        FieldPanel("subjects"),
        FieldPanel("series"),
        FieldPanel("series_number"),
        FieldPanel("keywords"),
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("subtitle"),
        index.SearchField("description"),
        index.SearchField("contents"),
        index.SearchField("keywords"),
        index.RelatedFields(
            "contributions",
            [index.RelatedFields("contributor", [index.SearchField("name")])],
        ),
        index.FilterField("subjects"),
    ]
    api_fields = [
        APIField("subtitle"),
        APIField("tagline"),
        APIField("keywords"),
        APIField("contributions"),
        APIField("formats"),
        APIField("description"),
        APIField("contents"),
        APIField("praise"),
        APIField("bio"),
        APIField("subjects", serializer=SubjectSerializer(many=True)),
        APIField("series", serializer=SeriesSerializer()),
        APIField("series_number"),
        APIField("cover"),
        APIField("cover_small", serializer=ImageRenditionField("width-320", source="cover")),
        APIField("cover_large", serializer=ImageRenditionField("width-640", source="cover")),
    ]


class Contribution(Orderable):
    page = ParentalKey(BookPage, on_delete=models.CASCADE, related_name="contributions")
    contributor = models.ForeignKey(Contributor, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20)

    api_fields = [APIField("contributor", serializer=ContributorSerializer()), APIField("role")]


class Format(Orderable, ClusterableModel):
    page = ParentalKey(BookPage, on_delete=models.CASCADE, related_name="formats")
    form = models.CharField(max_length=20)
    isbn = models.CharField(max_length=13, blank=True)
    pages = models.PositiveSmallIntegerField(null=True, blank=True)
    width = models.PositiveSmallIntegerField(null=True, blank=True)
    height = models.PositiveSmallIntegerField(null=True, blank=True)
    published_on = models.DateField(null=True, blank=True)
    buy_link = models.URLField(blank=True)

    panels = [
        FieldPanel("form"),
        FieldPanel("isbn"),
        FieldPanel("pages"),
        FieldPanel("published_on"),
        InlinePanel("prices"),
    ]
    api_fields = [
        *(APIField(name) for name in ("form", "isbn", "pages", "width", "height")),
        APIField("published_on"),
        APIField("buy_link"),
        APIField("prices", serializer=PriceSerializer(many=True)),
    ]


class Price(Orderable):
    format = ParentalKey(Format, on_delete=models.CASCADE, related_name="prices")
    amount = models.DecimalField(max_digits=10, decimal_places=2)
    currency = models.CharField(max_length=3)
