"""Starts a service again whenever it has died, as the supervisor of a city does."""
import threading


class Supervisor:
    """with Supervisor(service, NAME="value"): ... `deaths` holds the exit code of each end."""

    def __init__(self, service, **environment):
        self.deaths = []
        self._service, self._environment = service, environment
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self):
        self._start()
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._stop.set()
        self._thread.join(30)

    def _start(self):
        self._service.start(wait=False, environment=self._environment)

    def _run(self):
        while not self._stop.wait(0.1):
            if not self._service.running:
                self.deaths.append(self._service.exit_code)
                self._start()
