"""Days as submissions write them, reckoned from today so that no test grows too old."""
import datetime

# The city's own time zone: UTC+8 all year.
_ZONE = datetime.timezone(datetime.timedelta(hours=8))


def days_ago(count: int) -> str:
    return (datetime.datetime.now(_ZONE).date() - datetime.timedelta(days=count)).isoformat()
