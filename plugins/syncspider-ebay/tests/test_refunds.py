"""Money given back on eBay orders."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import attrs
import pytest
from syncspider import Change, Found, Match, Money, Operation, Outcome, Refund, RefundLine, Result
from syncspider.errors import AccessError, RecordError
from syncspider.sandbox import Response
from syncspider_ebay.client import Api
from syncspider_ebay.refunds import Refunds

Open = Callable[..., Api]


def usd(text: str) -> Money:
    """An amount."""
    return Money(Decimal(text), "USD")


@attrs.frozen
class Till:
    """The target, one order, and what the engine does around a write."""

    target: Refunds
    shop: Any
    order: dict[str, Any]

    @property
    def key(self) -> str:
        """EBay's id of the order."""
        return str(self.order["orderId"])

    @property
    def total(self) -> Decimal:
        """What the buyer paid to the seller."""
        return Decimal(self.order["pricingSummary"]["total"]["value"])

    def change(self, upto: str, **fields: Any) -> Change[Refund]:
        """A refund up to a total, with what was there before as its baseline."""
        given = {"order_reference": self.key, "amount": usd(upto), "total": usd(upto), **fields}
        change = Change(key=self.key, value=Refund(**given), operation=Operation.CREATE)
        return attrs.evolve(change, baseline=self.target.snapshot(change))

    def write(self, change: Change[Refund]) -> Outcome:
        """Its outcome."""
        (outcome,) = self.target.write([change])
        return outcome

    def refunded(self) -> list[str]:
        """What the buyer got back, refund by refund."""
        held = self.shop.sandbox.holdings()["Orders"][self.key]
        return [refund["amount"]["value"] for refund in held["paymentSummary"]["refunds"]]


@pytest.fixture
def till(full: Any, open_api: Open) -> Till:
    """The largest order that nothing was refunded of yet, with several lines."""
    orders = full.sandbox.holdings()["Orders"].values()
    fresh = [order for order in orders if order["orderPaymentStatus"] == "PAID" and len(order["lineItems"]) > 1]
    order = max(fresh, key=lambda order: Decimal(order["pricingSummary"]["total"]["value"]))
    return Till(Refunds(open_api(full.session), {}), full, order)


def requests(shop: Any) -> int:
    """How often eBay was asked to give money back."""
    return int(shop.asked("POST", "/issue_refund"))


def test_part_of_an_order(till: Till) -> None:
    """A refund is sent once, as accepted by eBay, with its id; the same again sends nothing."""
    outcome = till.write(till.change("10.50", reason="Arrived damaged"))
    again = till.write(till.change("10.50", reason="Arrived damaged"))

    assert (outcome.result, outcome.created) == (Result.PENDING, True)
    assert again == Outcome.unchanged(till.key, str(outcome.target_key))
    assert [Decimal(value) for value in till.refunded()] == [Decimal("10.50")]
    assert till.shop.bodies("/issue_refund") == [
        {
            "reasonForRefund": "ITEM_NOT_AS_DESCRIBED",
            "comment": "Arrived damaged",
            "orderLevelRefundAmount": {"value": "10.50", "currency": "USD"},
        }
    ]


def test_only_the_difference_is_sent(till: Till) -> None:
    """A total that grows is reached step by step, never by its whole again."""
    for total in ("10", "25.5", "25.5"):
        till.write(till.change(total))

    assert [Decimal(value) for value in till.refunded()] == [Decimal(10), Decimal("15.5")]


def test_whole_order(till: Till) -> None:
    """An order can be refunded wholly, and then nothing is left."""
    till.write(till.change("1.23"))
    till.write(till.change(str(till.total)))

    held = till.shop.held("Orders", till.key)
    assert held["orderPaymentStatus"] == "FULLY_REFUNDED"
    assert sum(map(Decimal, till.refunded())) == till.total
    assert till.write(till.change(str(till.total))).result is Result.UNCHANGED


def test_refund_without_total_counts_as_the_total(till: Till) -> None:
    """A source that tells single amounts never makes us give more than one of them twice."""
    till.write(till.change("5", total=None))

    assert till.write(till.change("5", total=None)).result is Result.UNCHANGED
    assert requests(till.shop) == 1


