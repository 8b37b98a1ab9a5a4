"""The tree that is checked: its files as git sees them, their kinds, and what a finding is."""

import dataclasses
import os
import pathlib
import subprocess

CPP = (".cc", ".h", ".c")
SOURCES = CPP + (".proto", ".py", ".sh", ".cmake")
OTHERS_WORK = "proto/third_party/"  # unchanged copies: their style is theirs


@dataclasses.dataclass(frozen=True, order=True)
class Finding:
    path: str
    line: int
    rule: str
    text: str  # what is wrong, and what to do

    def __str__(self):
        return f"{self.path}:{self.line}: [{self.rule}] {self.text}"


class Tree:
    def __init__(self, root):
        self.root = pathlib.Path(root)
        self.paths = sorted(p for p in self._list() if (self.root / p).is_file() and not (self.root / p).is_symlink())
        self._texts = {}

    def _list(self):
        """Tracked files and new ones that .gitignore does not hide; without a repository, every file."""
        if (self.root / ".git").exists():
            command = ["git", "-C", str(self.root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
            return subprocess.run(command, check=True, capture_output=True, text=True).stdout.split("\0")[:-1]
        hidden = {"build", "var", ".git"}
        found = []
        for folder, folders, names in os.walk(self.root):
            folders[:] = [f for f in folders if f not in hidden and f != "__pycache__"]
            found += [str(pathlib.Path(folder, n).relative_to(self.root)) for n in names]
        return found

    def text(self, path):
        """The file as text, or None for a binary file."""
        if path not in self._texts:
            data = (self.root / path).read_bytes()
            try:
                self._texts[path] = None if b"\0" in data else data.decode()
            except UnicodeDecodeError:
                self._texts[path] = None
        return self._texts[path]

    def lines(self, path):
        return enumerate((self.text(path) or "").splitlines(), start=1)

    def cpp(self):
        return [p for p in self.paths if p.endswith(CPP) and not p.startswith(OTHERS_WORK)]

    def sources(self):
        return [p for p in self.paths if self.is_source(p)]

    def is_source(self, path):
        if path.startswith(OTHERS_WORK):
            return False
        if path.endswith(SOURCES) or path.endswith("CMakeLists.txt"):
            return True
        return "." not in os.path.basename(path) and (self.text(path) or "").startswith("#!")


def is_test(path):
    """Tests, and what only tests use: may reach for common/testing, and need not be pure."""
    return path.endswith(("_test.cc", "_test.h", "_bench.cc")) or "/testing/" in path or path.startswith("tests/")
