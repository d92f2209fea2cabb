"""Orders: as a source and as a target."""

from __future__ import annotations

from typing import ClassVar, Final

from syncspider import DeferredSource, DeferredTarget, Form, Order, Question, WritePolicy
from syncspider.errors import ConfigurationError

#: What can be written at all.
FIELDS: Final = frozenset(
    {
        "external_reference", "origin", "created_at", "payment_status", "fulfillment_status", "email", "lines",
        "subtotal", "shipping", "discount", "tax", "total", "payments", "shipments", "billing_address",
        "shipping_address", "shipping_method", "note",
    }
)  # fmt: skip
REQUIRED: Final = frozenset({"email", "subtotal", "total"})
#: Seconds after which a search surely shows a new order. Ecwid promises none; two minutes are what other shops name.
_SETTLE: Final = 120.0


class OrderSource(DeferredSource[Order]):
    """Orders of one store."""

    entity = Order
    supplies = FIELDS | {"number", "updated_at", "buyer", "refunds", "refunded"}
    work = "syncspider_ecwid.order_transfer:OrderReading"


def _email(answer: str) -> str:
    if "@" not in answer:
        raise ConfigurationError(f"{answer!r} is no e-mail address.", hint="Write it like orders@example.com.")
    return answer


class OrderTarget(DeferredTarget[Order]):
    """Creates orders with a marker by which they are found again, and changes the fields that differ.

    Ecwid has no key of ours for an order. ``refererId`` is the one field that a creation takes and an exact search
    finds, so it carries the marker; ``externalOrderId`` carries the key where the buyer placed the order. Nobody is
    sent an e-mail. Refunds cannot be written: Ecwid has no address for them.
    """

    entity = Order
    requires = REQUIRED
    accepts = FIELDS
    policy: ClassVar[WritePolicy] = WritePolicy.readback("refererId", settle=_SETTLE)
    form = Form(
        (
            Question(
                name="default_email",
                label="E-mail address for orders without one",
                help="Ecwid takes no order without an e-mail address, and some marketplaces do not tell the buyer's.",
                required=False,
                check=_email,
            ),
        )
    )
    work = "syncspider_ecwid.order_transfer:OrderWriting"
