"""Quality on the real data without a broker: the fold and learner that run behind Kafka, in one process.

    python -m benchmarks.quality.churn      UCI in step, H = 90 days: stored and re-scored figures
    python -m benchmarks.quality.recommend  UCI and e-shop: HR@10 and MRR@10 of the next new item
    python -m benchmarks.quality.sources    e-shop, UCI, Complete Journey: every source, and their blend
    python -m benchmarks.quality.behaviour  UCI and Complete Journey: who orders within seven days
    python -m benchmarks.quality.segments   UCI and Complete Journey: how good groups of customers are, and how quiet
    python -m benchmarks.quality.habits     UCI and Complete Journey: whether orders come when they usually do
    python -m benchmarks.quality.speed      microseconds of what learns and ranks

The data come from `--data`, `HARKEN_DATA` or `../shared/data`. `make real` measures the same through Kafka and Redis.
"""
