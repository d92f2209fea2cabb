"""Names of carriers as eBay knows them (developer.ebay.com, ShippingCarrierCodeType)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

#: A carrier's name in lower case, letters and digits only, to eBay's code.
_CODES: Final[Mapping[str, str]] = {
    "usps": "USPS",
    "unitedstatespostalservice": "USPS",
    "ups": "UPS",
    "unitedparcelservice": "UPS",
    "fedex": "FedEx",
    "federalexpress": "FedEx",
    "dhl": "DHL",
    "dhlexpress": "DHL",
    "dhlpaket": "DHL",
    "deutschepost": "DeutschePost",
    "deutschepostdhl": "DHL",
    "hermes": "Hermes",
    "evri": "Hermes",
    "gls": "GLS",
    "dpd": "DPD",
    "tnt": "TNT",
    "royalmail": "RoyalMail",
    "parcelforce": "Parcelforce",
    "yodel": "Yodel",
    "laposte": "LaPoste",
    "colissimo": "Colissimo",
    "chronopost": "Chronopost",
    "mondialrelay": "MondialRelay",
    "posteitaliane": "PosteItaliane",
    "brt": "BRT",
    "correos": "Correos",
    "seur": "SEUR",
    "postnl": "PostNL",
    "bpost": "BPost",
    "swisspost": "SwissPost",
    "ontrac": "OnTrac",
    "canadapost": "CanadaPost",
    "australiapost": "AustraliaPost",
    "auspost": "AustraliaPost",
}
_OTHER: Final = "Other"
_NOISE: Final = re.compile(r"[^a-z0-9]")


def carrier_code(name: str | None) -> str:
    """EBay's code of a carrier; ``Other`` for one that we do not know, since a tracking number needs one."""
    return _CODES.get(_NOISE.sub("", (name or "").lower()), _OTHER)


def tracking_number(text: str | None) -> str:
    """The letters and digits of a tracking number, which is all that eBay takes; empty where there are none."""
    return re.sub(r"[^A-Za-z0-9]", "", text or "")
