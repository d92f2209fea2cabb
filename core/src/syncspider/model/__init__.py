"""What travels: values only. No I/O and no clock in here, and nothing of any shop."""

from syncspider.model.conversion import Conversion, Route, Skip
from syncspider.model.customer import Customer
from syncspider.model.entity import Entity, Field, Kind, describe, schema_of
from syncspider.model.events import RecordBuried, RunFinished, RunStarted
from syncspider.model.money import CURRENCY_DECIMALS, Money, Quantity, Weight, decimal_of, total_of
from syncspider.model.order import (
    FulfillmentStatus,
    Order,
    OrderLine,
    OrderStatus,
    Payment,
    PaymentStatus,
    Refund,
    RefundLine,
    Shipment,
    ShipmentLine,
)
from syncspider.model.party import Address, Picture
from syncspider.model.product import Condition, Product, Variant
from syncspider.model.record import (
    BEGINNING,
    Batch,
    Broken,
    Change,
    Found,
    Match,
    Operation,
    Outcome,
    Record,
    Result,
    Window,
)

__all__ = [
    "BEGINNING",
    "CURRENCY_DECIMALS",
    "Address",
    "Batch",
    "Broken",
    "Change",
    "Condition",
    "Conversion",
    "Customer",
    "Entity",
    "Field",
    "Found",
    "FulfillmentStatus",
    "Kind",
    "Match",
    "Money",
    "Operation",
    "Order",
    "OrderLine",
    "OrderStatus",
    "Outcome",
    "Payment",
    "PaymentStatus",
    "Picture",
    "Product",
    "Quantity",
    "Record",
    "RecordBuried",
    "Refund",
    "RefundLine",
    "Result",
    "Route",
    "RunFinished",
    "RunStarted",
    "Shipment",
    "ShipmentLine",
    "Skip",
    "Variant",
    "Weight",
    "Window",
    "decimal_of",
    "describe",
    "schema_of",
    "total_of",
]
