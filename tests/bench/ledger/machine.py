"""What this machine is, and what processes use of it."""
import os
import pathlib
import re
import subprocess
import time

_TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pid):
    """CPU of a process and all its threads so far."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def busy_seconds():
    """CPU of all processes of the machine so far, with what its host took away."""
    fields = [int(text) for text in pathlib.Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]]
    user, nice, system, _idle, _iowait, irq, softirq, steal = fields[:8]
    return (user + nice + system + irq + softirq + steal) / _TICKS


def memory_mib(pid):
    """(resident now, the most so far)"""
    text = pathlib.Path(f"/proc/{pid}/status").read_text()
    return tuple(int(re.search(rf"{name}:\s+(\d+) kB", text)[1]) / 1024 for name in ("VmRSS", "VmHWM"))


def folder_bytes(folder):
    """What a folder takes on the disk."""
    return sum(path.stat().st_blocks * 512 for path in pathlib.Path(folder).rglob("*") if path.is_file())


def sync_ms(folder, times=200):
    """Median and 99th percentile of writing 4 KiB and syncing them, in milliseconds."""
    path = pathlib.Path(folder) / "sync"
    took = []
    with open(path, "wb", buffering=0) as file:
        for _ in range(times):
            begin = time.monotonic()
            file.write(b"\0" * 4096)
            os.fdatasync(file.fileno())
            took.append((time.monotonic() - begin) * 1000)
    path.unlink()
    took.sort()
    return took[times // 2], took[times * 99 // 100]


def describe(root, folder):
    """Lines: machine, versions, what durable means here."""
    model = re.search(r"model name\s*:\s*(.+)", pathlib.Path("/proc/cpuinfo").read_text())
    memory = int(re.search(r"MemTotal:\s+(\d+)", pathlib.Path("/proc/meminfo").read_text())[1]) / 1024 / 1024
    file_system = _out("findmnt", "-no", "FSTYPE", "--target", str(folder))
    kafka = re.search(r"kafka_version=(\S+)", (root / "deploy/lib/kafka.sh").read_text())[1]
    median, worst = sync_ms(folder)
    return [
        f"machine: {os.cpu_count()} x {model[1] if model else 'unknown'}, {memory:.0f} GiB, "
        f"Linux {os.uname().release}, {file_system}",
        f"versions: Padu {_out('git', '-C', str(root), 'describe', '--always', '--dirty')} (preset dev), "
        f"RocksDB {_package('librocksdb7.8')}, librdkafka {_package('librdkafka1')}, "
        f"protobuf {_package('libprotobuf32')}, Kafka {kafka}",
        f"durable: each batch is synced to the disk before its rows go out (4 KiB synced here: median {median:.2f} ms, "
        f"99 % {worst:.1f} ms); acks=all on one broker that does not sync; no packet leaves the machine",
    ]


def _package(name):
    return _out("dpkg-query", "-W", "-f", "${Version}", name)


def _out(*command):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False)
    return done.stdout.strip() or "?"
