"""The document of an installation with default settings: `python -m harken.asyncapi > docs/reference/asyncapi.json`."""

import sys

from harken.asyncapi import describe, written
from harken.settings import load_settings

if __name__ == "__main__":
    sys.stdout.write(written(describe(load_settings({}))))
