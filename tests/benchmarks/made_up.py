"""Made-up books: the same in every database that is measured, whatever the day and machine.

Each follows from its number alone. Streams are as Wagtail stores them, so that two projects
with the same blocks take the same texts.
"""

import uuid
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from random import Random
from typing import Any

# Goes up with every change of what is made, so that nothing made before is taken for it.
EDITION = 1
# Stands in the description of every fourth book, and in no other text.
COMMON_WORD = "lantern"
SUBJECTS = 40
SUBJECTS_PER_BOOK = 2
COVERS = 12
PHOTOS = 4
ROLES = ("author", "editor", "translator", "foreword")
FORMS = (("hardback", "3500"), ("paperback", "1995"), ("epub", "1199"))
CURRENCIES = ("USD", "GBP", "EUR")

SYLLABLES = [first + then for first in "bdfgklmnprstv" for then in ("a", "e", "i", "o", "u", "ar")]
ADJECTIVES = 50
Stream = list[dict[str, Any]]


def make_words(count: int) -> list[str]:
    random = Random("words")
    words = {"".join(random.choices(SYLLABLES, k=random.randint(1, 4))) for _ in range(2 * count)}
    return random.sample(sorted(words), count)


WORDS = make_words(3000)
# As in any language, the second word is half as frequent as the first, the third a third.
WEIGHTS = list(accumulate(1 / rank for rank in range(1, len(WORDS) + 1)))


@dataclass(frozen=True)
class Person:
    number: int
    name: str
    sort_name: str
    bio: str
    photo: int | None


@dataclass(frozen=True)
class Format:
    """Prices are amounts by currency."""

    form: str
    isbn: str
    pages: int
    published_on: date
    prices: dict[str, str]


@dataclass(frozen=True)
class Book:
    """People, with their roles, and subjects, series and covers go by their numbers, from 0."""

    number: int
    title: str
    slug: str
    subtitle: str
    tagline: str
    keywords: str
    description: Stream
    contents: Stream
    praise: Stream
    bio: Stream
    people: list[tuple[int, str]]
    formats: list[Format]
    subjects: list[int]
    series: int | None
    series_number: str
    cover: int


def books(numbers: range) -> Iterator[Book]:
    return (make_book(number) for number in numbers)


