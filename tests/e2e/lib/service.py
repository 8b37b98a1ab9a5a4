"""One process of a service: started, killed, stopped, woken and restarted by a test."""
import json
import os
import signal
import subprocess
import urllib.error
import urllib.request

from .waiting import until


class Service:
    """A registry or an intervention-ledger. The data folder and the ports stay from start to start."""

    def __init__(self, name, binary, arguments, grpc_port, admin_port, data_dir, log_path):
        self.name = name
        self.grpc = f"127.0.0.1:{grpc_port}"
        self.admin = f"127.0.0.1:{admin_port}"
        self.data_dir = data_dir
        self.log_path = log_path
        self._command = [str(binary), *arguments, f"--grpc-port={grpc_port}", f"--admin-port={admin_port}",
                         f"--data-dir={data_dir}"]
        self._process = None

    def start(self, *more, wait=True, environment=None):
        assert not self.running, f"{self.name} runs already"
        os.makedirs(self.data_dir, exist_ok=True)
        with open(self.log_path, "ab") as log:
            self._process = subprocess.Popen([*self._command, *more], stdout=log, stderr=log,
                                             stdin=subprocess.DEVNULL, start_new_session=True,
                                             env={**os.environ, **(environment or {})})
        if wait:
            self.wait_ready()
        return self

    @property
    def running(self):
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self):
        return self._process.pid

    def wait_ready(self, seconds=60):
        def ready():
            if not self.running:
                raise AssertionError(f"{self.name} ended with {self.exit_code}:\n{self.log_tail()}")
            return self.get("/readyz")[0] == 200
        try:
            until(f"{self.name} is ready", ready, seconds)
        except AssertionError as error:
            raise AssertionError(f"{error}\n{self.log_tail()}") from None

    @property
    def exit_code(self):
        return None if self._process is None else self._process.poll()

    def wait_end(self, seconds=60):
        """The exit code once it has ended."""
        return self._process.wait(seconds)

    def kill(self):
        """kill -9, whatever it does."""
        self._signal(signal.SIGKILL)
        self._process.wait()

    def freeze(self):
        self._signal(signal.SIGSTOP)

    def thaw(self):
        self._signal(signal.SIGCONT)

    def stop(self, seconds=90):
        """In order. The exit code."""
        if self.running:
            self.thaw()
            self._signal(signal.SIGTERM)
            try:
                self._process.wait(seconds)
            except subprocess.TimeoutExpired:
                self.kill()
                raise AssertionError(f"{self.name} did not stop within {seconds} s\n{self.log_tail()}") from None
        return self.exit_code

    def _signal(self, number):
        if self.running:
            self._process.send_signal(number)

    def get(self, path):
        """(HTTP code, body) of the admin page."""
        try:
            with urllib.request.urlopen(f"http://{self.admin}{path}", timeout=5) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def status(self):
        """/status of each partition, by its number."""
        return {one["partition"]: one for one in json.loads(self.get("/status")[1])["partitions"]}

    def log_tail(self, lines=15):
        with open(self.log_path, errors="replace") as log:
            return "".join(log.readlines()[-lines:])
