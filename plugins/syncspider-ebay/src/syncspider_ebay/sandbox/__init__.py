"""A stateful stand-in for one eBay seller: the REST APIs over HTTP on loopback, for tests and the demo.

Written from eBay's documentation (developer.ebay.com), not from our client. One host answers for api., apiz. and
auth.ebay.com; errors have eBay's ids and statuses, but texts of our own.

Covered: consent, the three grants of the token endpoint, expiry and scopes; getOrders, getOrder, shipments, refunds
that are carried out later, with digital signatures where the seller needs them (``eu``); inventory items, groups,
offers, publishing and withdrawing, bulk calls, locations; business policies, programs and privileges; a few categories
of the Taxonomy API; rate limits, with ``Retry-After`` for ``rate`` and without for a day's quota; sets that change
while they are read (``churn``), reads that lag behind writes (``read_lag``), sales (:meth:`EbaySandbox.sell`).

Not covered: key management, Finances, Trading and Post-Order APIs, payment disputes, bulkMigrateListing, listing fees,
product compatibility, orders whose payment is pending (eBay does not show them either).

Stricter than eBay is said to be: ``Accept`` must name ``application/json``, dates of filters must have milliseconds,
and no end of a filter may lie even a moment ahead.

Where the documentation is silent: a body that can't be read, and a method that an address has not (405), are error
2004; getOrders is sorted by creation under every filter; a refund by lines that failed vanishes from the lines; an
order that is cancelled can't be shipped (409); at most 20 packages for an order; a signature may be 300 seconds old;
a bulk answer whose rows all failed is 207 like a mixed one; a revision by one request counts once for a listing; SKUs
have letters, digits, hyphens, underscores and points; a page of offers has at most 200; offers that are made and
those of seeded items may be published in the few categories of :mod:`.taxonomy` alone.
"""

from syncspider_ebay.sandbox.ebay import EbaySandbox

__all__ = ["EbaySandbox"]
