"""What harken costs and how good it is; each module says how it is run."""

import os

from harken.cores import keep_to_one_core

keep_to_one_core(os.environ)  # as the command line does, and before anything brings NumPy
