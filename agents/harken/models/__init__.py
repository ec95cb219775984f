"""Models, one file each. Who scores reads `churn`, `rhythm` and `spend`; who learns the list of them all, `learners`.

The list is no part of this file: River takes as long to import as all else that a worker of lanes needs.
"""
