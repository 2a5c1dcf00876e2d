"""``python -m bot`` is ``labbot``."""

from adapters.cli import main

if __name__ == "__main__":
    main()
