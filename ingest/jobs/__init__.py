"""Work on the library that nobody waits for: one queue that survives kills, and who works through it.

``records`` are the values that everyone sees, ``protocol`` is what an interface may ask for (``service.jobs``).
"""
