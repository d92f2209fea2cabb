"""A stateful stand-in for one Ecwid store: the REST API v3 over HTTP on loopback, for tests and the demo.

Written from Ecwid's documentation (docs.ecwid.com) and the names in the vendor's client library, not from our client.

Covered: bearer tokens with scopes, the OAuth code flow, profile, order statuses, latest stats; search, get, create,
partial update and delete of orders, products with their variations, and customers; lists of the deleted; stock by
difference; pictures by their addresses; batches (done at once); ``responseFields``; pages of at most 100; 409 for an
SKU, external reference id or e-mail address that is taken; 429 with ``Retry-After`` (:attr:`EcwidSandbox.rate`, at
first off); sets that change while they are read (:attr:`EcwidSandbox.churn`, at first off); what the store's owner does
by hand (:meth:`EcwidSandbox.merchant_day`).

Not covered: other entities, uploads of pictures and files, locations, public tokens, ``?token=`` in the address, the
block of an address that keeps sending bad tokens. A documented filter that is not modelled is refused, not left out.

Where the documentation is silent: a search without ``sortBy`` gives the latest created first; an object in a record,
such as ``billingPerson``, is replaced as a whole; a field that is null counts as left out; orders do not take from the
stock. An order's ``discount`` contains its ``couponDiscount``, and no seeded order has any other discount.
"""

from syncspider_ecwid.sandbox.store import EcwidSandbox

__all__ = ["EcwidSandbox"]
