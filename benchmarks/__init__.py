"""What harken costs and how good it is; each module says how it is run."""

import os

try:
    from harken.cores import keep_to_one_core
except ModuleNotFoundError:  # some other engines have environments of their own, without harken
    pass
else:
    keep_to_one_core(os.environ)  # as the command line does, and before anything brings NumPy
