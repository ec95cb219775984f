"""`python -m harken.cli` is `harken`."""

from harken.cli import main

if __name__ == "__main__":
    main()
