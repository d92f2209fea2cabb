"""Which parcels of an order eBay has to be told of (developer.ebay.com, createShippingFulfillment)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import attrs
from syncspider import Shipment, ShipmentLine
from syncspider.errors import RecordError

from syncspider_ebay import wire
from syncspider_ebay.carriers import carrier_code, tracking_number
from syncspider_ebay.fulfillment import moment_text
from syncspider_ebay.wire import Fulfillment

Json = dict[str, Any]


@attrs.frozen(kw_only=True)
class Parcels:
    """What eBay knows of an order.

    Attributes:
        order: The order.
        sent: The parcels so far.
        now: EBay's present.
    """

    order: wire.Order
    sent: tuple[Fulfillment, ...]
    now: datetime

    def left(self) -> Counter[str]:
        """Line to the quantity that no parcel holds."""
        left = Counter({line.line_item_id: line.quantity for line in self.order.line_items})
        for parcel in self.sent:
            for line in parcel.line_items:
                left[line.line_item_id] -= line.quantity
        return +left

    def is_known(self, shipment: Shipment) -> bool:
        """Whether eBay has a parcel with that tracking number."""
        number = tracking_number(shipment.tracking_number)
        known = {tracking_number(parcel.shipment_tracking_number or parcel.fulfillment_id) for parcel in self.sent}
        return bool(number) and number.upper() in {text.upper() for text in known}

    def missing(self, shipments: Sequence[Shipment]) -> Iterator[Json]:
        """The bodies that tell eBay of the parcels which it does not know.

        A parcel without a tracking number cannot be recognised again, so it is told only while nothing was sent.

        Raises:
            RecordError: A parcel holds nothing that the order has.
        """
        left = self.left()
        for shipment in shipments:
            number = tracking_number(shipment.tracking_number)
            if self.is_known(shipment) or (not number and self.sent):
                continue
            lines = self._lines(shipment.lines, left)
            if lines:
                left.subtract(lines)
                left = +left
                yield {"lineItems": _rows(lines), **self._shipped(shipment), **_tracking(shipment, number)}

    def _lines(self, wanted: Sequence[ShipmentLine], left: Counter[str]) -> Counter[str]:
        """What of the order is in a parcel and not in another; all that is left where the parcel does not tell."""
        if not wanted:
            return Counter(left)
        lines: Counter[str] = Counter()
        matched = False
        for line in wanted:
            keys = self._keys(line)
            matched = matched or bool(keys)
            quantity = line.quantity.whole
            for key in keys:
                taken = min(quantity, left[key] - lines[key])
                if taken > 0:
                    lines[key] += taken
                    quantity -= taken
        if not matched:
            raise RecordError("The parcel holds nothing that this eBay order has.", path="shipments.lines")
        return lines

    def _keys(self, line: ShipmentLine) -> list[str]:
        rows = self.order.line_items
        by_key = [row.line_item_id for row in rows if row.line_item_id == line.line_key]
        return by_key or [row.line_item_id for row in rows if line.sku and row.sku == line.sku]

    def _shipped(self, shipment: Shipment) -> Json:
        """When it left; eBay takes no time before the sale and none to come, and the present where there is none."""
        moment = shipment.shipped_at
        if moment is None or moment > self.now or (self.order.creation_date and moment < self.order.creation_date):
            return {}
        return {"shippedDate": moment_text(moment)}


def _rows(lines: Counter[str]) -> list[Json]:
    return [{"lineItemId": key, "quantity": quantity} for key, quantity in lines.items()]


def _tracking(shipment: Shipment, number: str) -> Json:
    """Carrier and number; eBay takes both or neither."""
    return {"trackingNumber": number, "shippingCarrierCode": carrier_code(shipment.carrier)} if number else {}
