"""Money given back on eBay orders (developer.ebay.com, issueRefund). It can neither be repeated nor taken back."""

from __future__ import annotations

from typing import Final

from syncspider import DeferredTarget, Refund, WriteClass, WritePolicy

#: Seconds after which a refund that eBay took is surely shown with its order. eBay names no figure.
_SETTLE: Final = 60.0


class Refunds(DeferredTarget[Refund]):
    """Brings what was given back on an order up to a total.

    Only what is missing is sent, by one request, after a fresh look at the order; what is under way counts as given, so
    that nothing is given twice. Sellers in the EU and the UK need a signing key in the connection.
    """

    entity = Refund
    requires = frozenset({"order_reference", "amount"})
    accepts = frozenset({"order_reference", "amount", "total", "reason", "lines"})
    policy = WritePolicy(create=WriteClass.MONEY, update=WriteClass.MONEY, key="order_reference", settle=_SETTLE)
    work = "syncspider_ebay.refund_writing:RefundWriting"