def test_lines(till: Till) -> None:
    """A refund of lines goes to these lines, found by the source's key or by their SKU."""
    first, second = till.order["lineItems"][:2]
    lines: tuple[RefundLine, ...] = (
        RefundLine(line_key=first["lineItemId"], amount=usd("0.25")),
        RefundLine(line_key="unknown", sku=second.get("sku"), amount=usd("0.50")),
    )
    if not second.get("sku"):
        lines = lines[:1]
    due = sum(line.amount.amount for line in lines)

    outcome = till.write(till.change(str(due), lines=lines))

    assert outcome.result is Result.PENDING
    (body,) = till.shop.bodies("/issue_refund")
    assert [item["refundAmount"]["value"] for item in body["refundItems"]] == [line.amount.text for line in lines]
    assert "orderLevelRefundAmount" not in body
    ledger = till.target.snapshot(till.change("1"))
    assert ledger is not None
    assert ledger["refunds"][str(outcome.target_key)]["amount"] == str(usd(str(due)))


def test_lost_answer_is_never_followed_by_a_second_refund(till: Till) -> None:
    """A refund whose answer was lost is unknown, found by what is new at eBay, and not sent again."""
    till.shop.lose_answers("/issue_refund")
    change = till.change("10")

    lost = till.write(change)
    found = till.target.find_existing(change)
    again = till.write(till.change("10"))

    assert lost.result is Result.UNKNOWN
    assert found.match is Match.ONE
    assert again.result is Result.UNCHANGED
    assert [Decimal(value) for value in till.refunded()] == [Decimal(10)]
    assert requests(till.shop) == 1


def test_request_that_never_arrived(till: Till) -> None:
    """Where eBay did nothing there is nothing to find, and the engine is told that it cannot know."""
    broken = Response(status=502, body=b"<html>", headers={"Content-Type": "text/html"})
    till.shop.answer_instead("/issue_refund", broken)
    change = till.change("10")

    assert till.write(change).result is Result.UNKNOWN
    assert till.target.find_existing(change) == Found.none()
    assert requests(till.shop) == 1


def test_refund_under_way_counts(till: Till) -> None:
    """While eBay works on a refund nothing is sent: neither the same nor the rest of a greater one."""
    till.shop.sandbox.refund_delay = 300
    first = till.write(till.change("10"))
    same = till.write(till.change("10"))
    more = till.write(till.change("15"))
    till.shop.clock.sleep(301)
    later = till.write(till.change("15"))

    assert (first.result, same.result, later.result) == (Result.PENDING, Result.UNCHANGED, Result.PENDING)
    assert more.error is not None
    assert (more.error.code, bool(more.error.hint)) == ("34922", True)
    assert [Decimal(value) for value in till.refunded()] == [Decimal(10), Decimal(5)]


def test_two_new_refunds_are_for_a_person(till: Till) -> None:
    """Where somebody else gave money back in the same minute nobody can tell which refund is ours."""
    change = till.change("10")
    till.write(till.change("4"))
    till.write(till.change("7"))

    found = till.target.find_existing(change)

    assert found.match is Match.MANY
    assert "4" in found.evidence
    assert "3" in found.evidence


def test_without_a_baseline_nobody_can_tell(till: Till) -> None:
    """Without knowing what was there before, any refund might be an older one."""
    change = attrs.evolve(till.change("10"), baseline=None)

    assert till.target.find_existing(change).match is Match.CANNOT_TELL


def test_refund_by_hand_counts(till: Till) -> None:
    """What the seller gave back at eBay between our look and our write is not given again."""
    change = till.change("10")
    till.write(till.change("10"))

    assert till.write(change).result is Result.UNCHANGED
    assert requests(till.shop) == 1


def test_more_given_back_than_wanted(till: Till) -> None:
    """Where eBay has given back more than the source nothing is sent, and the run says so."""
    till.write(till.change("10"))

    outcome = till.write(till.change("8"))

    assert (outcome.result, outcome.note) == (Result.UNCHANGED, "eBay has given back more than the source")
    assert requests(till.shop) == 1


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"order_reference": None}, "order_reference"),
        ({"order_reference": "99-99999-99999"}, "order_reference"),
        ({"total": Money(Decimal(5), "EUR")}, "amount"),
        ({"total": usd("99999999")}, "total"),
    ],
)
def test_what_cannot_be_refunded(till: Till, fields: dict[str, Any], path: str) -> None:
    """Of an order that is not eBay's, in another money, or more than is left: refused before anything is sent."""
    value = attrs.evolve(till.change("5").value, **fields)

    outcome = till.write(Change(key="source-1", value=value, operation=Operation.CREATE))

    assert outcome.error is not None
    assert (outcome.result, outcome.error.path) == (Result.REJECTED, path)
    assert requests(till.shop) == 0


