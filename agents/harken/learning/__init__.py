"""What learns: a part per kind of example (`parts`), a file each.

Nothing is imported here: workers of lanes, which read what is published, need not wait for River.
"""
