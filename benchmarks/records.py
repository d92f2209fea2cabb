"""Made-up orders of about 2 KB, the same each time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, Final

_FIRST: Final = ("Ada", "Zoë", "Grace", "José", "Łukasz", "Søren", "Miyuki", "Barbara", "Donald", "Radia")
_LAST: Final = ("Lovelace", "Müller", "García", "Nowak", "Ørsted", "Tanaka", "Hopper", "Knuth", "Berners-Lee")
_CITIES: Final = (
    ("Berlin", "DE", "BE", "10115"),
    ("Lyon", "FR", "ARA", "69001"),
    ("Austin", "US", "TX", "73301"),
    ("Kraków", "PL", "MA", "30-001"),
    ("København", "DK", "84", "1050"),
)
_THINGS: Final = ("Lamp", "Chair", "Desk", "Mug", "Kettle", "Backpack", "Jacket", "Notebook", "Keyboard", "Teapot")
_STYLES: Final = ("Classic", "Modern", "Rustic", "Minimal", "Vintage", "Compact", "Foldable", "Waterproof")
_COLOURS: Final = ("Black", "White", "Oak", "Navy", "Olive", "Sand", "Crimson", "Slate")
_START: Final = datetime(2026, 1, 1, tzinfo=UTC)


def orders(count: int) -> list[dict[str, Any]]:
    """Orders in the far end's own form, oldest first; amounts are texts with two decimals."""
    random = Random(20260101)
    return [_order(number, random) for number in range(count)]


def _order(number: int, random: Random) -> dict[str, Any]:
    lines = [_line(number, place, random) for place in range(random.choice((1, 2, 2, 3, 3, 4)))]
    subtotal = sum(_cents(line["price"]) * line["quantity"] for line in lines)
    tax = sum(_cents(line["tax"]) for line in lines)
    shipping = random.choice((0, 499, 999))
    person = f"{random.choice(_FIRST)} {random.choice(_LAST)}"
    created = _START + timedelta(seconds=number * 37)
    return {
        "id": f"ORD{number:07d}",
        "number": f"V-{number + 1}",
        "email": f"buyer{number}@example.com",
        "payment_status": random.choice(("paid", "pending", "refunded")),
        "fulfillment_status": random.choice(("open", "in progress", "shipped")),
        "created_at": f"{created:%Y-%m-%dT%H:%M:%SZ}",
        "updated_at": f"{created + timedelta(minutes=5):%Y-%m-%dT%H:%M:%SZ}",
        "currency": "EUR",
        "subtotal": _text(subtotal),
        "shipping": _text(shipping),
        "tax": _text(tax),
        "total": _text(subtotal + shipping),
        "lines": lines,
        "billing_address": _address(person, random),
        "shipping_address": _address(person, random),
        "shipping_method": random.choice(("DHL Express", "Standard", "Pickup")),
        "note": random.choice(("", "Please leave it at the door, the bell is broken.", "A gift: no invoice, please.")),
    }


def _line(number: int, place: int, random: Random) -> dict[str, Any]:
    price, quantity = random.randrange(499, 19999), random.choice((1, 1, 1, 2, 3))
    style, thing, colour = random.choice(_STYLES), random.choice(_THINGS), random.choice(_COLOURS)
    return {
        "id": str(700000000 + number * 8 + place),
        "sku": f"{thing[:3].upper()}-{style[:3].upper()}-{random.randrange(10**6):06d}",
        "name": f"{style} {thing}, {colour}, made by hand in a small workshop",
        "quantity": quantity,
        "price": _text(price),
        "tax": _text(price * quantity * 19 // 119),
        "options": {"Colour": colour, "Size": random.choice("SML"), "Engraving": f"No. {random.randrange(10**6)}"},
    }


def _address(person: str, random: Random) -> dict[str, Any]:
    city, country, region, postal_code = random.choice(_CITIES)
    return {
        "name": person,
        "company": random.choice((None, "ACME GmbH", "Umbrella S.A.")),
        "street": [f"{random.randrange(1, 250)} {random.choice(_LAST)} Street", "Back yard, second door on the left"],
        "city": city,
        "region": region,
        "postal_code": postal_code,
        "country": country,
        "phone": f"+49 30 {random.randrange(10**7):07d}",
    }


def _cents(text: str) -> int:
    return int(text.replace(".", ""))


def _text(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"
