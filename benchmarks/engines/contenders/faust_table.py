"""A stock Faust agent with a Table."""

from benchmarks.engines.contenders.faust_app import in_table, run
from benchmarks.engines.task import given

if __name__ == "__main__":
    run(given(), in_table)
