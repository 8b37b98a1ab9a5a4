"""Where the programs under test are."""
import os
import pathlib

from .protos import ROOT

BIN = pathlib.Path(os.environ.get("PADU_BIN_DIR", ROOT / "build/dev/bin"))
