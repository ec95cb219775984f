"""A stock Faust agent with a plain dictionary."""

from benchmarks.engines.contenders.faust_app import in_dictionary, run
from benchmarks.engines.task import given

if __name__ == "__main__":
    run(given(), in_dictionary)
