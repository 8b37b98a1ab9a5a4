"""Every file of common/ and of the services is built: a CMakeLists.txt at or above it names it."""

import posixpath
import re

from tree import Finding


def check(tree):
    tokens = {}  # CMakeLists.txt -> the words in it
    findings = []
    for path in tree.cpp():
        if not path.startswith(("common/", "services/")):
            continue
        makers = [m for m in makers_above(path) if m in tree.paths]
        for maker in makers:
            if maker not in tokens:
                code = re.sub(r"#.*", "", tree.text(maker) or "")
                tokens[maker] = set(re.split(r'[\s()"]+', code))
        if not any(posixpath.relpath(path, posixpath.dirname(m)) in tokens[m] for m in makers):
            where = makers[0] if makers else f"{posixpath.dirname(path)}/CMakeLists.txt"
            findings.append(Finding(path, 1, "dead-file", f"nothing builds it: name it in {where}, or delete it"))
    return findings


def makers_above(path):
    """The CMakeLists.txt of each folder above path, nearest first, without the root's."""
    folder = posixpath.dirname(path)
    while folder:
        yield f"{folder}/CMakeLists.txt"
        folder = posixpath.dirname(folder)
