"""The doctor: is everything as it must be, and if not, what to do."""

from harken.doctor.examine import examine as examine
