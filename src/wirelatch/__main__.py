"""`python -m wirelatch`: the same as the `wirelatch` command."""

from wirelatch.cli.main import main

if __name__ == "__main__":
    main()
