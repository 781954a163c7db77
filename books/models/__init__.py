from books.models.book import BookPage
from books.models.catalogue import BookIndexPage, Series, Subject
from books.models.contributor import Contributor
from books.models.credits import Award, BookSubject, Contribution, RelatedBook
from books.models.draft_share import DraftShare, UnsavedDraft
from books.models.exam_copy import ExamCopyRequest
from books.models.format import Format, Price
from books.models.former_slug import FormerSlug
from books.models.merge import Merge
from books.models.picture import Picture, PictureRendition
from books.models.publication import (
    Numbering,
    Publication,
    PublicationCount,
    PublicationOffer,
    PublicationSearch,
    PublicationTerm,
    PublicationUse,
    PublicationWord,
    Rebuild,
)
from books.models.publisher import FrontEnd, PublisherSettings, SocialLink
from books.models.readiness import BookReadiness
from books.models.revision_origin import RevisionOrigin
from books.models.schedule_failure import ScheduleFailure
from books.models.share_image import ShareImage

__all__ = [
    "Award",
    "BookIndexPage",
    "BookPage",
    "BookReadiness",
    "BookSubject",
    "Contribution",
    "Contributor",
    "DraftShare",
    "ExamCopyRequest",
    "Format",
    "FormerSlug",
    "FrontEnd",
    "Merge",
    "Numbering",
    "Picture",
    "PictureRendition",
    "Price",
    "Publication",
    "PublicationCount",
    "PublicationOffer",
    "PublicationSearch",
    "PublicationTerm",
    "PublicationUse",
    "PublicationWord",
    "PublisherSettings",
    "Rebuild",
    "RelatedBook",
    "RevisionOrigin",
    "ScheduleFailure",
    "Series",
    "ShareImage",
    "SocialLink",
    "Subject",
    "UnsavedDraft",
]
