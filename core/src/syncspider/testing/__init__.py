"""For authors of plugins and our own tests. No product code imports this."""
