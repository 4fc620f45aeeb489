"""Days and instants as the API writes them."""

import datetime


def now():
    return datetime.datetime.now(datetime.UTC)


def day(ahead):
    """The date in so many days."""
    return (now() + datetime.timedelta(days=ahead)).date().isoformat()


def instant(seconds_ahead):
    return (now() + datetime.timedelta(seconds=seconds_ahead)).isoformat(timespec="milliseconds").replace("+00:00", "Z")
