"""eBay's marketplaces (developer.ebay.com, MarketplaceEnum, and the table of sites, languages and currencies)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import attrs


@attrs.frozen
class Site:
    """Where things are sold.

    Attributes:
        marketplace: Its id.
        country: ISO code.
        currency: Of every price there.
        locales: In the form of ``Content-Language``, the usual one first.
        tree: Id of its category tree.
    """

    marketplace: str
    country: str
    currency: str
    locales: tuple[str, ...]
    tree: str


SITES: Final[Mapping[str, Site]] = {
    site.marketplace: site
    for site in (
        Site("EBAY_US", "US", "USD", ("en-US",), "0"),
        Site("EBAY_GB", "GB", "GBP", ("en-GB",), "3"),
        Site("EBAY_DE", "DE", "EUR", ("de-DE",), "77"),
        Site("EBAY_AT", "AT", "EUR", ("de-AT",), "16"),
        Site("EBAY_CH", "CH", "CHF", ("de-CH",), "193"),
        Site("EBAY_FR", "FR", "EUR", ("fr-FR",), "71"),
        Site("EBAY_BE", "BE", "EUR", ("nl-BE", "fr-BE"), "123"),
        Site("EBAY_CA", "CA", "CAD", ("en-CA", "fr-CA"), "2"),
        Site("EBAY_AU", "AU", "AUD", ("en-AU",), "15"),
        Site("EBAY_IT", "IT", "EUR", ("it-IT",), "101"),
        Site("EBAY_ES", "ES", "EUR", ("es-ES",), "186"),
        Site("EBAY_NL", "NL", "EUR", ("nl-NL",), "146"),
        Site("EBAY_PL", "PL", "PLN", ("pl-PL",), "212"),
        Site("EBAY_IE", "IE", "EUR", ("en-IE",), "205"),
        Site("EBAY_HK", "HK", "HKD", ("zh-HK",), "201"),
        Site("EBAY_SG", "SG", "SGD", ("en-SG",), "216"),
    )
}
#: Ids that eBay knows but where nothing is sold here.
_RESERVED: Final = (
    "EBAY_MOTORS", "EBAY_TW", "EBAY_CZ", "EBAY_DK", "EBAY_FI", "EBAY_GR", "EBAY_HU", "EBAY_IN", "EBAY_ID", "EBAY_IL",
    "EBAY_MY", "EBAY_NZ", "EBAY_NO", "EBAY_PH", "EBAY_PT", "EBAY_PR", "EBAY_RU", "EBAY_ZA", "EBAY_SE", "EBAY_TH",
    "EBAY_VN", "EBAY_CN", "EBAY_PE", "EBAY_JP",
)  # fmt: skip
MARKETPLACES: Final = (*SITES, *_RESERVED)

#: What a body's ``locale`` may be.
LOCALES: Final = (
    "en_US", "en_CA", "fr_CA", "en_GB", "en_AU", "en_IN", "de_AT", "fr_BE", "fr_FR", "de_DE", "it_IT", "nl_BE", "nl_NL",
    "es_ES", "de_CH", "fi_FI", "zh_HK", "hu_HU", "en_PH", "pl_PL", "pt_PT", "ru_RU", "en_SG", "en_IE", "en_MY",
)  # fmt: skip
#: The same as headers have it.
LANGUAGES: Final = frozenset(locale.replace("_", "-") for locale in LOCALES)
