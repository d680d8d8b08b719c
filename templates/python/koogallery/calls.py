"""What the handlers of the activities get, and how they reject a call."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

# koo:if orders
from koogallery.open_api import Order
# koo:end
from koogallery.settings import Settings
from koogallery.store import Store


class Rejection(Exception):
    """Rejects a call with a result code. The reason is logged: it never contains a value."""

    def __init__(self, result_code: str, reason: str) -> None:
        super().__init__(reason)
        self.result_code = result_code
        self.reason = reason


@dataclass(frozen=True)
class Call:
    """An authentic and valid call."""

    values: dict[str, Any]
    settings: Settings
    # In the transaction of the call.
    store: Store
    now: datetime
    # koo:if orders
    # The order line of the call, if it was queried.
    order: Order | None = None
    # koo:end

    def text(self, name: str) -> str:
        """A parameter as text; empty if absent. Numbers may arrive as numbers or as text."""
        return text_of(self.values, name)
    # koo:if instances license-code

    @property
    def is_debugging(self) -> bool:
        """Whether it comes from the interface debugging of the seller console."""
        return self.text("testFlag") == "1"
    # koo:end


# The parameters of a reply besides resultCode and resultMsg.
Result = dict[str, Any]
Handler = Callable[[Call], Result]


def text_of(values: dict[str, Any], name: str) -> str:
    """A value as text; empty if absent."""
    value = values.get(name)
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value)
