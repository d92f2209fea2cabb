"""The seller's account: programs, privileges and business policies (developer.ebay.com, Account API)."""

from __future__ import annotations

import operator
from typing import Any, Final

from syncspider.sandbox import Request, Response

from syncspider_ebay.sandbox.bodies import Bodies
from syncspider_ebay.sandbox.marketplaces import MARKETPLACES, SITES, Site
from syncspider_ebay.sandbox.refusals import refusal
from syncspider_ebay.sandbox.shapes import PROGRAM

Json = dict[str, Any]
_PROGRAM: Final = "SELLING_POLICY_MANAGEMENT"
#: Kind of policy to its field in lists.
KINDS: Final = {
    "fulfillment": "fulfillmentPolicies",
    "payment": "paymentPolicies",
    "return": "returnPolicies",
}
_ACCOUNT: Final = 10_000
_POLICY_IDS: Final = 6_100_000_000
#: Marketplaces beside the seller's own where policies exist.
_MORE: Final = ("EBAY_GB", "EBAY_DE")


class Seller:
    """One seller.

    Attributes:
        site: Where the account sells.
        username: For people.
        programs: What the seller has opted in to.
        registered: Whether the registration is complete.
        policies: Kind to policy id to policy.
    """

    def __init__(self, site: Site, account: int, bodies: Bodies) -> None:
        self.site = site
        self.username = f"corner_shop_{account}"
        self.programs = [_PROGRAM]
        self.registered = True
        self.policies = _policies(site, account)
        self._bodies = bodies

    def policy_id(self, kind: str, marketplace: str) -> str:
        """The first policy of a kind on a marketplace."""
        return next(key for key, policy in self.policies[kind].items() if policy["marketplaceId"] == marketplace)

    def opt_in(self, request: Request) -> Response:
        """Take part in a program."""
        program = self._bodies.read(request, "program", PROGRAM).get("programType")
        if program is None:
            raise refusal(20401, "programType is missing.", fieldName="programType")
        if program in self.programs:
            raise refusal(25803, "The seller has opted in.", fieldName="programType")
        self.programs.append(program)
        return Response.of_json({})

    def opted_in(self, _: Request) -> Response:
        """The programs that the seller takes part in."""
        return Response.of_json({"programs": [{"programType": program} for program in self.programs]})

    def privilege(self, _: Request) -> Response:
        """What the seller may sell."""
        limit = {"amount": {"value": "500000.0", "currency": self.site.currency}, "quantity": 10_000}
        return Response.of_json({"sellerRegistrationCompleted": self.registered, "sellingLimit": limit})

    def listed(self, request: Request, kind: str) -> Response:
        """The policies of a kind on one marketplace."""
        self._bodies.query(request, f"{kind}_policy", ("marketplace_id",))
        marketplace = request.param("marketplace_id")
        if not marketplace:
            raise refusal(20401, "marketplace_id is missing.", fieldName="marketplace_id")
        if marketplace not in MARKETPLACES:
            raise refusal(20403, f"{marketplace} is no marketplace.", fieldName="marketplace_id")
        if _PROGRAM not in self.programs:
            raise refusal(20403, "User is not eligible for Business Policy.")
        found = [policy for policy in self.policies[kind].values() if policy["marketplaceId"] == marketplace]
        return Response.of_json({"total": len(found), KINDS[kind]: found})


def _policies(site: Site, account: int) -> dict[str, dict[str, Json]]:
    """Two of each kind at home, one of each elsewhere; the second at home is the default."""
    numbers = iter(range(_POLICY_IDS + account * _ACCOUNT, _POLICY_IDS + (account + 1) * _ACCOUNT))
    places = [site.marketplace, site.marketplace, *(name for name in _MORE if name != site.marketplace)]
    found: dict[str, dict[str, Json]] = {}
    for kind in KINDS:
        rows = [_policy(kind, str(next(numbers)), SITES[place], turn) for turn, place in enumerate(places)]
        found[kind] = {row[f"{kind}PolicyId"]: row for row in sorted(rows, key=operator.itemgetter("name"))}
    return found


def _policy(kind: str, key: str, site: Site, turn: int) -> Json:
    usual = turn != 0
    common = {
        f"{kind}PolicyId": key,
        "name": f"{kind} {turn + 1}",
        "marketplaceId": site.marketplace,
        "categoryTypes": [{"name": "ALL_EXCLUDING_MOTORS_VEHICLES", "default": usual}],
    }
    special: dict[str, Json] = {
        "fulfillment": {
            "handlingTime": {"value": 1, "unit": "DAY"},
            "shippingOptions": [_shipping(site)],
            "globalShipping": False,
        },
        "payment": {"immediatePay": True, "paymentMethods": []},
        "return": {
            "returnsAccepted": True,
            "returnPeriod": {"value": 30, "unit": "DAY"},
            "refundMethod": "MONEY_BACK",
            "returnShippingCostPayer": "BUYER",
        },
    }
    return {**common, **special[kind]}


def _shipping(site: Site) -> Json:
    service = {
        "sortOrder": 1,
        "shippingCarrierCode": "USPS" if site.country == "US" else "DHL",
        "shippingServiceCode": "USPSPriority" if site.country == "US" else "Standard",
        "shippingCost": {"value": "4.99", "currency": site.currency},
        "freeShipping": False,
    }
    return {"optionType": "DOMESTIC", "costType": "FLAT_RATE", "shippingServices": [service]}
