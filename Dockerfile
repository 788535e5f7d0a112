# Three stages: worker and pages are built with all tools, packages are installed for running, and the last stage
# holds only what runs. Build from the repository's root: docker build -t earshot .

FROM node:24.21.0-bookworm-slim AS build
ENV CI=true
WORKDIR /app
# What mediasoup's worker is built from when its prebuilt binary cannot be downloaded (scripts/worker).
RUN apt-get update \
  && apt-get install --yes --no-install-recommends \
    ca-certificates cmake flatbuffers-compiler g++ libabsl-dev libflatbuffers-dev libsrtp2-dev libssl-dev libuv1-dev ninja-build \
  && rm -rf /var/lib/apt/lists/*
COPY . .
RUN node scripts/setup.mjs run \
  && install -D "$(node -e "import('/app/scripts/worker/paths.mjs').then(({ findWorker }) => console.log(findWorker()))")" /out/mediasoup-worker

FROM node:24.21.0-bookworm-slim AS packages
# mediasoup's installer does nothing when the worker is given.
ENV MEDIASOUP_WORKER_BIN=/app/mediasoup-worker
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY shared/package.json shared/
COPY server/package.json server/
COPY client/package.json client/
COPY client/pages/package.json client/pages/
COPY test/package.json test/
COPY grafana/package.json grafana/
COPY load/package.json load/
RUN npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund --workspace @earshot/shared --workspace @earshot/server

FROM node:24.21.0-bookworm-slim
# Libraries of a worker that was built from source; the prebuilt one brings its own.
RUN apt-get update \
  && apt-get install --yes --no-install-recommends libabsl20220623 libsrtp2-1 libssl3 libuv1 \
  && rm -rf /var/lib/apt/lists/*
# The volume of the call store belongs to who runs the server.
RUN mkdir /data && chown node:node /data
ENV EARSHOT_STORE_URL=sqlite:/data/calls.db
ENV NODE_ENV=production MEDIASOUP_WORKER_BIN=/app/mediasoup-worker
WORKDIR /app
COPY --from=packages /app/node_modules node_modules
COPY --from=packages /app/package.json .
COPY --from=build /out/mediasoup-worker .
COPY --from=build /app/client/pages/dist client/pages/dist
COPY shared shared
COPY server server
USER node
EXPOSE 8080 9464 40000-40003/udp 40000-40003/tcp
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8080/healthz').then((r) => process.exit(Number(!r.ok)), () => process.exit(1))"]
# node itself is process 1: it takes SIGTERM and drains.
CMD ["node", "--max-semi-space-size=64", "server/main.ts"]
