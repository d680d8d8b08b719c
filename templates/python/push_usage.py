# koo:if on-demand
# koo:if instances
"""Pushes the usage that is not accepted yet, or that of a day (UTC): python3 push_usage.py [YYYY-MM-DD]"""

import os
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, time

from koogallery.open_api import OpenApiError, push_usage
from koogallery.settings import Settings, SettingsError, read_settings
from koogallery.store import Store

_BATCH = 1000
_HOUR = 3600
# KooGallery takes no usage of before.
_MAX_AGE = 21 * 24 * _HOUR
# The record is known already, so it has been accepted before.
_DUPLICATES = ("005", "010")

Record = dict[str, str]


def usage_records(store: Store, start: int, stop: int) -> Iterator[Record]:
    """The usage records of full hours: one for each hour and instance.

    https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649410.html
    """
    for hour in range(start, stop, _HOUR):
        for instance_id, begin, end in store.usage_between(hour, hour + _HOUR):
            # YOUR CODE: replace the hours of use by what your product measures.
            value = round((end - begin) / _HOUR, 4)
            # KooGallery rejects 0.
            if value > 0:
                yield _record(instance_id, begin, end, value)


def pending(store: Store, start: int, stop: int) -> list[Record]:
    """The usage records of full hours that KooGallery has not accepted."""
    records = usage_records(store, start, stop)
    return [record for record in records if not store.is_pushed(record["metering_sn"])]


def _record(instance_id: str, begin: int, end: int, value: float) -> Record:
    return {
        "instance_id": instance_id,
        "begin_time": _utc(begin),
        "end_time": _utc(end),
        "record_time": _utc(end),
        "usage_value": f"{value:.4f}",
        # The same for the same period, so that a repeated push is not billed twice.
        "metering_sn": f"{instance_id}-{_utc(begin)}",
    }


def _utc(seconds: int) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y%m%dT%H%M%SZ}"


def period(day: str | None, now: int) -> tuple[int, int]:
    """The full hours that KooGallery still takes, or a past day; raises ValueError."""
    this_hour = now // _HOUR * _HOUR
    if day is None:
        # The hour of 21 days ago has begun before.
        return this_hour - _MAX_AGE + _HOUR, this_hour
    start = int(datetime.combine(date.fromisoformat(day), time(), UTC).timestamp())
    if start + 24 * _HOUR > now:
        raise ValueError("the day must be a past one, YYYY-MM-DD")
    return start, start + 24 * _HOUR


def open_store(path: str) -> Store:
    """The store of the server; raises SettingsError if there is none, rather than create an empty one."""
    if not os.path.exists(path):
        raise SettingsError(f"DATABASE: {path} does not exist; it must be the file of the server")
    return Store(path)


def push(settings: Settings, store: Store, records: list[Record]) -> int:
    """Pushes records in batches; returns how many were accepted. An error ends it."""
    accepted = 0
    for first in range(0, len(records), _BATCH):
        batch = records[first : first + _BATCH]
        try:
            codes = push_usage(settings, batch)
        except OpenApiError as error:
            print(error, file=sys.stderr)
            break
        refused = {sn: code for sn, code in codes.items() if code not in _DUPLICATES}
        for sn, code in refused.items():
            print(f"{sn} rejected: {code} (see: koo codes {code})", file=sys.stderr)
        done = [record for record in batch if record["metering_sn"] not in refused]
        with store.transaction():
            for record in done:
                store.add_pushed(record)
        accepted += len(done)
    return accepted


def main() -> int:
    """Pushes the records that are not accepted yet; returns the exit status."""
    try:
        settings = read_settings()
        day = sys.argv[1] if len(sys.argv) > 1 else None
        start, stop = period(day, int(datetime.now(UTC).timestamp()))
        if settings.order_api_credential is None:
            raise SettingsError("KOO_ORDER_API_AK and KOO_ORDER_API_SK are missing")
        store = open_store(settings.database)
    except (SettingsError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    if day is None:
        lost = len(pending(store, start - _MAX_AGE, start))
        if lost:
            print(f"{lost} records are too old to be pushed: more than 21 days", file=sys.stderr)
    records = pending(store, start, stop)
    accepted = push(settings, store, records)
    print(f"{accepted} of {len(records)} records accepted, {len(records) - accepted} still pending")
    return 0 if accepted == len(records) else 1


if __name__ == "__main__":
    sys.exit(main())
# koo:end
# koo:end
