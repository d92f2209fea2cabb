"""Reading and writing customers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from syncspider import Change, Customer, Found, Match, Operation, Outcome, Record, Result, Target
from syncspider.errors import RecordError

from syncspider_ecwid import moments
from syncspider_ecwid.client import Api
from syncspider_ecwid.customer_reading import customer_of
from syncspider_ecwid.customer_writing import changed_customer, new_customer
from syncspider_ecwid.customers import FIELDS
from syncspider_ecwid.explaining import TAKEN
from syncspider_ecwid.reading import Reading
from syncspider_ecwid.store import Store


class CustomerReading(Reading[Customer]):
    """Reads customers of one store."""

    kind = "customers"

    def record_of(self, raw: Mapping[str, Any], store: Store) -> Record[Customer]:  # noqa: ARG002 - no amounts in it
        """A customer under the id."""
        customer = customer_of(raw)
        return Record(key=str(raw["id"]), value=customer, version=moments.version_of(customer.updated_at))


class CustomerWriting(Target[Customer]):
    """Writes customers of one store."""

    api: Api

    def key_of(self, value: Customer) -> str:
        """The e-mail address in small letters."""
        email = (value.email or "").strip()
        if "@" not in email:
            raise RecordError("The customer has no e-mail address, by which Ecwid knows one.", path="email")
        return email.lower()

    def write(self, changes: Sequence[Change[Customer]]) -> Iterator[Outcome]:
        """One outcome per change; an update reads the customer first."""
        for change in changes:
            try:
                self.key_of(change.value)
                yield self._create(change) if change.operation is Operation.CREATE else self._update(change)
            except RecordError as error:
                yield Outcome.rejected(change.key, error)

    def find_existing(self, change: Change[Customer]) -> Found:
        """The customer with this e-mail address, in capitals or small letters."""
        email = self.key_of(change.value)
        page = self.api.customers.found(email=email, useExactEmailMatch="true")
        keys = [str(item.get("id")) for item in page.items if str(item.get("email") or "").strip().lower() == email]
        if len(keys) > 1:
            return Found(match=Match.MANY, evidence=f"{len(keys)} customers have {email}: {', '.join(keys)}.")
        return Found.one(keys[0]) if keys else Found.none()

    def _create(self, change: Change[Customer]) -> Outcome:
        try:
            key = self.api.customers.create(new_customer(change.value))
        except RecordError as error:
            found = self.find_existing(change) if error.status == TAKEN else None
            if found is None or found.match is not Match.ONE:
                raise
            return Outcome(key=change.key, result=Result.EXISTS, target_key=found.target_key)
        return Outcome.applied(change.key, key, created=True)

    def _update(self, change: Change[Customer]) -> Outcome:
        key = change.target_key or ""
        held = self.api.customers.get(key)
        if held is None:
            raise RecordError(f"Customer {key} is no longer at Ecwid.", code="CUSTOMER_NOT_FOUND", status=404)
        customer_of(held)
        fields = FIELDS if change.changed is None else FIELDS & change.changed
        body = changed_customer(change.value, fields, held)
        written = bool(body) and self.api.customers.update(key, body)
        return Outcome.applied(change.key, key) if written else Outcome.unchanged(change.key, key)
