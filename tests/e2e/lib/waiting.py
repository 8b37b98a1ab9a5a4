"""Waiting for what comes by itself, with a bound."""
import time


def until(what, predicate, seconds=30.0, every=0.1):
    """The first true answer of `predicate`. AssertionError names `what` when it does not come."""
    deadline = time.monotonic() + seconds
    last = None
    while True:
        try:
            last = predicate()
            if last:
                return last
        except Exception as error:  # what is not there yet may fail in any way
            last = error
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds} s: {what}; last: {last!r}")
        time.sleep(every)
