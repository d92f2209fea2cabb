"""Money given back on eBay orders (developer.ebay.com, issueRefund). It can neither be repeated nor taken back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from syncspider import Change, Found, Match, Outcome, Refund, Result, Target
from syncspider.errors import RecordError, SyncSpiderError

from syncspider_ebay import wire
from syncspider_ebay.client import Api
from syncspider_ebay.outcomes import outcome_of
from syncspider_ebay.refund_ledger import Ledger
from syncspider_ebay.refund_requests import request_of
from syncspider_ebay.wire import IssuedRefund, structured

Json = dict[str, Any]
_MORE: Final = "eBay has given back more than the source"


class RefundWriting(Target[Refund]):
    """Brings what was given back on an order up to a total.

    Only what is missing is sent, by one request, after a fresh look at the order; what is under way counts as given, so
    that nothing is given twice. Sellers in the EU and the UK need a signing key in the connection.
    """

    api: Api

    def key_of(self, value: Refund) -> str:
        """EBay's order id."""
        return reference_of(value.order_reference)

    def snapshot(self, change: Change[Refund]) -> Mapping[str, Any]:
        """The refunds that the order has.

        Raises:
            RecordError: eBay knows no such order.
        """
        return self._ledger(change).snapshot()

    def write(self, changes: Sequence[Change[Refund]]) -> Iterable[Outcome]:
        """Send the difference, or nothing where there is none."""
        for change in changes:
            try:
                yield self._written(change)
            except SyncSpiderError as error:
                yield outcome_of(change.key, error)

    def find_existing(self, change: Change[Refund]) -> Found:
        """The refunds that were not there before: one is ours, of several nobody can tell."""
        if change.baseline is None:
            return Found(match=Match.CANNOT_TELL, evidence="what was refunded before is not known")
        new = self._ledger(change).since(change.baseline)
        evidence = "; ".join(str(entry) for entry in new)
        if not new:
            return Found.none()
        return Found.one(new[0].key, evidence) if len(new) == 1 else Found(match=Match.MANY, evidence=evidence)

    def _written(self, change: Change[Refund]) -> Outcome:
        ledger = self._ledger(change)
        wanted = change.value.total or change.value.amount
        due = ledger.missing(wanted)
        if due is None:
            known = change.target_key or ledger.latest or ledger.order.order_id
            note = _MORE if ledger.given.amount > wanted.amount else ""
            return Outcome.unchanged(change.key, known, note=note)
        body = request_of(change.value, due, ledger.order)
        return _outcome_of_answer(change.key, self.api.orders.refund(ledger.order.order_id, body))

    def _ledger(self, change: Change[Refund]) -> Ledger:
        key = self.key_of(change.value)
        raw = self.api.orders.one(key)
        if raw is None:
            raise RecordError(f"eBay has no order {key}.", path="order_reference", key=change.key)
        return Ledger.of(structured(raw, wire.Order))


def reference_of(reference: str | None) -> str:
    """EBay's order id.

    Raises:
        RecordError: There is none.
    """
    if not reference:
        raise RecordError("This belongs to no eBay order.", path="order_reference")
    return reference


def _outcome_of_answer(key: str, answer: IssuedRefund) -> Outcome:
    if answer.refund_status == "FAILED":
        error = RecordError(
            f"eBay could not carry out refund {answer.refund_id}.",
            key=key,
            path="amount",
            code="FAILED",
            hint="Look at the order in eBay's Seller Hub.",
        )
        return Outcome.rejected(key, error)
    result = Result.APPLIED if answer.refund_status == "REFUNDED" else Result.PENDING
    return Outcome(key=key, result=result, target_key=answer.refund_id, created=True)
