"""Writing customers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import httpx


def test_email_is_required_and_unique(empty: httpx.Client) -> None:
    """A customer needs an e-mail address that no other has, in whatever case; a taken one is 409."""
    assert empty.post("/customers", json={"billingPerson": {"name": "Jane"}}).json()["errorCode"] == "WRONG_PARAMETER"
    key = empty.post("/customers", json={"email": "jane@example.com"}).json()["id"]
    answer = empty.post("/customers", json={"email": "JANE@example.com"})
    assert (answer.status_code, answer.json()["errorCode"]) == (409, "CONSTRAINT_VIOLATION")
    other = empty.post("/customers", json={"email": "joe@example.com"}).json()["id"]
    assert empty.put(f"/customers/{other}", json={"email": "jane@example.com"}).status_code == 409
    assert empty.put(f"/customers/{key}", json={"email": "Jane@example.com"}).json() == {"updateCount": 1}


def test_update_is_partial(empty: httpx.Client) -> None:
    """Fields left out stay; addresses get ids; the password is never shown."""
    body = {
        "email": "jane@example.com",
        "password": "hush",
        "billingPerson": {"name": "Jane Doe", "countryCode": "US"},
        "shippingAddresses": [{"name": "Jane Doe", "city": "San Jose"}],
    }
    key = empty.post("/customers", json=body).json()["id"]
    empty.put(f"/customers/{key}", json={"acceptMarketing": True})
    customer = empty.get(f"/customers/{key}").json()
    assert (customer["name"], customer["acceptMarketing"], customer["billingPerson"]["countryCode"]) == (
        "Jane Doe",
        True,
        "US",
    )
    assert customer["shippingAddresses"][0]["id"]
    assert "password" not in customer


@pytest.mark.parametrize("fields", [{"email": "nobody"}, {"acceptMarketing": "yes"}, {"billingPerson": "Jane"}])
def test_wrong_fields(empty: httpx.Client, fields: dict[str, object]) -> None:
    """A field of another type is refused."""
    answer = empty.post("/customers", json={"email": "jane@example.com", **fields})
    assert (answer.status_code, answer.json()["errorCode"]) == (400, "WRONG_PARAMETER")


def test_unknown_customer(empty: httpx.Client) -> None:
    """A customer who is not there is 404."""
    assert empty.get("/customers/5").status_code == 404
