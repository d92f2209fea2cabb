"""The version of all three packages: the plugins' build reads it here too."""

__version__ = "0.1.0"
