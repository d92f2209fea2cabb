"""The version of all three packages: the plugins' build reads it here too."""

#: The version of SyncSpider.
__version__ = "0.1.0"
