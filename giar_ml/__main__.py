"""`python -m giar_ml` is `giar-ml`."""

from giar_ml.cli import main

if __name__ == "__main__":
    main()
