"""SyncSpider moves a merchant's data from one shop to another; each shop is a plugin.

This is the door for authors of plugins, with :mod:`syncspider.http` (how to call an API), :mod:`syncspider.errors`
(what can go wrong), :mod:`syncspider.clock`, :mod:`syncspider.secret`, :mod:`syncspider.sandbox` (a stand-in for an
API) and, in tests, :mod:`syncspider.testing`. Names are loaded when first asked for: ``syncspider --version`` loads
none.

The rooms, each of which imports only from those below it::

        cli | testing        people at a terminal; authors of plugins in pytest
        demo                 every task that the installed sandboxes allow, run against them
        app                  the one place that builds everything and hands it down
        engine               what a run is
      planning | vault       from a task on paper to a plan; from a connection to a live session
        state                what we remember
      plugin | sandbox       whom we talk to; what stands in for them
        http                 how to call an API
        model                what travels: values only
    settings, clock, secret  what the environment says; time; what must not be seen
        errors               what can go wrong
"""

from __future__ import annotations

import importlib
from typing import Any, Final

from syncspider.version import __version__

_DOOR: Final = {
    "API_VERSION": "syncspider.plugin",
    "Address": "syncspider.model",
    "Api": "syncspider.plugin",
    "BEGINNING": "syncspider.model",
    "Batch": "syncspider.model",
    "Broken": "syncspider.model",
    "CURRENCY_DECIMALS": "syncspider.model",
    "Change": "syncspider.model",
    "Choice": "syncspider.plugin",
    "Condition": "syncspider.model",
    "Conversion": "syncspider.model",
    "Customer": "syncspider.model",
    "DecimalText": "syncspider.model.converter",
    "DeferredSource": "syncspider.plugin",
    "DeferredTarget": "syncspider.plugin",
    "Entity": "syncspider.model",
    "Field": "syncspider.model",
    "Form": "syncspider.plugin",
    "Found": "syncspider.model",
    "FulfillmentStatus": "syncspider.model",
    "Integration": "syncspider.plugin",
    "Kind": "syncspider.model",
    "Match": "syncspider.model",
    "Money": "syncspider.model",
    "Operation": "syncspider.model",
    "Order": "syncspider.model",
    "OrderLine": "syncspider.model",
    "OrderStatus": "syncspider.model",
    "Otherwise": "syncspider.model.exactness",
    "Outcome": "syncspider.model",
    "Payment": "syncspider.model",
    "PaymentStatus": "syncspider.model",
    "Picture": "syncspider.model",
    "Product": "syncspider.model",
    "Quantity": "syncspider.model",
    "Question": "syncspider.plugin",
    "Rate": "syncspider.plugin",
    "Record": "syncspider.model",
    "RecordBuried": "syncspider.model",
    "Refund": "syncspider.model",
    "RefundLine": "syncspider.model",
    "Result": "syncspider.model",
    "Route": "syncspider.model",
    "RunFinished": "syncspider.model",
    "RunStarted": "syncspider.model",
    "Secrets": "syncspider.plugin",
    "Session": "syncspider.plugin",
    "Shipment": "syncspider.model",
    "ShipmentLine": "syncspider.model",
    "Skip": "syncspider.model",
    "Source": "syncspider.plugin",
    "StrictConverter": "syncspider.model.converter",
    "Target": "syncspider.plugin",
    "Variant": "syncspider.model",
    "Weight": "syncspider.model",
    "Window": "syncspider.model",
    "WriteClass": "syncspider.plugin",
    "WritePolicy": "syncspider.plugin",
    "camel_case": "syncspider.model.converter",
    "decimal_of": "syncspider.model",
    "describe": "syncspider.model",
    "hookimpl": "syncspider.plugin",
    "load_named": "syncspider.plugin",
    "make_converter": "syncspider.model.converter",
    "names_of": "syncspider.model.converter",
    "schema_of": "syncspider.model",
    "structured": "syncspider.model.converter",
    "total_of": "syncspider.model",
}

__all__ = ["__version__", *_DOOR]  # noqa: PLE0604 - the keys are names


def __getattr__(name: str) -> Any:  # noqa: ANN401 - the stub beside this file has the types
    if name not in _DOOR:
        raise AttributeError(f"module 'syncspider' has no attribute {name!r}")
    value = getattr(importlib.import_module(_DOOR[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
