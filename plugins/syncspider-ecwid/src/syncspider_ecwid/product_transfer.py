"""Reading and writing products."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from syncspider import Change, Found, Match, Operation, Outcome, Product, Record, Result, Target
from syncspider.errors import RecordError

from syncspider_ecwid import moments
from syncspider_ecwid.client import Api
from syncspider_ecwid.explaining import TAKEN
from syncspider_ecwid.product_reading import product_of
from syncspider_ecwid.product_updating import ProductUpdate, show
from syncspider_ecwid.product_writing import new_product, notes_of, supplied
from syncspider_ecwid.products import FIELDS
from syncspider_ecwid.reading import Reading
from syncspider_ecwid.store import Store
from syncspider_ecwid.variations import AT_ONCE, combinations_of, options_of


class ProductReading(Reading[Product]):
    """Reads products of one store with their variations."""

    kind = "products"

    def record_of(self, raw: Mapping[str, Any], store: Store) -> Record[Product]:
        """A product under its id."""
        product = product_of(raw, store)
        return Record(key=str(raw["id"]), value=product, version=moments.version_of(product.updated_at))


class ProductWriting(Target[Product]):
    """Writes products of one store."""

    api: Api

    def key_of(self, value: Product) -> str:
        """The SKU as it is: at Ecwid those that differ in case or spaces are different."""
        if not value.sku or not value.sku.strip():
            hint = "Give it an SKU at the source, or map another field to it."
            raise RecordError("The product has no SKU, by which Ecwid knows it.", path="sku", hint=hint)
        return value.sku

    def write(self, changes: Sequence[Change[Product]]) -> Iterator[Outcome]:
        """One outcome per change; an update reads the product first."""
        for change in changes:
            try:
                self.key_of(change.value)
                yield self._create(change) if change.operation is Operation.CREATE else self._update(change)
            except RecordError as error:
                yield Outcome.rejected(change.key, error)

    def find_existing(self, change: Change[Product]) -> Found:
        """The product with exactly this SKU; one that has it for a variation only is another product."""
        sku = self.key_of(change.value)
        page = self.api.products.found(sku=sku)
        own = [str(item.get("id")) for item in page.items if item.get("sku") == sku]
        others = [str(item.get("id")) for item in page.items if _has_variation(item, sku)]
        if len(own) == 1:
            return Found.one(own[0])
        if own:
            return Found(match=Match.MANY, evidence=f"The SKU {sku} has {len(own)} products: {', '.join(own)}.")
        return Found.none(f"The SKU {sku} is that of a variation of product {', '.join(others)}." if others else "")

    def _create(self, change: Change[Product]) -> Outcome:
        product, store = change.value, self.api.store
        body, variants = new_product(product, store), product.variants or ()
        combinations = combinations_of(variants, store)
        if combinations:
            body |= {"options": options_of(variants), "combinations": combinations[:AT_ONCE]}
        try:
            params = {"saveCombinations": "true"} if combinations else None
            key = self.api.products.create(body, params)
        except RecordError as error:
            return self._taken(change, error)
        for combination in combinations[AT_ONCE:]:
            self.api.products.add_variation(key, combination)
        notes = [*notes_of(product), *show(self.api, key, product)]
        return Outcome.applied(change.key, key, created=True, note="; ".join(notes))

    def _taken(self, change: Change[Product], error: RecordError) -> Outcome:
        """What a refused creation means: the product is there, or one of its SKUs belongs to another."""
        found = self.find_existing(change) if error.status == TAKEN else None
        if found is not None and found.match is Match.ONE:
            return Outcome(key=change.key, result=Result.EXISTS, target_key=found.target_key)
        if found is not None and found.evidence:
            error.hint = found.evidence
        raise error

    def _update(self, change: Change[Product]) -> Outcome:
        key, product = change.target_key or "", change.value
        held = self.api.products.get(key)
        if held is None:
            raise RecordError(f"Product {key} is no longer at Ecwid.", code="PRODUCT_NOT_FOUND", status=404)
        product_of(held, self.api.store)
        fields = supplied(product) & (FIELDS if change.changed is None else change.changed)
        update = ProductUpdate(api=self.api, key=key, product=product, fields=fields, held=held)
        written = update.run()
        note = "; ".join(update.notes)
        return Outcome.applied(change.key, key, note=note) if written else Outcome.unchanged(change.key, key, note=note)


def _has_variation(item: Mapping[str, Any], sku: str) -> bool:
    return any(entry.get("sku") == sku for entry in item.get("combinations") or [])
