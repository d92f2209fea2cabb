"""eBay's sites: what is paid in and what is written in on each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import attrs
from syncspider.errors import ConfigurationError


@attrs.frozen
class Marketplace:
    """One site (developer.ebay.com, MarketplaceIdEnum, and the table of sites, languages and currencies).

    Attributes:
        key: eBay's id of it, such as ``EBAY_DE``.
        title: As people write it.
        currency: Of every price there, ISO 4217.
        languages: What may be written there, as ``Content-Language`` has it, the usual one first.
    """

    key: str
    title: str
    currency: str
    languages: tuple[str, ...]

    def language(self, wanted: str | None) -> str:
        """The language to write in.

        Raises:
            ConfigurationError: The one that is wanted is not used there.
        """
        if not wanted:
            return self.languages[0]
        if wanted not in self.languages:
            known = ", ".join(self.languages)
            raise ConfigurationError(f"{self.title} has no texts in {wanted}.", hint=f"Choose one of: {known}.")
        return wanted


#: What eBay calls the maker's brand among the properties of an article, by language; English elsewhere.
_BRANDS: Final[Mapping[str, str]] = {
    "de": "Marke",
    "fr": "Marque",
    "it": "Marca",
    "es": "Marca",
    "nl": "Merk",
    "pl": "Marka",
}


def brand_aspect(language: str) -> str:
    """The property in which a site looks for the brand; many categories require it."""
    return _BRANDS.get(language.partition("-")[0], "Brand")


MARKETPLACES: Final[Mapping[str, Marketplace]] = {
    site.key: site
    for site in (
        Marketplace("EBAY_US", "eBay.com (United States)", "USD", ("en-US",)),
        Marketplace("EBAY_GB", "eBay.co.uk (United Kingdom)", "GBP", ("en-GB",)),
        Marketplace("EBAY_DE", "eBay.de (Germany)", "EUR", ("de-DE",)),
        Marketplace("EBAY_AT", "eBay.at (Austria)", "EUR", ("de-AT",)),
        Marketplace("EBAY_CH", "eBay.ch (Switzerland)", "CHF", ("de-CH",)),
        Marketplace("EBAY_FR", "eBay.fr (France)", "EUR", ("fr-FR",)),
        Marketplace("EBAY_BE", "eBay.be (Belgium)", "EUR", ("nl-BE", "fr-BE")),
        Marketplace("EBAY_NL", "eBay.nl (Netherlands)", "EUR", ("nl-NL",)),
        Marketplace("EBAY_IT", "eBay.it (Italy)", "EUR", ("it-IT",)),
        Marketplace("EBAY_ES", "eBay.es (Spain)", "EUR", ("es-ES",)),
        Marketplace("EBAY_IE", "eBay.ie (Ireland)", "EUR", ("en-IE",)),
        Marketplace("EBAY_PL", "eBay.pl (Poland)", "PLN", ("pl-PL",)),
        Marketplace("EBAY_CA", "eBay.ca (Canada)", "CAD", ("en-CA", "fr-CA")),
        Marketplace("EBAY_AU", "eBay.com.au (Australia)", "AUD", ("en-AU",)),
        Marketplace("EBAY_HK", "eBay.com.hk (Hong Kong)", "HKD", ("zh-HK",)),
        Marketplace("EBAY_SG", "eBay.com.sg (Singapore)", "SGD", ("en-SG",)),
    )
}
