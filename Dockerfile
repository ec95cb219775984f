# harken, for every role: `docker run harken harken worker --role learner`. Settings: HARKEN_*, docs/reference/settings.md.

FROM python:3.12-slim AS build
# Faust has no wheel for Linux on ARM: there it is compiled.
RUN if [ "$(uname -m)" != x86_64 ]; then \
        apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev && rm -rf /var/lib/apt/lists/*; \
    fi
WORKDIR /src
RUN python -m venv /opt/harken
# What harken needs changes seldom: a layer of its own.
COPY pyproject.toml constraints.txt ./
COPY deploy/install.py deploy/
RUN /opt/harken/bin/python deploy/install.py --only-needs
COPY README.md LICENSE ./
COPY schemas schemas
COPY agents agents
COPY streams streams
RUN /opt/harken/bin/python deploy/install.py

FROM python:3.12-slim
RUN useradd --system --uid 10001 --home-dir /nonexistent --shell /usr/sbin/nologin harken
COPY --from=build /opt/harken /opt/harken
# Probes and Prometheus come from outside of the container.
ENV PATH=/opt/harken/bin:$PATH PYTHONUNBUFFERED=1 HARKEN_METRICS_HOST=0.0.0.0
USER harken
EXPOSE 9464
HEALTHCHECK --interval=15s --timeout=10s --start-period=30s --retries=3 CMD harken health ready
CMD ["harken", "worker"]
