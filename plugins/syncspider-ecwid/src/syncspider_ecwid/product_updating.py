"""Bringing a product that Ecwid holds to what the source has."""

from __future__ import annotations

from collections.abc import Collection

import attrs
from syncspider import Product
from syncspider.errors import RecordError

from syncspider_ecwid.client import Api
from syncspider_ecwid.product_writing import changed_product, notes_of
from syncspider_ecwid.variations import Plan, plan_of
from syncspider_ecwid.wire import Json


@attrs.frozen(kw_only=True)
class ProductUpdate:
    """One update.

    Attributes:
        key: Ecwid's id.
        product: What is wanted.
        fields: Which of its fields count.
        held: The product as it was read.
        notes: Filled with what the user should know.
    """

    _api: Api
    key: str
    product: Product
    fields: Collection[str]
    held: Json
    notes: list[str] = attrs.field(factory=list, init=False)

    def run(self) -> bool:
        """Write what differs; whether anything did.

        Raises:
            SyncSpiderError: What Ecwid refused. What was written before stays, and the next attempt goes on from there.
        """
        self.notes.extend(notes_of(self.product))
        plan = plan_of(self.product.variants or (), self.held, self._api.store) if "variants" in self.fields else None
        written = [self._write_fields(plan)]
        if plan is not None:
            written.append(self._write_variations(plan))
        if "pictures" in self.fields:
            written.append(self._write_pictures())
        return any(written)

    def _write_fields(self, plan: Plan | None) -> bool:
        """The product's own fields; the options too where variations need more choices."""
        body = changed_product(self.product, self.fields, self.held, self._api.store)
        if plan is not None and plan.options is not None:
            body["options"] = plan.options
        return bool(body) and self._api.products.update(self.key, body)

    def _write_variations(self, plan: Plan) -> bool:
        changed = [self._api.products.change_variation(self.key, number, body) for number, body in plan.changes.items()]
        for body in plan.additions:
            self._api.products.add_variation(self.key, body)
        if plan.strange:
            self.notes.append("variations that only Ecwid has were left alone")
        return any(changed) or bool(plan.additions)

    def _write_pictures(self) -> bool:
        wanted, present = self.product.pictures or (), _addresses(self.held)
        if not present and wanted:
            self.notes.extend(show(self._api, self.key, self.product))
            return True
        if not {picture.url for picture in wanted} <= present:
            self.notes.append("pictures at Ecwid were left alone")
        return False


def show(api: Api, key: str, product: Product) -> list[str]:
    """Let Ecwid fetch the pictures of a product that has none.

    Returns:
        A note where it did not take some: the product itself is there all the same.
    """
    refused = False
    for place, picture in enumerate(product.pictures or ()):
        try:
            api.products.add_picture(key, picture.url, main=place == 0)
        except RecordError:
            refused = True
    return ["pictures that Ecwid refused were left out"] if refused else []


def _addresses(held: Json) -> set[str]:
    images = (held.get("media") or {}).get("images") or []
    alone = (held.get("originalImageUrl"), held.get("imageUrl"))
    return {str(url) for url in (*(image.get("imageOriginalUrl") or "" for image in images), *alone) if url is not None}
