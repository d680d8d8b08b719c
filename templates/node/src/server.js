// The server: settings, Express, the log.
import express from 'express';
import { handleCallback } from './callbacks.js';
// koo:if orders
import { queryOrder } from './koogallery.js';
// koo:end
// koo:if kit
import { handleLogin } from './login.js';
// koo:end
import { readSettings } from './settings.js';
import { Store } from './store.js';

const mebibyte = 1024 * 1024;
const maxRequestMs = 30_000;

/** @returns {import('express').Express} */
function createServer(app) {
  const server = express().disable('x-powered-by');
  // koo:if kit
  server.use('/sso/', answerLogin(app));
  // Lists of users and departments are long.
  server.all(/\/produceAPI\//, answer(app, 4 * mebibyte));
  // koo:end
  return server.use(answer(app, mebibyte));
}

function answer(app, maxLength) {
  return async (request, response) => {
    const started = Date.now();
    const [path, ...query] = request.originalUrl.split('?');
    const { method, headers } = request;
    const body = await readBody(request, maxLength);
    const reply = await handleCallback({ method, path, query: query.join('?'), headers, body }, app);
    // The rest of a body that is too long is not read.
    if (body === undefined) response.setHeader('Connection', 'close');
    response.writeHead(200, { ...reply.headers, 'Content-Length': reply.body.length }).end(reply.body);
    log(method, reply, Date.now() - started);
  };
}

// koo:if kit
function answerLogin(app) {
  return async (request, response) => {
    const started = Date.now();
    const [path, ...query] = request.originalUrl.split('?');
    const { method, headers } = request;
    const reply = await handleLogin({ method, path, query: query.join('?'), headers }, app);
    response.writeHead(reply.status, reply.headers).end(reply.body);
    log(method, { ...reply, resultCode: String(reply.status) }, Date.now() - started);
  };
}

// koo:end
/**
 * Reads the bytes of a body, since they are signed; `undefined` if it is too long or does not arrive completely.
 * express.raw() would receive a body of any length before it refuses it.
 *
 * @returns {Promise<Buffer | undefined>}
 */
function readBody(request, maxLength) {
  return new Promise((resolve) => {
    const chunks = [];
    let length = 0;
    request.on('data', (chunk) => {
      length += chunk.length;
      if (length <= maxLength) chunks.push(chunk);
      // Many callers read the reply only after they have sent everything, so read some more, and discard it.
      else if (length > 4 * maxLength) {
        request.pause();
        resolve(undefined);
      }
    });
    request.on('end', () => resolve(length <= maxLength ? Buffer.concat(chunks) : undefined));
    request.on('error', () => resolve(undefined));
  });
}

/** Logs a call, without its values except a known activity. */
function log(method, { activity = '-', resultCode, reason }, milliseconds) {
  const line = `${new Date().toISOString()} ${method} ${activity} ${resultCode} ${milliseconds} ms`;
  console.log(resultCode === '000000' || !reason ? line : `${line}: ${reason}`);
}

function start() {
  const settings = readSettings(process.env);
  const store = new Store(settings.database);
  // koo:if license-code
  store.addLicenseCodes(settings.licenseCodes);
  // koo:end
  const app = { settings, store, now: Date.now };
  // koo:if orders
  const { openApi } = settings;
  if (openApi) app.queryOrder = (orderId, orderLineId) => queryOrder(openApi, orderId, orderLineId);
  else console.error('KOO_ORDER_API_AK and KOO_ORDER_API_SK are not set: orders are not queried');
  // koo:end
  const { host, port } = settings;
  const server = createServer(app).listen(port, host, (error) => {
    if (error) fail(error);
    console.log(`${new Date().toISOString()} listening on http://${host}:${server.address().port}`);
  });
  // A caller that sends its body slowly must not keep a connection open, or the server running.
  server.requestTimeout = maxRequestMs;
  const stop = () => {
    server.close(() => store.close());
    setTimeout(() => server.closeAllConnections(), maxRequestMs).unref();
  };
  process.once('SIGTERM', stop).once('SIGINT', stop);
}

function fail(error) {
  console.error(error.message);
  process.exit(2);
}

try {
  start();
} catch (error) {
  fail(error);
}
