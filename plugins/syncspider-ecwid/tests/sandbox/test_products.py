"""Writing products, variations and stock."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from syncspider_ecwid.sandbox import EcwidSandbox

if TYPE_CHECKING:
    import httpx

PRODUCT: dict[str, Any] = {
    "sku": "TSHIRT",
    "name": "Cotton T-Shirt",
    "price": 29.99,
    "unlimited": False,
    "quantity": 42,
}
SIZES: dict[str, Any] = {
    "options": [{"type": "SIZE", "name": "Size", "choices": [{"text": "S"}, {"text": "M"}], "required": True}],
    "combinations": [
        {"options": [{"name": "Size", "value": "S"}], "sku": "TSHIRT-S", "quantity": 3},
        {"options": [{"name": "Size", "value": "M"}], "sku": "TSHIRT-M", "price": 31.99},
    ],
}
SAVE = {"saveCombinations": "true"}


def _refusal(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["errorCode"]


def test_create(empty: httpx.Client) -> None:
    """A product is kept with what follows from it."""
    key = empty.post("/products", json={**PRODUCT, "attributes": [{"alias": "BRAND", "value": "Acme"}]}).json()["id"]
    product = empty.get(f"/products/{key}").json()
    assert (product["sku"], product["quantity"], product["inStock"], product["brand"]) == ("TSHIRT", 42, True, "Acme")
    assert product["attributes"][0]["type"] == "BRAND"
    assert product["created"] == product["updated"] == "2026-11-20 14:03:27 +0000"


@pytest.mark.parametrize("name", ["sku", "name", "price"])
def test_required(empty: httpx.Client, name: str) -> None:
    """A product without one of the three is refused."""
    answer = empty.post("/products", json={key: value for key, value in PRODUCT.items() if key != name})
    assert _refusal(answer) == (400, "WRONG_PARAMETER")


def test_sku_is_unique(empty: httpx.Client) -> None:
    """A SKU that a product or variation has is 409; another case is another SKU; an empty one is replaced."""
    empty.post("/products", params=SAVE, json={**PRODUCT, **SIZES})
    for sku in ("TSHIRT", "TSHIRT-S"):
        assert _refusal(empty.post("/products", json={**PRODUCT, "sku": sku})) == (409, "SKU_ALREADY_EXISTS")
    assert empty.post("/products", json={**PRODUCT, "sku": "tshirt"}).status_code == 200
    keys = [empty.post("/products", json={**PRODUCT, "sku": ""}).json()["id"] for _ in range(2)]
    skus = {empty.get(f"/products/{key}").json()["sku"] for key in keys}
    assert len(skus - {""}) == 2
    assert _refusal(empty.put(f"/products/{keys[0]}", json={"sku": "TSHIRT"})) == (409, "SKU_ALREADY_EXISTS")


def test_one_of_many_at_once_gets_the_sku(empty: httpx.Client) -> None:
    """When several create the same SKU at the same time, one succeeds and the others are told."""
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: empty.post("/products", json=PRODUCT).status_code, range(8)))
    assert sorted(answers) == [200] + [409] * 7
    assert empty.get("/products").json()["total"] == 1


def test_external_reference_is_unique(empty: httpx.Client) -> None:
    """An external reference that is taken is 409; the taken one can be searched."""
    empty.post("/products", json={**PRODUCT, "externalReferenceId": "E1"})
    answer = empty.post("/products", json={**PRODUCT, "sku": "B", "externalReferenceId": "E1"})
    assert _refusal(answer) == (409, "EXTERNAL_ID_ALREADY_USED")
    assert empty.get("/products", params={"externalReferenceId": "E1"}).json()["total"] == 1


def test_quantity_needs_limited_stock(empty: httpx.Client) -> None:
    """A quantity for an unlimited product is refused; one without both is unlimited and shows no quantity."""
    assert _refusal(empty.post("/products", json={**PRODUCT, "unlimited": True})) == (400, "WRONG_PARAMETER")
    key = empty.post("/products", json={"sku": "A", "name": "A", "price": 1}).json()["id"]
    product = empty.get(f"/products/{key}").json()
    assert (product["unlimited"], product["inStock"], "quantity" in product) == (True, True, False)
    assert _refusal(empty.put(f"/products/{key}", json={"quantity": 1})) == (400, "WRONG_PARAMETER")
    assert empty.put(f"/products/{key}", json={"quantity": 0, "unlimited": False}).json() == {"updateCount": 1}
    assert empty.get(f"/products/{key}").json()["inStock"] is False


def test_pictures_keep_their_addresses(empty: httpx.Client) -> None:
    """Pictures brought by address are kept in order, at creation and at update."""
    urls = ["https://images.example.com/a.jpg", "https://images.example.com/b.jpg"]
    media = {"images": [{"imageOriginalUrl": url} for url in urls]}
    key = empty.post("/products", json={**PRODUCT, "media": media}).json()["id"]
    images = empty.get(f"/products/{key}").json()["media"]["images"]
    assert [(image["imageOriginalUrl"], image["isMain"]) for image in images] == list(
        zip(urls, [True, False], strict=True)
    )
    empty.put(f"/products/{key}", json={"media": {"images": media["images"][1:]}})
    product = empty.get(f"/products/{key}").json()
    assert ([image["imageOriginalUrl"] for image in product["media"]["images"]], product["imageUrl"]) == (
        urls[1:],
        urls[1],
    )


def test_variations_need_the_flag(http: httpx.Client, sandbox: EcwidSandbox) -> None:
    """Without saveCombinations=true variations are not saved."""
    key = http.post("/products", json={**PRODUCT, **SIZES}).json()["id"]
    assert http.get(f"/products/{key}/combinations").json() == []
    assert sandbox.ignored == {"products.combinations"}


def test_variations(empty: httpx.Client) -> None:
    """Variations come as a plain array and can be added, changed and deleted one by one."""
    key = empty.post("/products", params=SAVE, json={**PRODUCT, **SIZES}).json()["id"]
    small, medium = empty.get(f"/products/{key}/combinations").json()
    assert (small["sku"], small["quantity"], small["unlimited"]) == ("TSHIRT-S", 3, False)
    assert (medium["defaultDisplayedPrice"], medium["unlimited"]) == (31.99, True)
    path = f"/products/{key}/combinations"
    assert empty.put(f"{path}/{small['id']}", json={"price": 5.5}).json() == {"updateCount": 1}
    assert empty.get(f"{path}/{small['id']}").json()["price"] == 5.5
    assert _refusal(empty.put(f"{path}/{small['id']}", json={"sku": "TSHIRT"})) == (409, "SKU_ALREADY_EXISTS")
    assert _refusal(empty.post(path, json={"options": small["options"]})) == (409, "COMBINATION_DUPLICATED")
    assert empty.delete(f"{path}/{medium['id']}").json() == {"deleteCount": 1}
    assert _refusal(empty.get(f"{path}/{medium['id']}")) == (404, "COMBINATION_NOT_FOUND")
    assert empty.post(path, json={"options": [{"name": "Size", "value": "M"}]}).json().keys() == {"id"}
    assert _refusal(empty.post(path, json={"options": [{"name": "Size", "value": "XL"}]})) == (400, "WRONG_PARAMETER")


def test_saving_variations_replaces_them_and_keeps_ids(empty: httpx.Client) -> None:
    """With the flag the sent variations are all there are; those with the same choice keep their ids."""
    key = empty.post("/products", params=SAVE, json={**PRODUCT, **SIZES}).json()["id"]
    before = empty.get(f"/products/{key}/combinations").json()
    empty.put(f"/products/{key}", params=SAVE, json={"combinations": SIZES["combinations"][1:]})
    after = empty.get(f"/products/{key}").json()["combinations"]
    assert [entry["id"] for entry in after] == [before[1]["id"]]


def test_stock_by_difference(empty: httpx.Client) -> None:
    """Stock changes by a difference, below zero with a warning, for products and variations."""
    key = empty.post("/products", params=SAVE, json={**PRODUCT, **SIZES}).json()["id"]
    assert empty.put(f"/products/{key}/inventory", json={"quantityDelta": -2}).json() == {"updateCount": 1}
    assert empty.get(f"/products/{key}").json()["quantity"] == 40
    small = empty.get(f"/products/{key}/combinations").json()[0]["id"]
    answer = empty.put(f"/products/{key}/combinations/{small}/inventory", json={"quantityDelta": -5}).json()
    assert (answer["updateCount"], "warning" in answer) == (1, True)
    assert _refusal(empty.put(f"/products/{key}/inventory", json={"quantityDelta": "1"})) == (400, "WRONG_PARAMETER")


def test_pictures_by_their_addresses(empty: httpx.Client) -> None:
    """A picture is fetched by its address: the main one takes the place of the main one, others go last."""
    key = empty.post("/products", json={"sku": "A", "name": "A", "price": 1}).json()["id"]
    for kind, name in (("image", "1"), ("gallery", "2"), ("image", "3")):
        params = {"externalUrl": f"https://example.com/{name}.jpg"}
        assert empty.post(f"/products/{key}/{kind}", params=params).json()["id"]
    images = empty.get(f"/products/{key}").json()["media"]["images"]
    assert [image["imageOriginalUrl"] for image in images] == ["https://example.com/3.jpg", "https://example.com/2.jpg"]
    assert [image["isMain"] for image in images] == [True, False]
    assert empty.post(f"/products/{key}/image", params={"externalUrl": "no"}).json()["errorCode"] == "WRONG_PARAMETER"
