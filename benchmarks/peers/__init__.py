"""Bots that do the same job in the way their framework teaches it: programs of their own, nothing of Labbot inside."""
