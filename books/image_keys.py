"""Keys in addresses of images: with one, an image can be seen that nothing published shows."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta
from functools import partial
from typing import NamedTuple

from django.core.signing import BadSignature, TimestampSigner

KEY_LASTS = timedelta(days=1)

signer = TimestampSigner(salt="books.images.key", sep=".")


class ImageKey(NamedTuple):
    """Opens all files of this image, and of no other; with a share, for as long as that lasts."""

    image_id: int
    share_id: int | None = None

    def __str__(self) -> str:
        """Safe in addresses, and good for a day."""
        share = "" if self.share_id is None else f"-{self.share_id}"
        return signer.sign(f"{self.image_id}{share}")


new_key: ContextVar[Callable[[int], ImageKey] | None] = ContextVar("new_key", default=None)


@contextmanager
def addresses_with_keys(share_id: int | None = None) -> Iterator[None]:
    """Within, addresses of images have keys: `/media/…?key=…`.

    Only images that this site serves itself ask for a key.
    """
    token = new_key.set(partial(ImageKey, share_id=share_id))
    try:
        yield
    finally:
        new_key.reset(token)


def key_to(image_id: int) -> ImageKey | None:
    """None where addresses have no keys."""
    make = new_key.get()
    return make and make(image_id)


def read_key(text: str) -> ImageKey | None:
    """None if it is forged, or older than a day."""
    try:
        return ImageKey(*map(int, signer.unsign(text, max_age=KEY_LASTS).split("-")))
    except BadSignature:
        return None
