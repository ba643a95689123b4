"""`python -m redact`: the same as the command `redact`."""

from __future__ import annotations

from redact.cli import main

if __name__ == "__main__":
    main()
