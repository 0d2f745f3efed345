"""The front door: ``python build.py [COMMAND] [OPTIONS]``."""

import os
import sys

from briefing.cli import main

if __name__ == "__main__":
    sys.exit(main(root=os.path.dirname(os.path.realpath(__file__))))
