"""What RocksDB's files hold, as plain bytes: tables decompressed, logs without the heads of their fragments."""
import os
import re
import struct
import subprocess

from .programs import BIN

_BLOCK = 32 * 1024
_HEADS = {1: 7, 2: 7, 3: 7, 4: 7, 5: 11, 6: 11, 7: 11, 8: 11}  # fragment type -> bytes of its head


def contents(folder):
    """(path, bytes) of each file below `folder` as it lies there, and of tables and logs as they read. What a running
    store takes away meanwhile is left out."""
    for path in sorted(folder.rglob("*")):
        try:
            told = _readings(path) if path.is_file() else []
        except (FileNotFoundError, subprocess.CalledProcessError):
            if path.exists():
                raise
            continue
        for data in told:
            yield path, data


def _readings(path):
    data = path.read_bytes()
    if path.suffix == ".sst":
        return [data, _table(path)]
    return [data, _log(data)] if path.suffix == ".log" else [data]


def _table(path):
    """Keys and values of every entry, deleted ones and older versions too."""
    done = subprocess.run([os.fspath(BIN / "sst_dump"), f"--file={path}", "--command=scan", "--output_hex"],
                          check=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    entries = re.findall(rb"^'([0-9A-F]*)' seq:\d+, type:\d+ => ([0-9A-F]*)$", done.stdout, re.MULTILINE)
    return b"\n".join(bytes.fromhex((key + value).decode()) for key, value in entries)


def _log(data):
    """A write-ahead log: records are cut into fragments at each block, so a text may span two."""
    told = bytearray()
    for start in range(0, len(data), _BLOCK):
        block, at = data[start:start + _BLOCK], 0
        while at + 7 <= len(block):
            length, kind = struct.unpack_from("<HB", block, at + 4)
            if kind not in _HEADS:
                break
            at += _HEADS[kind]
            told += block[at:at + length]
            at += length
    return bytes(told)
