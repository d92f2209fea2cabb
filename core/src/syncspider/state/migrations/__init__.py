"""The history of the tables, one step per file. A step that was released is never changed."""
