# The official image, with its volumes owned by a user that is not root.
FROM caddy:2.10.2-alpine
RUN chown -R 1000:1000 /data /config
USER 1000:1000
