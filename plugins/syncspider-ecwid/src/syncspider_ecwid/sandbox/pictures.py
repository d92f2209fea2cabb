"""Pictures of a product."""

from __future__ import annotations

from typing import Any, Final

from syncspider_ecwid.sandbox.refusals import wrong

Json = dict[str, Any]
#: The fields of a product that repeat the address of its main picture.
SHORTCUTS: Final = ("imageUrl", "thumbnailUrl", "originalImageUrl")
_SIZES: Final = ("image160pxUrl", "image400pxUrl", "image800pxUrl", "image1500pxUrl")


def gallery(sent: list[Json], present: list[Json]) -> list[Json]:
    """The list of a product after a write: a picture is known by its ``id`` or brought by ``imageOriginalUrl``.

    Raises:
        Refusal: A picture has neither.
    """
    known = {image["id"]: image for image in present}
    return [_picture(place, image, known.get(image.get("id", ""), {})) for place, image in enumerate(sent)]


def added(present: list[Json], picture: Json, *, main: bool) -> list[Json]:
    """The list after a picture was uploaded: the main one takes the place of the present main one, others go last."""
    return gallery([picture, *present[1:]] if main else [*present, picture], present)


def shortcuts(images: list[Json]) -> Json:
    """The fields of the product itself that repeat its main picture."""
    if not images:
        return {}
    return dict.fromkeys(SHORTCUTS, images[0]["imageOriginalUrl"])


def _picture(place: int, sent: Json, known: Json) -> Json:
    picture = {**known, **sent}
    if not picture.get("imageOriginalUrl"):
        raise wrong("Wrong value of field media.images: a picture needs a known id or imageOriginalUrl")
    address = picture["imageOriginalUrl"]
    return {
        **dict.fromkeys(_SIZES, address),
        **picture,
        "id": sent.get("id") or str(place),
        "orderBy": place,
        "isMain": place == 0,
    }
