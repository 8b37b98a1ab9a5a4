"""Publishing and reading by kcat: a client that is not ours."""
import json
import subprocess
import tempfile

_FAST = ["-X", "socket.timeout.ms=10000", "-X", "reconnect.backoff.max.ms=500", "-X", "message.max.bytes=2000000"]


class KcatFailed(Exception):
    """kcat gave up: some of its records may be there all the same."""


def publish(broker, topic, value, headers=()):
    """One record; `value` None is a null, else not empty."""
    command = ["kcat", "-P", "-b", broker, "-t", topic, "-p", "0", "-q", *_FAST,
               *(part for name, text in headers for part in ("-H", f"{name}={text}"))]
    if value is None:
        _run([*command, "-Z", "-K", ":"], b":\n")
        return
    with tempfile.NamedTemporaryFile() as file:  # a file is one record, whatever its bytes
        file.write(value)
        file.flush()
        _run([*command, file.name], b"")


def publish_lines(broker, topic, values, headers=()):
    """Many records of the same headers, in order, no value with a line feed; idempotent within this call."""
    _run(["kcat", "-P", "-b", broker, "-t", topic, "-p", "0", "-q", *_FAST, "-X", "enable.idempotence=true",
          "-X", "message.timeout.ms=20000",
          *(part for name, text in headers for part in ("-H", f"{name}={text}"))], b"\n".join(values) + b"\n")


def _run(command, data):
    done = subprocess.run(command, input=data, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=60)
    if done.returncode != 0 or b"Delivery failed" in done.stderr:
        raise KcatFailed(done.stderr.decode(errors="replace"))


class Record:
    def __init__(self, told):
        self.offset = told["offset"]
        self.time_ms = told["ts"]
        self.key = _bytes(told.get("key"))
        self.value = _bytes(told.get("payload"))
        names = told.get("headers", [])
        self.headers = [(names[i], _bytes(names[i + 1])) for i in range(0, len(names), 2)]

    def header(self, name):
        return next((value for key, value in self.headers if key == name), None)


def read(broker, topic, partition=0):
    """All records of a partition. kcat writes JSON with raw bytes in its texts: read as Latin-1, each is one char."""
    done = subprocess.run(["kcat", "-C", "-b", broker, "-t", topic, "-p", str(partition), "-o", "beginning", "-e",
                           "-J", "-q", *_FAST, "-X", "fetch.wait.max.ms=50"], check=True, stdout=subprocess.PIPE,
                          timeout=120)
    return [Record(json.loads(line)) for line in done.stdout.decode("latin-1").split("\n") if line]


def _bytes(text):
    return None if text is None else text.encode("latin-1")
