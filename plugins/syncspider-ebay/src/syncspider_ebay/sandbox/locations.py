"""Where a seller keeps stock (developer.ebay.com, createInventoryLocation)."""

from __future__ import annotations

import re
from typing import Any, Final

from syncspider.sandbox import Request, Response

from syncspider_ebay.sandbox.bodies import Bodies
from syncspider_ebay.sandbox.catalogue import Catalogue
from syncspider_ebay.sandbox.refusals import refusal
from syncspider_ebay.sandbox.shapes import LOCATION

Json = dict[str, Any]
_KEY: Final = re.compile(r"[A-Za-z0-9_.\-]{1,36}")
_USUAL: Final = 100


class Locations:
    """The locations of a seller."""

    def __init__(self, catalogue: Catalogue, bodies: Bodies) -> None:
        self._catalogue = catalogue
        self._bodies = bodies

    def all(self, request: Request) -> Response:
        """One page; ``offset`` counts locations."""
        limit, offset = _number(request, "limit", _USUAL), _number(request, "offset", 0)
        if not 1 <= limit <= _USUAL:
            raise refusal(25802, f"limit lies between 1 and {_USUAL}.", additionalInfo="limit")
        rows = list(self._catalogue.locations.values())
        address = f"{request.path}?limit={limit}&offset="
        following = {"next": f"{address}{offset + limit}"} if offset + limit < len(rows) else {}
        page = {"href": f"{address}{offset}", **following, "limit": limit, "offset": offset, "total": len(rows)}
        return Response.of_json({**page, "locations": rows[offset : offset + limit]})

    def one(self, _: Request, key: str) -> Response:
        """One location."""
        if key not in self._catalogue.locations:
            raise refusal(25804, f"There is no location {key}.", additionalInfo=key)
        return Response.of_json(self._catalogue.locations[key])

    def create(self, request: Request, key: str) -> Response:
        """Make a location."""
        if key in self._catalogue.locations:
            raise refusal(25803, f"Location {key} exists.", fieldName="merchantLocationKey")
        if not _KEY.fullmatch(key):
            raise refusal(25802, f"{key} is no location key.", additionalInfo="merchantLocationKey")
        body = self._bodies.read(request, "location", LOCATION)
        address = body.get("location", {}).get("address")
        if not address or "country" not in address:
            raise refusal(25801, "The country is missing.", fieldName="location.address.country")
        if "postalCode" not in address and not {"city", "stateOrProvince"} <= address.keys():
            raise refusal(25802, "A postal code, or city and state, must be given.", additionalInfo="address")
        self._catalogue.locations[key] = _location(key, body)
        return Response(status=204)


def _location(key: str, body: Json) -> Json:
    usual = {"merchantLocationStatus": "ENABLED", "locationTypes": ["STORE"]}
    place = {**body["location"], "locationId": f"loc-{key}"}
    return {"merchantLocationKey": key, **usual, **body, "location": place}


def _number(request: Request, name: str, usual: int) -> int:
    given = request.param(name)
    if given is not None and not re.fullmatch(r"\d{1,9}", given):
        raise refusal(25802, f"{given} is no {name}.", additionalInfo=name)
    return usual if given is None else int(given)
