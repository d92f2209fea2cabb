"""What a test or the demo may turn on an account, at any time."""

from __future__ import annotations


class Dials:
    """How an account behaves; at first as harmlessly as can be.

    Attributes:
        rate: Requests in any one second; None for no limit.
        churn: How many records of a page change right after it was sent, while more pages follow.
        read_lag: Seconds during which orders still read as before a write.
        refund_delay: Seconds until a refund is carried out; with 0 it is by the next request.
        refunds_fail: Whether refunds that are asked for now fail when they are carried out.
        eu: Whether the seller is at home in the EU or the UK, so that refunds must be signed.
    """

    def __init__(self, *, eu: bool = False) -> None:
        self.rate: int | None = None
        self.churn = 0
        self.read_lag = 0.0
        self.refund_delay = 0.0
        self.refunds_fail = False
        self.eu = eu
