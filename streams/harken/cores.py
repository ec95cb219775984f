"""One core a process for linear algebra.

What lanes and learner reckon with is small: rows of 150 numbers. A library that spreads a product of these over all
cores waits longer for its threads than it computes (a label took the learner three times as long on two cores), and
takes the cores from the workers beside it.
"""

from collections.abc import MutableMapping
from typing import Final

#: OpenBLAS (the wheels of NumPy and SciPy), and what other builds of them may have: OpenMP, MKL, Accelerate.
VARIABLES: Final = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


def keep_to_one_core(environ: MutableMapping[str, str]) -> None:
    """Before NumPy is imported, which reads it then; what is set already stays."""
    for name in VARIABLES:
        environ.setdefault(name, "1")
