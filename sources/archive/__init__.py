"""Every byte ever fetched, and the records of what it is."""
