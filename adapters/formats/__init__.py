"""One file a format. Each turns the tables of a pack into files, and knows nothing of where they came from."""
