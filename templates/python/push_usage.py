# koo:if on-demand
# koo:if instances
"""Pushes the usage of a day; run it every night: python3 push_usage.py [YYYY-MM-DD]"""

import sys
from datetime import UTC, date, datetime, time, timedelta

from koogallery.open_api import OpenApiError, push_usage
from koogallery.settings import SettingsError, read_settings
from koogallery.store import Store

_BATCH = 1000
_HOUR = 3600
# The record is known already, so it has been accepted before.
_DUPLICATES = ("005", "010")

Record = dict[str, str]


def usage_records(store: Store, day: date) -> list[Record]:
    """The usage records of a day in UTC: one for each hour and instance.

    https://support.huaweicloud.com/accessg-marketplace/zh-cn_topic_0070649410.html
    """
    start = int(datetime.combine(day, time(), UTC).timestamp())
    records = []
    for hour in range(start, start + 24 * _HOUR, _HOUR):
        for instance_id, begin, end in store.usage_between(hour, hour + _HOUR):
            # YOUR CODE: replace the hours of use by what your product measures.
            value = round((end - begin) / _HOUR, 4)
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


def main() -> int:
    """Pushes the records that are not accepted yet; returns the exit status."""
    try:
        settings = read_settings()
        yesterday = datetime.now(UTC).date() - timedelta(days=1)
        day = date.fromisoformat(sys.argv[1]) if len(sys.argv) > 1 else yesterday
        if settings.order_api_credential is None:
            raise SettingsError("KOO_ORDER_API_AK and KOO_ORDER_API_SK are missing")
    except (SettingsError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    store = Store(settings.database)
    records = [one for one in usage_records(store, day) if not store.is_pushed(one["metering_sn"])]
    rejected: dict[str, str] = {}
    for start in range(0, len(records), _BATCH):
        batch = records[start : start + _BATCH]
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
        print(f"{sn} is rejected: {code}", file=sys.stderr)
    print(f"{day}: {len(records) - len(rejected)} accepted, {len(rejected)} rejected")
    return 1 if rejected else 0


if __name__ == "__main__":
    sys.exit(main())
# koo:end
# koo:end
