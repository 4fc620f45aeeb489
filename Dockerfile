# Latchkey for a PostgreSQL elsewhere (DATABASE_URL); docker-compose.yml brings one along.

FROM swift:6.3-bookworm AS build
RUN apt-get update -q \
    && apt-get install -q -y --no-install-recommends libpq-dev libssl-dev pkg-config zlib1g-dev \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /build
# The dependencies first: they are fetched again only when they change.
COPY Package.swift ./
RUN mkdir -p Sources Plugins Tests Benchmarks sql && swift package resolve
COPY Sources Sources
COPY Plugins Plugins
COPY Tests Tests
COPY Benchmarks Benchmarks
COPY sql sql
# Swift's own libraries go into the binary; what stays outside are C libraries that Debian keeps patched.
RUN swift build --configuration release --static-swift-stdlib --product latchkey \
    && install -D --strip "$(swift build --configuration release --show-bin-path)/latchkey" /out/latchkey

FROM debian:bookworm-slim
RUN apt-get update -q \
    && apt-get install -q -y --no-install-recommends ca-certificates libpq5 libssl3 libstdc++6 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /nonexistent --shell /usr/sbin/nologin latchkey
COPY --from=build /out/latchkey /usr/local/bin/latchkey
USER 10001
# In a container its own loopback address would be reachable by nobody. The private listener is for the container's
# network alone: never publish 8081.
ENV LATCHKEY_LISTEN=0.0.0.0:8080 LATCHKEY_PRIVATE_LISTEN=0.0.0.0:8081
EXPOSE 8080
# Debian's slim image has no HTTP client, but its bash speaks TCP.
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s --retries=3 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8081 && printf 'GET /readyz HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' >&3 && read -r status <&3 && [[ $status == *' 200 '* ]]"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["latchkey"]
CMD ["serve"]
