"""giar_ml: verified numbers out of Chinese government information-disclosure annual reports."""

__version__ = "0.1.0"
