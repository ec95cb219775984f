"""Quality on the real data without a broker: the same fold and learner that run behind Kafka, in step, in one process."""
