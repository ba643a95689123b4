"""Places whose whereabouts nobody may learn from the data: shelters, clinics, protected addresses.

An advocate keeps them in an encrypted list (`vault`). The department gets a file that names pairs of hundred-blocks to
be shown as one, real ones and decoys alike (`decoys`, `merges`), and keyed hashes of the places' names (`names`). Who
recomputes the unit table from the public layers and this public code sees which blocks were joined, and learns that
one of 21 or more was joined for a reason.
"""
