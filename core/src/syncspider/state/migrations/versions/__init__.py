"""The steps, in order of their numbers: ``v0002_what_it_does.py``. They import nothing of the package."""
