# Lectern for servers: the bot alone, without the try-out, the tests or any tool that built it.
# docs/hosting.md says how to run it.

# Python 3.13.16 on Debian 13, for every platform there is; `docker buildx imagetools inspect python:3.13-slim`
# prints the digest of the newest. A copy of it elsewhere can be named instead: --build-arg BASE=…
ARG BASE=python:3.13-slim@sha256:70729b46c69b4f1e97c4822c1af3df53a1476cf5ddc6c087c0c10bc3a5678c2f


FROM ${BASE} AS build

# The bot's user cannot write there, so all is compiled here. A copied file has another time of change than
# the one it was compiled at, so that none is asked for.
ENV PYC_INVALIDATION_MODE=UNCHECKED_HASH

# uv and the build backend come from their own pinned file and stay behind in this stage, as do the certificates
# of a company that looks into its own traffic (--secret id=ca,src=FILE).
COPY requirements/build.txt requirements/server.txt /requirements/
RUN --mount=type=secret,id=ca \
    cat /etc/ssl/certs/ca-certificates.crt > /tmp/ca.pem \
    && if [ -f /run/secrets/ca ]; then cat /run/secrets/ca >> /tmp/ca.pem; fi \
    && export PIP_CERT=/tmp/ca.pem SSL_CERT_FILE=/tmp/ca.pem \
    && python -m venv /tools \
    && /tools/bin/python -m pip install --no-cache-dir --require-hashes -r /requirements/build.txt \
    && python -m venv --without-pip /opt/lectern \
    && /tools/bin/uv pip install --python /opt/lectern/bin/python --no-cache --only-binary :all: \
        --compile-bytecode --require-hashes -r /requirements/server.txt

COPY pyproject.toml README.md LICENSE /src/
COPY bot /src/bot
COPY cogs /src/cogs
COPY data /src/data
# The lock that uv leaves may be written by anybody.
RUN /tools/bin/python -m pip wheel --no-index --no-deps --no-build-isolation --wheel-dir /wheel /src \
    && /tools/bin/uv pip install --python /opt/lectern/bin/python --no-cache --offline --no-deps \
        --compile-bytecode /wheel/*.whl \
    && rm -f /opt/lectern/.lock


FROM ${BASE}

ARG VERSION=0.1.0
ARG REVISION=""
ARG SOURCE=""
LABEL org.opencontainers.image.title="Lectern" \
    org.opencontainers.image.description="A Discord bot that takes a study group through a video course." \
    org.opencontainers.image.licenses="MIT" \
    org.opencontainers.image.version="${VERSION}" \
    org.opencontainers.image.revision="${REVISION}" \
    org.opencontainers.image.source="${SOURCE}"

# Letters of other scripts and emoji, for names in pictures. Debian keeps only its newest version, so that a full number
# would soon be one that is gone.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        fonts-noto-core=20201225-* fonts-noto-color-emoji=2.* fonts-wqy-microhei=0.2.0-* \
    && rm -rf /var/lib/apt/lists/*

# A fixed number, so that a folder of the host can be given to it.
RUN useradd --uid 10001 --user-group --no-log-init --home-dir /data --no-create-home --shell /usr/sbin/nologin lectern \
    && install -d -o lectern -g lectern -m 0750 /data

COPY --from=build /opt/lectern /opt/lectern

ENV PATH=/opt/lectern/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    LECTERN_DATABASE=/data/lectern.db

USER 10001
VOLUME /data
STOPSIGNAL SIGTERM

# Healthy means connected to Discord and able to post, not merely started.
HEALTHCHECK --interval=30s --timeout=10s --start-period=90s --retries=3 \
    CMD ["python", "-m", "bot.health"]

ENTRYPOINT ["lectern"]
CMD ["run"]