def test_key_of_a_refund_from_nowhere(till: Till) -> None:
    """A refund that belongs to no eBay order cannot be written at all."""
    with pytest.raises(RecordError, match="no eBay order"):
        till.target.key_of(Refund(amount=usd("1")))


def test_refused_in_ebays_words(till: Till) -> None:
    """What eBay refuses for good is a dead letter with its code, and is not asked again."""
    error = {"errorId": 34929, "domain": "API_FULFILLMENT", "message": "Buyer payment not processed"}
    till.shop.answer_instead("/issue_refund", Response.of_json({"errors": [error]}, status=409))

    outcome = till.write(till.change("5"))

    assert outcome.error is not None
    assert (outcome.result, outcome.error.code, outcome.error.status) == (Result.REJECTED, "34929", 409)


@pytest.mark.parametrize(
    "answer",
    [
        Response.of_json({"errors": [{"errorId": 34922, "message": "still processing"}]}, status=400),
        Response.of_json({"errors": [{"errorId": 34917, "message": "already refunded"}]}, status=400),
        Response.of_json({"errors": [{"errorId": 34900, "message": "system"}]}, status=500),
        Response.of_json({"message": "blocked"}, status=400),
        Response(status=403, body=b"<html>no</html>", headers={"Content-Type": "text/html"}),
        Response(status=429, body=b"slow down", headers={"Content-Type": "text/plain"}),
        Response(status=408),
        Response(status=302, headers={"Location": "http://127.0.0.1:1/"}),
        Response(status=200, body=b"<html>fine</html>", headers={"Content-Type": "text/html"}),
        Response.of_json({}, status=200),
    ],
)
def test_answers_that_leave_it_open(till: Till, answer: Response) -> None:
    """Whatever is not eBay's own clear word leaves the refund unknown, and exactly one request was made."""
    till.shop.answer_instead("/issue_refund", answer)

    assert till.write(till.change("5")).result is Result.UNKNOWN
    assert requests(till.shop) == 1


def test_limit_in_ebays_words_was_not_carried_out(till: Till) -> None:
    """EBay's limiter stands before its application: a refund that it stops may be sent later."""
    error = {"errorId": 2001, "domain": "ACCESS", "message": "Too many requests."}
    answer = Response.of_json({"errors": [error]}, status=429, headers={"Retry-After": "7"})
    till.shop.answer_instead("/issue_refund", answer)

    outcome = till.write(till.change("5"))

    assert (outcome.result, outcome.retry_after) == (Result.THROTTLED, 7)


def test_refund_that_ebay_could_not_carry_out(till: Till) -> None:
    """A refund that failed at once is refused, and not taken for one that was made."""
    answer = Response.of_json({"refundId": "5000000001", "refundStatus": "FAILED"})
    till.shop.answer_instead("/issue_refund", answer)

    outcome = till.write(till.change("5"))

    assert outcome.error is not None
    assert (outcome.result, outcome.error.code) == (Result.REJECTED, "FAILED")


def test_sellers_in_the_eu_sign(make_shop: Any, open_api: Open) -> None:
    """With a signing key the refund is signed as eBay checks it; without, the run stops and says what to give."""
    shop = make_shop(records=60, eu=True)
    paid = [o for o in shop.sandbox.holdings()["Orders"].values() if o["orderPaymentStatus"] == "PAID"]
    order = max(paid, key=lambda order: Decimal(order["pricingSummary"]["total"]["value"]))
    unsigned = Till(Refunds(open_api(shop.session_with(signing_private_key="", signing_jwe="")), {}), shop, order)
    signed = Till(Refunds(open_api(shop.session), {}), shop, order)

    with pytest.raises(AccessError, match="2150") as caught:
        unsigned.write(unsigned.change("5"))

    assert "signing_private_key" in caught.value.hint
    assert signed.write(signed.change("5")).result is Result.PENDING
