"""Values that a trade is made of: money, quantities, weights."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Final

import attrs

from syncspider.errors import RecordError

_NUMBER: Final = re.compile(r"-?\d{1,15}(?:\.\d{1,9})?", re.ASCII)
_CURRENCY: Final = re.compile(r"[A-Z]{3}", re.ASCII)
_NO_NUMBER: Final = "{!r} is not a plain number of at most 15 digits and 9 decimals."
_DIGITS: Final = 34
_DECIMALS: Final = 9
_LARGEST: Final = 30
_USUAL: Final = 2

#: Digits after the point by ISO 4217 (as of 2026-01), where they are not two.
CURRENCY_DECIMALS: Final[dict[str, int]] = {
    **dict.fromkeys(("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW"), 0),
    **dict.fromkeys(("PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}


@functools.lru_cache(maxsize=512)
def _is_currency(text: str) -> bool:
    return _CURRENCY.fullmatch(text) is not None


def decimal_of(number: object, *, path: str = "") -> Decimal:
    """An exact decimal from what JSON gives: text, a whole number, or a Decimal parsed from the bytes.

    Args:
        number: ``"12.34"``, ``12`` or ``Decimal("12.34")``; a float is refused, its digits are already lost.
        path: The field, for the error.

    Raises:
        RecordError: It is no plain number of at most 15 digits before and 9 after the point.
    """
    if isinstance(number, str):
        if not _NUMBER.fullmatch(number):
            raise RecordError(_NO_NUMBER.format(number[:40]), path=path)
        return Decimal(number)
    if isinstance(number, Decimal):
        if _NUMBER.fullmatch(str(number)):  # as nearly all are
            return number
        text = str(number) if _is_extreme(number) else format(number, "f")
        if len(text.partition(".")[2]) > _DECIMALS:  # more digits than any price has: keep nine, half up
            with localcontext() as context:
                context.prec = _DIGITS
                return number.quantize(Decimal(1).scaleb(-_DECIMALS), rounding=ROUND_HALF_UP)
    elif isinstance(number, int) and not isinstance(number, bool):
        text = str(number)
    else:
        raise RecordError(f"{number!r} is not a number.", path=path)
    if not _NUMBER.fullmatch(text):
        raise RecordError(_NO_NUMBER.format(text[:40]), path=path)
    return number if isinstance(number, Decimal) else Decimal(text)


def _is_extreme(number: Decimal) -> bool:
    """Whether writing it out would take more digits than any amount has, or cannot be done."""
    return not number.is_finite() or abs(number.adjusted()) > _LARGEST or len(number.as_tuple().digits) > _DIGITS


@attrs.frozen
class Money:
    """An amount in one currency.

    Attributes:
        amount: Exact; negative for what is taken off.
        currency: ISO 4217, three capital letters.
    """

    amount: Decimal
    currency: str

    def __attrs_post_init__(self) -> None:
        if type(self.amount) is not Decimal or not self.amount.is_finite():
            raise RecordError(f"{self.amount!r} is not an exact amount of money.")
        if type(self.currency) is not str or not _is_currency(self.currency):
            raise RecordError(f"{self.currency!r} is not an ISO 4217 currency.", hint="An amount needs its currency.")

    @classmethod
    def parse(cls, number: object, currency: object, *, path: str = "") -> Money:
        """Money from what JSON gives.

        Raises:
            RecordError: The number or the currency is missing or malformed.
        """
        if not isinstance(currency, str) or not _is_currency(currency):
            raise RecordError(f"The currency {currency!r} is not a three-letter ISO 4217 code.", path=path)
        return cls(decimal_of(number, path=path), currency)

    @classmethod
    def zero(cls, currency: str) -> Money:
        """Nothing, in a currency."""
        return cls(Decimal(0), currency)

    @property
    def decimals(self) -> int:
        """Digits after the point that this currency has."""
        return CURRENCY_DECIMALS.get(self.currency, _USUAL)

    @property
    def text(self) -> str:
        """The amount in fixed notation with the currency's decimals, as APIs take it: ``"12.30"``.

        Raises:
            RecordError: The amount has more decimals than the currency, so that it would have to be rounded.
        """
        plain, decimals = str(self.amount), CURRENCY_DECIMALS.get(self.currency, _USUAL)
        if decimals and plain[-decimals - 1 : -decimals] == ".":  # nothing to do, as nearly always
            return plain
        with localcontext() as context:
            context.prec = _DIGITS
            exact = self.amount.quantize(Decimal(1).scaleb(-self.decimals))
        if exact != self.amount:
            raise RecordError(f"{self.amount} has more decimals than {self.currency} ({self.decimals}).")
        return format(exact, "f")

    def rounded(self) -> Money:
        """The amount with the currency's decimals, half up. Only where a rule says that rounding is due."""
        with localcontext() as context:
            context.prec = _DIGITS
            return Money(self.amount.quantize(Decimal(1).scaleb(-self.decimals), ROUND_HALF_UP), self.currency)

    def __add__(self, other: Money) -> Money:
        return self._with(other, self.amount + self._same(other))

    def __sub__(self, other: Money) -> Money:
        return self._with(other, self.amount - self._same(other))

    def __neg__(self) -> Money:
        return Money(-self.amount, self.currency)

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"

    def _same(self, other: Money) -> Decimal:
        if other.currency != self.currency:
            raise RecordError(f"{self} and {other} are of different currencies.")
        return other.amount

    def _with(self, _other: Money, amount: Decimal) -> Money:
        return Money(amount, self.currency)


def total_of(amounts: Iterable[Money], currency: str) -> Money:
    """The sum of amounts of one currency; of none, zero.

    Raises:
        RecordError: One of them is of another currency.
    """
    return sum(amounts, start=Money.zero(currency))


@attrs.frozen
class Quantity:
    """How many.

    Attributes:
        value: Exact, so that goods sold by length keep their fraction.
    """

    value: Decimal

    @classmethod
    def parse(cls, number: object, *, path: str = "") -> Quantity:
        """A quantity from what JSON gives.

        Raises:
            RecordError: It is no plain number.
        """
        return cls(decimal_of(number, path=path))

    @property
    def whole(self) -> int:
        """As a whole number, which is all that most shops take.

        Raises:
            RecordError: It has a fraction.
        """
        if self.value != self.value.to_integral_value():
            raise RecordError(f"The quantity {self.value} is not a whole number.", path="quantity")
        return int(self.value)


_GRAMS: Final[dict[str, Decimal]] = {
    "g": Decimal(1),
    "kg": Decimal(1000),
    "oz": Decimal("28.349523125"),
    "lb": Decimal("453.59237"),
}


@attrs.frozen
class Weight:
    """How heavy.

    Attributes:
        value: Exact.
        unit: ``g``, ``kg``, ``oz`` or ``lb``.
    """

    value: Decimal
    unit: str = attrs.field(validator=attrs.validators.in_(_GRAMS))

    def to(self, unit: str) -> Weight:
        """The same weight in another unit, to the nearest tenth of a gram or better."""
        if unit == self.unit:
            return self
        with localcontext() as context:
            context.prec = _DIGITS
            exact = self.value * _GRAMS[self.unit] / _GRAMS[unit]
            return Weight(exact.quantize(Decimal("0.0001"), ROUND_HALF_UP), unit)
