#!/usr/bin/env bash
# Playwright 1.62.0 (playwright-core of npm) with Chromium 156 (Debian 12).
#
# A page that a route fulfills ("page.route" with "fulfill") may not open a WebSocket to the very server whose address the
# page has, if that is on the loopback address: ERR_BLOCKED_BY_LOCAL_NETWORK_ACCESS_CHECKS. To Chromium the document was
# not loaded from a loopback address, because no connection was made for it, and so it counts as a page of another network,
# although its origin is the same. The document that the server sends itself opens the same WebSocket.
#
# Playwright reports no failed request, and "page.goto" succeeds; a test that only waits for data waits until its limit. With
# the permission "local-network-access" granted to the context the WebSocket opens.
#
# Seen, by how the document came to the page:
#   served: open
#   fulfilled: error
#   fulfilled, with the permission: open
#
# Needs Node 18 or later, npm, and Chromium as "chromium-headless-shell" or "chromium". Fails if any of this changes.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --ignore-scripts playwright-core@1.62.0 ws@8.18.3 > /dev/null
browser=$(command -v chromium-headless-shell || command -v chromium)

cat > run.mjs <<'JS'
import { createServer } from 'node:http';
import { chromium } from 'playwright-core';
import { WebSocketServer } from 'ws';

const PAGE = '<!doctype html><title>page</title>';
const server = createServer((request, response) => response.setHeader('Content-Type', 'text/html').end(PAGE));
new WebSocketServer({ server });
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const address = `http://127.0.0.1:${server.address().port}/`;
const browser = await chromium.launch({ executablePath: process.argv[2], args: ['--no-sandbox'] });

async function open({ isFulfilled, permissions }) {
  const context = await browser.newContext({ permissions });
  const page = await context.newPage();
  if (isFulfilled) await page.route(address, (route) => route.fulfill({ contentType: 'text/html', body: PAGE }));
  await page.goto(address);
  const seen = await page.evaluate(
    (url) =>
      new Promise((resolve) => {
        const socket = new WebSocket(url);
        socket.onopen = () => resolve('open');
        socket.onerror = () => resolve('error');
      }),
    address.replace('http', 'ws'),
  );
  await context.close();
  return seen;
}

console.log(`served: ${await open({ isFulfilled: false, permissions: [] })}`);
console.log(`fulfilled: ${await open({ isFulfilled: true, permissions: [] })}`);
console.log(`fulfilled, with the permission: ${await open({ isFulfilled: true, permissions: ['local-network-access'] })}`);
await browser.close();
process.exit(0);
JS
timeout 120 node run.mjs "$browser" | tee seen
diff seen - <<'SEEN'
served: open
fulfilled: error
fulfilled, with the permission: open
SEEN
