"""A few leaf categories and what they ask of a listing (developer.ebay.com, Taxonomy API).

The real trees have thousands of categories, and translated aspects; these are the same on every marketplace.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import attrs
from syncspider.sandbox import Request, Response

from syncspider_ebay.sandbox.marketplaces import SITES
from syncspider_ebay.sandbox.refusals import refusal

Json = dict[str, Any]
_VERSION: Final = "130"


@attrs.frozen(kw_only=True)
class Category:
    """A leaf category.

    Attributes:
        key: Its id.
        name: For people.
        words: In a title that it suits.
        required: Aspects that a listing must have.
        code: Whether a listing needs an EAN, UPC, ISBN or EPID.
    """

    key: str
    name: str
    words: tuple[str, ...]
    required: tuple[str, ...]
    code: bool = False


OTHER: Final = Category(key="88433", name="Everything else", words=(), required=())
CATEGORIES: Final[Mapping[str, Category]] = {
    category.key: category
    for category in (
        Category(key="15687", name="T-Shirts", words=("shirt", "t-shirt"), required=("Brand",)),
        Category(key="169291", name="Bags", words=("backpack", "bag"), required=("Brand",)),
        Category(key="20652", name="Mugs", words=("mug", "cup"), required=("Brand",), code=True),
        Category(key="112581", name="Lamps", words=("lamp",), required=("Brand", "Type")),
        Category(key="20625", name="Cookware", words=("kettle", "knife", "messer"), required=("Brand",)),
        OTHER,
    )
}
#: Aspects by which the items of a group can't differ.
FIXED: Final = frozenset({"Brand", "Type"})


def suited(title: str) -> Category:
    """The category that suits a title best."""
    words = title.lower()
    return next((found for found in CATEGORIES.values() if any(word in words for word in found.words)), OTHER)


def default_tree(request: Request) -> Response:
    """The id of a marketplace's tree."""
    site = SITES.get(request.param("marketplace_id") or "")
    if site is None:
        raise refusal(2004, "marketplace_id names no marketplace.", reason="marketplace_id")
    return Response.of_json({"categoryTreeId": site.tree, "categoryTreeVersion": _VERSION})


def suggestions(request: Request, tree: str) -> Response:
    """Categories for a title."""
    _require_tree(tree)
    query = request.param("q")
    if not query:
        raise refusal(2004, "q is missing.", reason="q")
    category = suited(query)
    named = {"categoryId": category.key, "categoryName": category.name}
    found = {"category": named, "categoryTreeNodeLevel": 2, "categoryTreeNodeAncestors": []}
    return Response.of_json({"categorySuggestions": [found], "categoryTreeId": tree, "categoryTreeVersion": _VERSION})


def aspects(request: Request, tree: str) -> Response:
    """What a category asks of a listing."""
    _require_tree(tree)
    category = CATEGORIES.get(request.param("category_id") or "")
    if category is None:
        raise refusal(2004, "category_id names no leaf category.", reason="category_id")
    names = [*category.required, *(name for name in ("Size", "Color", "Material") if name not in category.required)]
    return Response.of_json({"aspects": [_aspect(name, required=name in category.required) for name in names]})


def _aspect(name: str, *, required: bool) -> Json:
    return {
        "localizedAspectName": name,
        "aspectConstraint": {
            "aspectDataType": "STRING",
            "aspectEnabledForVariations": name not in FIXED,
            "aspectMode": "FREE_TEXT",
            "aspectRequired": required,
            "aspectUsage": "RECOMMENDED",
            "itemToAspectCardinality": "SINGLE",
        },
        "aspectValues": [],
    }


def _require_tree(tree: str) -> None:
    if all(site.tree != tree for site in SITES.values()):
        raise refusal(2002, f"There is no category tree {tree}.")
