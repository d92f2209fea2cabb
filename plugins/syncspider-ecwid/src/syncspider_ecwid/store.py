"""The store's own units: in which currency and weight its numbers are."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation, localcontext
from typing import Final

import attrs
from syncspider import CURRENCY_DECIMALS, Money, Weight, decimal_of
from syncspider.errors import RecordError, RunError

from syncspider_ecwid.wire import Profile, structured

_DIGITS: Final = 34
_USUAL_DECIMALS: Final = 2
_MOST_DECIMALS: Final = 9
#: Ecwid's unit to ours, and how many of ours it is (docs.ecwid.com, "Get store profile", ``weightUnit``).
_WEIGHTS: Final = {
    "GRAM": ("g", Decimal(1)),
    "KILOGRAM": ("kg", Decimal(1)),
    "OUNCE": ("oz", Decimal(1)),
    "POUND": ("lb", Decimal(1)),
    "CARAT": ("g", Decimal("0.2")),
}


@attrs.frozen(kw_only=True)
class Store:
    """What the store's profile tells about its numbers.

    Attributes:
        name: As buyers see it.
        currency: ISO code of all its amounts: an amount at Ecwid names none.
        decimals: Digits after the point that are sent: those of the currency, or more where the store shows more.
        weight_unit: Ecwid's word for the unit of all weights.
    """

    name: str
    currency: str
    decimals: int
    weight_unit: str

    def money(self, number: object, *, path: str) -> Money:
        """An amount that was read, with every digit it has.

        Raises:
            RecordError: It is no plain number.
        """
        return Money.parse(number, self.currency, path=path)

    def maybe_money(self, number: object, *, path: str) -> Money | None:
        """The same, None for nothing."""
        return None if number is None else self.money(number, path=path)

    def amount(self, money: Money, *, path: str) -> Decimal:
        """An amount as it is sent: in the store's currency, with its decimals, half up.

        Ecwid computes amounts with more digits than the currency has, so one that was read there may need it.

        Raises:
            RecordError: It is of another currency.
        """
        if money.currency != self.currency:
            raise RecordError(
                f"The amount is in {money.currency}, but the store at Ecwid counts in {self.currency}.",
                path=path,
                hint="Sync to a store of the same currency; amounts are never converted.",
            )
        return self.rounded(money.amount)

    def rounded(self, number: Decimal) -> Decimal:
        """A number with the decimals that amounts have."""
        return _rounded(number, self.decimals)

    def weight(self, number: object, *, path: str) -> Weight | None:
        """A weight that was read; None for nothing, for zero, and where the store's unit is unknown.

        Raises:
            RecordError: It is no plain number.
        """
        if number is None or self.weight_unit not in _WEIGHTS:
            return None
        unit, factor = _WEIGHTS[self.weight_unit]
        value = decimal_of(number, path=path)
        return Weight(value * factor, unit) if value > 0 else None

    def mass(self, weight: Weight) -> Decimal | None:
        """A weight as it is sent, in the store's unit; None for zero, and where the unit is unknown."""
        if self.weight_unit not in _WEIGHTS or weight.value <= 0:
            return None
        unit, factor = _WEIGHTS[self.weight_unit]
        value = weight.to(unit).value
        return value if factor == 1 else _rounded(value / factor, 4)


def store_of(raw: object) -> Store:
    """What a profile tells.

    Raises:
        RunError: It does not tell the currency, without which no amount means anything.
    """
    try:
        profile = structured(raw, Profile)
        units = profile.formats_and_units
        Money.zero(units.currency)
    except RecordError as error:
        raise RunError(f"The profile of the Ecwid store cannot be used: {error.message}") from None
    shown = min(units.currency_precision or 0, _MOST_DECIMALS)
    return Store(
        name=(profile.settings and profile.settings.store_name) or "",
        currency=units.currency,
        decimals=max(CURRENCY_DECIMALS.get(units.currency, _USUAL_DECIMALS), shown),
        weight_unit=units.weight_unit or "",
    )


def _rounded(number: Decimal, decimals: int) -> Decimal:
    with localcontext() as context:
        context.prec = _DIGITS
        try:
            return number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
        except InvalidOperation:
            raise RecordError(f"{number} is out of all proportion.") from None
