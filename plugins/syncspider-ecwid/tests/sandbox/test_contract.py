"""The sandbox against the description of the API that was derived from the vendor's client library."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema  # type: ignore[import-untyped] # its stubs are no dependency of ours
import pytest
from syncspider_ecwid.sandbox import EcwidSandbox, shapes

if TYPE_CHECKING:
    import httpx

_CONTRACT: Any = json.loads((Path(__file__).parents[1] / "ecwid_v3_subset.json").read_text(encoding="utf-8"))
_SCHEMAS: Any = _CONTRACT["components"]["schemas"]
#: Documented on docs.ecwid.com but unknown to the vendor's client library.
_DOCUMENTED = {
    "FetchedOrder": set(),
    "FetchedProduct": {"brand", "imageUrl", "thumbnailUrl", "originalImageUrl"},
    "FetchedCustomer": {"name"},
}  # fmt: skip
#: Writable though the vendor's client library does not write it: a picture by its address.
_MORE = {"UpdatedProduct.media.images": {"imageOriginalUrl", "isMain"}}
_TYPES = {"str": "string", "int": "integer", "num": "number", "bool": "boolean", "map": "object", "texts": "object"}


def _validate(value: object, schema: str) -> None:
    whole = {"$ref": f"#/components/schemas/{schema}", "components": _CONTRACT["components"]}
    jsonschema.Draft202012Validator(whole).validate(value)


@pytest.mark.parametrize("kind", ["orders", "products", "customers"])
def test_seeded_records_fit(http: httpx.Client, kind: str) -> None:
    """Three hundred seeded records of each kind have the fields and types of the API, and no others."""
    entity = f"Fetched{kind.capitalize()[:-1]}"
    for offset in (0, 100, 200):
        page = http.get(f"/{kind}", params={"offset": offset}).json()
        _validate(page, f"{kind.capitalize()}Page")
        known = set(_SCHEMAS[entity]["properties"]) | _DOCUMENTED[entity]
        assert {name for record in page["items"] for name in record} <= known


def test_written_records_and_answers_fit(empty: httpx.Client) -> None:
    """Created records and the answers to writes have the form of the API."""
    order = {"subtotal": 1, "total": 1, "email": "a@example.com", "paymentStatus": "PAID"}
    product = {
        "sku": "A",
        "name": "A",
        "price": 1,
        "media": {"images": [{"imageOriginalUrl": "https://example.com/a"}]},
    }
    for kind, body in (("orders", order), ("products", product), ("customers", {"email": "a@example.com"})):
        created = empty.post(f"/{kind}", json=body).json()
        _validate(created, "OrderCreated" if kind == "orders" else "Id")
        path = f"/{kind}/{created.get('orderid', created['id'])}"
        _validate(empty.get(path).json(), f"Fetched{kind.capitalize()[:-1]}")
        _validate(empty.put(path, json=body).json(), "UpdateCount")
        _validate(empty.get(path + "/nothing").json(), "Error")
        _validate(empty.delete(path).json(), "DeleteCount")


@pytest.mark.parametrize("kind", ["orders", "products", "customers"])
def test_documented_filters_are_known(http: httpx.Client, sandbox: EcwidSandbox, kind: str) -> None:
    """Every filter of the description is understood, or refused by name, but never left out."""
    given = _CONTRACT["paths"][f"/api/v3/{{storeId}}/{kind}"]["get"]["parameters"]
    names = [entry["name"] for entry in given if entry["in"] == "query"]
    assert len(names) > 15
    for name in names:
        http.get(f"/{kind}", params={name: "1"})
    assert sandbox.ignored == set()


@pytest.mark.parametrize(
    ("shape", "schema"),
    [
        (shapes.ORDER, "UpdatedOrder"),
        (shapes.PRODUCT, "UpdatedProduct"),
        (shapes.VARIATION, "UpdatedVariation"),
        (shapes.CUSTOMER, "UpdatedCustomer"),
    ],
)
def test_writable_fields_are_those_of_the_api(shape: dict[str, Any], schema: str) -> None:
    """What the sandbox lets a client write is what the vendor's client can write, with the same types."""
    _compare(schema, shape, _SCHEMAS[schema])


def _compare(path: str, kind: Any, schema: Any) -> None:
    schema = _SCHEMAS[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
    if isinstance(kind, list):
        assert schema.get("type") == "array", path
        _compare(path, kind[0], schema["items"])
    elif isinstance(kind, dict):
        assert kind.keys() - _MORE.get(path, set()) == schema["properties"].keys(), path
        for name in schema["properties"]:
            _compare(f"{path}.{name}", kind[name], schema["properties"][name])
    elif isinstance(kind, tuple):
        assert list(kind) == schema.get("enum"), path
    elif kind == "date":
        assert {"type": "integer"} in schema["oneOf"], path
    else:
        assert schema.get("type") == _TYPES[kind], path
        assert (kind == "texts") == (schema.get("additionalProperties") == {"type": "string"}), path
