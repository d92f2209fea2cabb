"""Products as eBay takes them: inventory items with their offers, published where everything that needs is known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from syncspider import Change, Choice, Found, Outcome, Product, Target
from syncspider.errors import SyncSpiderError

from syncspider_ebay.articles import Rules, sku_of
from syncspider_ebay.client import Api
from syncspider_ebay.families import Families
from syncspider_ebay.marketplaces import brand_aspect
from syncspider_ebay.offers import Offers
from syncspider_ebay.outcomes import outcome_of
from syncspider_ebay.questions import LOCATION, POLICIES
from syncspider_ebay.singles import Singles
from syncspider_ebay.terms import Terms


class ListingWriting(Target[Product]):
    """Products of one seller on one marketplace, known by their SKU; those with variants by the key of their group.

    Every write at eBay replaces a whole item, offer or group, so the current one is read first and what the source does
    not supply is sent back as it was. An offer is never taken off sale: ending a listing is the seller's decision.
    """

    api: Api

    def __init__(self, api: Api, options: Mapping[str, str]) -> None:
        """Write through ``api``; what ``options`` leave open, the connection's settings answer."""
        super().__init__(api, options)
        terms = Terms.of(options, api.settings)
        offers = Offers(api.inventory, marketplace=api.marketplace, terms=terms)
        rules = Rules(
            currency=api.marketplace.currency,
            brand_aspect=brand_aspect(api.language),
            unlimited_quantity=terms.unlimited_quantity,
        )
        self._singles = Singles(api.inventory, offers, rules=rules, condition=terms.condition)
        self._families = Families(api.inventory, offers, rules=rules, condition=terms.condition)

    def key_of(self, value: Product) -> str:
        """The SKU, which is also the key of a new group of variants."""
        return sku_of(value.sku)

    def write(self, changes: Sequence[Change[Product]]) -> Iterable[Outcome]:
        """Bring eBay to each of the changes: those of single articles together, the others one by one."""
        yield from self._singles.write([change for change in changes if not change.value.variants])
        for change in changes:
            if change.value.variants:
                yield self._family(change)

    def find_existing(self, change: Change[Product]) -> Found:
        """Whether eBay has the SKU, or the group of variants."""
        key = self.key_of(change.value)
        inventory = self.api.inventory
        found = inventory.group(key) if change.value.variants else inventory.items([key])
        return Found.one(key) if found else Found.none()

    def choices(self, question: str) -> tuple[Choice, ...]:
        """The seller's own policies and locations."""
        if question == LOCATION:
            rows = ((row["merchantLocationKey"], row.get("name")) for row in self.api.inventory.locations())
            return tuple(Choice(key, name or key) for key, name in rows)
        policies = self.api.account.policies(POLICIES[question])
        return tuple(Choice(key, name or key) for key, name in policies.items())

    def _family(self, change: Change[Product]) -> Outcome:
        try:
            return self._families.write(change)
        except SyncSpiderError as error:
            return outcome_of(change.key, error)