def make_book(number: int) -> Book:
    random = Random(f"book {number}")
    people = people_of(number, random)
    title = title_of(number)
    return Book(
        number=number,
        title=title,
        slug=title.lower().replace(" ", "-"),
        subtitle=sentence(random, 6).rstrip("."),
        tagline=sentence(random, 10),
        keywords=", ".join(random.choices(WORDS, k=5)),
        description=make_description(number, random),
        contents=make_contents(random),
        praise=make_praise(random),
        bio=[block(random, "bio", bio_of(make_person(who))) for who, _role in people],
        people=people,
        formats=make_formats(number, random),
        subjects=subjects_of(number),
        series=number // 40 if number % 4 == 1 else None,
        series_number=str(number % 40 // 4 + 1) if number % 4 == 1 else "",
        cover=number % COVERS,
    )


def title_of(number: int) -> str:
    """Three of the words, no two books the same; the order of titles is not that of numbers."""
    place = number * 7919 % 1_000_000
    return " ".join(WORDS[part + 100].title() for part in split(place))


def split(place: int) -> tuple[int, int, int]:
    return place // 10_000, 100 + place // 100 % 100, 200 + place % 100


def subjects_of(number: int) -> list[int]:
    """Two different ones, each the subject of the same share of all books."""
    first = number % SUBJECTS
    return [first, (first + 1 + number // SUBJECTS % (SUBJECTS - 1)) % SUBJECTS]


def people_count(books: int) -> int:
    return (books + 2) // 3


def people_of(number: int, random: Random) -> list[tuple[int, str]]:
    """The author wrote three books in a row; others come from among the first thousand people."""
    author = number // 3
    others = {random.randrange(min(author, 1000) + 1) for _ in range(random.randrange(3))}
    return [(author, ROLES[0]), *zip(sorted(others - {author}), ROLES[1:], strict=False)]


def make_person(number: int) -> Person:
    random = Random(f"person {number}")
    first, last = (random.choice(WORDS[200:]).title() for _ in range(2))
    photo = number // 4 % PHOTOS if number % 4 == 0 else None
    bio = f"<p>{paragraph(random, 60)}</p>"
    return Person(number, f"{first} {last}", f"{last}, {first}", bio, photo)


def bio_of(person: Person) -> dict[str, str]:
    return {"name": person.name, "text": person.bio}


def make_description(number: int, random: Random) -> Stream:
    paragraphs = [paragraph(random, 70) for _ in range(4)]
    if number % 4 == 0:
        paragraphs[1] += f" A {COMMON_WORD} burns."
    first, *rest = (block(random, "paragraph", f"<p>{text}</p>") for text in paragraphs)
    quotation = {"text": sentence(random, 20), "source": sentence(random, 3)}
    links = {
        "title": sentence(random, 2),
        "links": [
            block(random, "item", {"text": sentence(random, 3), "url": f"https://example.com/{n}"})
            for n in range(2)
        ],
    }
    return [
        first,
        block(random, "heading", sentence(random, 4)),
        *rest,
        block(random, "quotation", quotation),
        block(random, "links", links),
    ]


def make_contents(random: Random) -> Stream:
    page = 11
    stream = [block(random, "matter", {"title": "Preface", "contributors": "", "page": "7"})]
    for _ in range(3):
        chapters = []
        for _ in range(5):
            chapters.append(block(random, "item", make_chapter(random, page)))
            page += random.randint(8, 24)
        part = {"title": sentence(random, 3), "subtitle": "", "chapters": chapters}
        stream.append(block(random, "part", part))
    last = {"title": "Bibliography", "contributors": "", "page": str(page)}
    return [*stream, block(random, "matter", last)]


def make_chapter(random: Random, page: int) -> dict[str, str]:
    title, subtitle = sentence(random, 4), sentence(random, 5) if random.random() < 0.3 else ""
    return {"title": title, "subtitle": subtitle, "contributors": "", "page": str(page)}


def make_praise(random: Random) -> Stream:
    return [
        block(
            random,
            "endorsement",
            {
                "quotation": paragraph(random, 25),
                "person": sentence(random, 2).rstrip("."),
                "source": sentence(random, 4).rstrip("."),
            },
        )
        for _ in range(4)
    ]


def make_formats(number: int, random: Random) -> list[Format]:
    day = date(1995, 1, 1) + timedelta(days=random.randrange(11_000))
    pages = random.randrange(96, 720)
    return [
        Format(
            form=form,
            isbn=isbn(number * len(FORMS) + place),
            pages=pages,
            published_on=day + timedelta(days=90 * place),
            prices={
                currency: f"{(int(cents) + 100 * (number % 10) + 200 * step) / 100:.2f}"
                for step, currency in enumerate(CURRENCIES)
            },
        )
        for place, (form, cents) in enumerate(FORMS)
    ]


def isbn(number: int) -> str:
    """The number as the last digits of a valid ISBN."""
    digits = f"9781{number:08d}"
    total = sum(int(digit) * (1, 3)[place % 2] for place, digit in enumerate(digits))
    return f"{digits}{-total % 10}"


def key_of(name: str) -> uuid.UUID:
    return uuid.uuid5(uuid.NAMESPACE_URL, f"https://example.com/{name}")


def block(random: Random, name: str, value: Any) -> dict[str, Any]:
    key = uuid.UUID(int=random.getrandbits(128), version=4)
    return {"type": name, "value": value, "id": str(key)}


def paragraph(random: Random, words: int) -> str:
    return " ".join(sentence(random, 10) for _ in range(words // 10))


def sentence(random: Random, words: int) -> str:
    total = WEIGHTS[-1]
    found = (WORDS[bisect_left(WEIGHTS, random.random() * total)] for _ in range(words))
    return f"{' '.join(found).capitalize()}."
