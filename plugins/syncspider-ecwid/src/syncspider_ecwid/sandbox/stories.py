"""Words and places from which records are made up. Addresses use domains and numbers that are reserved for examples."""

from __future__ import annotations

from typing import Final

import attrs


@attrs.frozen
class Place:
    """Where somebody lives.

    Attributes:
        country: ISO code and name.
        state: Code and name, both empty where a country has none.
        city: With its postal code.
        tax: Percent and whether prices contain it.
    """

    country: tuple[str, str]
    state: tuple[str, str]
    city: tuple[str, str]
    tax: tuple[str, bool]


PLACES: Final = (
    Place(("US", "United States"), ("CA", "California"), ("San Jose", "95125"), ("9.25", False)),
    Place(("US", "United States"), ("NY", "New York"), ("Brooklyn", "11201"), ("8.875", False)),
    Place(("US", "United States"), ("OR", "Oregon"), ("Portland", "97201"), ("0", False)),
    Place(("CA", "Canada"), ("QC", "Quebec"), ("Montréal", "H2X 1Y4"), ("14.975", False)),
    Place(("DE", "Germany"), ("", ""), ("München", "80331"), ("19", True)),
    Place(("FR", "France"), ("", ""), ("Besançon", "25000"), ("20", True)),
    Place(("GB", "United Kingdom"), ("", ""), ("Leeds", "LS1 4DY"), ("20", True)),
    Place(("PL", "Poland"), ("", ""), ("Łódź", "90-001"), ("23", True)),
    Place(("JP", "Japan"), ("13", "Tokyo"), ("渋谷区", "150-0002"), ("10", True)),
    Place(("BR", "Brazil"), ("SP", "São Paulo"), ("São Paulo", "01310-100"), ("0", False)),
)

FIRST_NAMES: Final = (
    "Jane", "Zoë", "Łukasz", "María", "Søren", "Aiko", "Nguyễn", "O'Brien", "Åsa", "Hélène", "Ivan", "Ольга", "愛子",
    "Sam",
)  # fmt: skip
LAST_NAMES: Final = (
    "Doe", "Müller", "Żak", "Núñez", "Jørgensen", "Tanaka", "Văn Anh", "D'Angelo", "Öberg", "Lefèvre", "Петрова",
    "山田", "Fox",
)  # fmt: skip
COMPANIES: Final = ("Acme & Sons Ltd.", "Bäckerei Krüger GmbH", "Café «Nord» SARL", "株式会社サンプル")
STREETS: Final = ("1 Main St", "22 Rue de l'Église", "Hauptstraße 5", "ul. Święta 7/3", "14 High Street\nFlat 2")

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
METHODS: Final = (
    ("USPS Priority", "USPS", "7.50"),
    ("UPS Ground", "UPS", "12.95"),
    ("Free shipping", "", "0"),
    ("DHL Paket", "DHL", "4.99"),
)
PAYMENTS: Final = (("Credit card", "STRIPE"), ("PayPal", "PAYPAL_EXPRESS"), ("Bank transfer", "OFFLINE"))
