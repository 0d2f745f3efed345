"""The front door: ``python build.py [COMMAND] [OPTIONS]``."""

import sys
from pathlib import Path

from briefing.cli import main

if __name__ == "__main__":
    sys.exit(main(root=Path(__file__).resolve().parent))
