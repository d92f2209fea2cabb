"""Words and places from which records are made up. Addresses use numbers that are reserved for examples."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import attrs


@attrs.frozen
class Place:
    """Where a buyer lives.

    Attributes:
        country: ISO code.
        state: Code, or empty.
        city: With its postal code.
        tax: Percent of the tax that eBay collects there, and its type; 0 for none.
    """

    country: str
    state: str
    city: tuple[str, str]
    tax: tuple[str, str]


#: Country of the marketplace to where its buyers live.
PLACES: Final[Mapping[str, tuple[Place, ...]]] = {
    "US": (
        Place("US", "CA", ("San Jose", "95125"), ("9.25", "STATE_SALES_TAX")),
        Place("US", "NY", ("Brooklyn", "11201"), ("8.875", "STATE_SALES_TAX")),
        Place("US", "OR", ("Portland", "97201"), ("0", "")),
        Place("CA", "QC", ("Montréal", "H2X 1Y4"), ("5", "GST")),
        Place("AU", "NSW", ("Sydney", "2000"), ("10", "GST")),
    ),
    "GB": (
        Place("GB", "", ("Leeds", "LS1 4DY"), ("0", "")),
        Place("GB", "", ("Llanfairpwllgwyngyll", "LL61 5UJ"), ("0", "")),
        Place("IE", "", ("Dún Laoghaire", "A96 K6C4"), ("23", "VAT")),
    ),
    "EU": (
        Place("DE", "", ("München", "80331"), ("0", "")),
        Place("FR", "", ("Besançon", "25000"), ("0", "")),
        Place("PL", "", ("Łódź", "90-001"), ("0", "")),
        Place("GB", "", ("Leeds", "LS1 4DY"), ("20", "VAT")),
    ),
}
FIRST_NAMES: Final = (
    "Jane", "Zoë", "Łukasz", "María", "Søren", "Aiko", "Nguyễn", "O'Brien", "Åsa", "Hélène", "Ivan", "Ольга", "愛子",
    "Sam",
)  # fmt: skip
LAST_NAMES: Final = (
    "Doe", "Müller", "Żak", "Núñez", "Jørgensen", "Tanaka", "Văn Anh", "D'Angelo", "Öberg", "Lefèvre", "Петрова",
    "山田", "Fox",
)  # fmt: skip
STREETS: Final = (
    ("1 Main St", "Apt 4"),
    ("22 Rue de l'Église", ""),
    ("Hauptstraße 5", "Hinterhaus"),
    ("ul. Święta 7/3", ""),
    ("14 High Street", "Flat 2"),
)
MATERIALS: Final = ("Cotton", "Linen", "Oak", "Steel", "Merino", "Café", "Señor", "日本の", "Crème", "“Old” Tin")
THINGS: Final = (
    "T-Shirt",
    "Mug",
    "Lamp",
    "Backpack",
    "Brot-Messer",
    "Blanket",
    "Notebook <A5>",
    "Shelf",
    "Kettle & Cup",
)
BRANDS: Final = ("Acme", "Müller & Söhne", "Nordlys", "Ōkami")
COLOURS: Final = ("Blue", "Red", "Café au lait")
SIZES: Final = ("S", "M", "L")
PRICES: Final = ("0.99", "1.0", "5.01", "19.9", "29.99", "100.0", "249.5", "1299.0", "0.01", "33.33")
CARRIERS: Final = ("USPS", "UPS", "DHL", "RoyalMail", "Hermes")
NOTES: Final = "Please ring twice ✓"
