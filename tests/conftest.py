"""What every test may ask for."""

from hypothesis import settings

pytest_plugins = ["tests.services.plugin"]

#  A machine with company is late now and then; how long an example takes is no claim of any property.
settings.register_profile("harken", deadline=None)
settings.load_profile("harken")
