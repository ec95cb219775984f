"""What every test may ask for."""

import os

from hypothesis import settings

from harken.cores import keep_to_one_core

keep_to_one_core(os.environ)  # as the command line does, and before anything brings NumPy

pytest_plugins = ["tests.services.plugin"]

#  A machine with company is late now and then; how long an example takes is no claim of any property.
settings.register_profile("harken", deadline=None)
settings.load_profile("harken")
