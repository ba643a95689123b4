"""What was published before, and what follows for a plan: rows kept as they are, late rows, rows that leave.

Whoever has last month's file compares it with this month's. So what is out stays out with the same values until the
scheduled revision, a row of a month that is out waits for it, and what must leave leaves together with others.
"""
