"""Every task that the installed sandboxes allow, run against them. It names no plugin."""
