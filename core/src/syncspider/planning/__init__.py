"""From a task on paper to a plan: everything that is wrong with it, at once, before any network call."""
