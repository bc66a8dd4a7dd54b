# Sonogo in a container: libraries in one layer, code in the next, nothing secret in either.
# Settings come from the environment; secrets from files (SECRET_KEY_FILE=…), see compose.yaml.
FROM python:3.13-slim AS libraries
RUN python -m venv /venv
COPY requirements.txt /build/
RUN /venv/bin/python -m pip install --no-cache-dir --disable-pip-version-check --require-hashes -r /build/requirements.txt -c /build/requirements.txt

FROM python:3.13-slim
RUN useradd --system --uid 10001 --home-dir /data --create-home --shell /usr/sbin/nologin sonogo
COPY --from=libraries /venv /venv
WORKDIR /app
COPY *.py ./
COPY conversations conversations/
COPY models models/
COPY migrations migrations/
COPY line line/
COPY services services/
COPY delivery delivery/
COPY webhook webhook/
COPY api api/
COPY console console/
COPY scheduler scheduler/
COPY rehearsal rehearsal/
COPY commands commands/
COPY demo demo/
COPY emulator emulator/
COPY samples samples/
# Nobody may write here later: without this every start would compile all of it again.
RUN python -m compileall -q .
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DATABASE_URL=sqlite:////data/sonogo.db \
    HOST=0.0.0.0 \
    PORT=8000
USER sonogo
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen(f\"http://127.0.0.1:{os.environ['PORT']}/health/live\", timeout=4)"]
CMD ["python", "bot.py", "run"]
