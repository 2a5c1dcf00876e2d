"""Reads iCalendar files: the lab's events in, with whatever is wrong with a file as values and never as exceptions.

Who only wants to know whether a file is in order asks ``reading.read``. Occurrences are worked out in a process of
their own, because one line of a calendar can keep any library busy for hours; ``file.FileCalendar`` asks for them.
"""
