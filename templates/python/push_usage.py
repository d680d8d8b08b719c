# koo:if on-demand
# koo:if instances
"""Pushes the usage of the last 48 hours, or of a day (UTC): python3 push_usage.py [YYYY-MM-DD]"""

import sys
from datetime import UTC, date, datetime, time

from koogallery.open_api import OpenApiError, push_usage
from koogallery.settings import SettingsError, read_settings
from koogallery.store import Store

_BATCH = 1000
_HOUR = 3600
# The record is known already, so it has been accepted before.
_DUPLICATES = ("005", "010")

Record = dict[str, str]


def usage_records(store: Store, start: int, stop: int) -> list[Record]:
    """The usage records of full hours: one for each hour and instance.

    https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649410.html
    """
    records = []
    for hour in range(start, stop, _HOUR):
        for instance_id, begin, end in store.usage_between(hour, hour + _HOUR):
            # YOUR CODE: replace the hours of use by what your product measures.
            value = round((end - begin) / _HOUR, 4)
            # KooGallery rejects 0.
            if value > 0:
                records.append(_record(instance_id, begin, end, value))
    return records


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
    """The last 48 full hours, or a past day; raises ValueError."""
    this_hour = now // _HOUR * _HOUR
    if day is None:
        return this_hour - 48 * _HOUR, this_hour
    start = int(datetime.combine(date.fromisoformat(day), time(), UTC).timestamp())
    if start + 24 * _HOUR > now:
        raise ValueError("the day must be a past one, YYYY-MM-DD")
    return start, start + 24 * _HOUR


def main() -> int:
    """Pushes the records that are not accepted yet; returns the exit status."""
    try:
        settings = read_settings()
        day = sys.argv[1] if len(sys.argv) > 1 else None
        start, stop = period(day, int(datetime.now(UTC).timestamp()))
        if settings.order_api_credential is None:
            raise SettingsError("KOO_ORDER_API_AK and KOO_ORDER_API_SK are missing")
        store = Store(settings.database)
    except (SettingsError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    records = usage_records(store, start, stop)
    records = [one for one in records if not store.is_pushed(one["metering_sn"])]
    rejected: dict[str, str] = {}
    for first in range(0, len(records), _BATCH):
        batch = records[first : first + _BATCH]
        try:
            codes = push_usage(settings, batch)
        except OpenApiError as error:
            print(error, file=sys.stderr)
            return 1
        refused = {sn: code for sn, code in codes.items() if code not in _DUPLICATES}
        with store.transaction():
            for record in batch:
                if record["metering_sn"] not in refused:
                    store.add_pushed(record)
        rejected |= refused
    for sn, code in rejected.items():
        print(f"{sn} rejected: {code} (see: koo codes {code})", file=sys.stderr)
    print(f"{len(records) - len(rejected)} of {len(records)} records accepted")
    return 1 if rejected else 0


if __name__ == "__main__":
    sys.exit(main())
# koo:end
# koo:end
