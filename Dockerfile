# Lectern for servers: the bot alone, without the try-out, the tests or any tool that built it.
# docs/hosting.md says how to run it.

FROM python:3.13-slim AS build

# uv comes from its own pinned file and stays behind in this stage.
COPY requirements/uv.txt requirements/server.txt /requirements/
RUN python -m venv /tools \
    && /tools/bin/python -m pip install --no-cache-dir --require-hashes -r /requirements/uv.txt \
    && python -m venv --without-pip /opt/lectern \
    && /tools/bin/uv pip install --python /opt/lectern/bin/python --no-cache --only-binary :all: \
        --compile-bytecode --require-hashes -r /requirements/server.txt

# Its user cannot write there, so what Python would cache at the first start is compiled here.
COPY bot /app/bot
COPY cogs /app/cogs
COPY data /app/data
RUN /opt/lectern/bin/python -m compileall -q --invalidation-mode unchecked-hash /app


FROM python:3.13-slim

LABEL org.opencontainers.image.title="Lectern" \
    org.opencontainers.image.description="A Discord bot that takes a study group through a video course." \
    org.opencontainers.image.licenses="MIT"

# A fixed number, so that a folder of the host can be given to it.
RUN useradd --uid 10001 --user-group --no-log-init --home-dir /data --no-create-home --shell /usr/sbin/nologin lectern \
    && install -d -o lectern -g lectern -m 0750 /data

COPY --from=build /opt/lectern /opt/lectern
COPY --from=build /app /app

ENV PATH=/opt/lectern/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    LECTERN_DATABASE=/data/lectern.db

WORKDIR /app
USER 10001
VOLUME /data
STOPSIGNAL SIGTERM

# Healthy means connected to Discord and able to post, not merely started.
HEALTHCHECK --interval=30s --timeout=10s --start-period=90s --retries=3 \
    CMD ["python", "-m", "bot.health"]

ENTRYPOINT ["python", "-m", "bot"]
CMD ["run"]
