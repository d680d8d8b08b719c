// The server: settings, Express, limits, the log.
import { createServer } from 'node:http';
import express from 'express';
import { Budget, readBody } from './bodies.js';
import { handleCallback } from './callbacks.js';
// koo:if kit
import { Confirmations } from './confirmations.js';
// koo:end
// koo:if orders
import { queryOrder } from './koogallery.js';
// koo:end
// koo:if kit
import { handleLogin } from './login.js';
// koo:end
import { readSettings } from './settings.js';
import { Store } from './store.js';

const mebibyte = 1024 * 1024;

/** What slow and many callers may occupy. KooGallery's calls are short, and few at once. */
const maxConnections = 500;
/** From the first byte of a request to its last, however they arrive. */
const maxRequestMs = 15_000;
/** Until the next request of a connection, which occupies a place meanwhile. */
const maxIdleMs = 5000;
/** For a connection on which nothing moves, such as one whose caller reads no reply. */
const maxStillMs = 30_000;
/** From SIGTERM on. */
const maxStopMs = 20_000;

const budget = new Budget();

/** @returns {import('express').Express} */
function createHandler(app) {
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
    const { body, isBusy, release } = await readBody(request, maxLength, budget);
    const call = { method, path, query: query.join('?'), headers, body, isBusy };
    const reply = await handleCallback(call, app).finally(release);
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
  // koo:if kit
  app.confirmations = new Confirmations();
  // koo:end
  // koo:if orders
  const { openApi } = settings;
  if (openApi) app.queryOrder = (orderId, orderLineId) => queryOrder(openApi, orderId, orderLineId);
  else console.error('KOO_ORDER_API_AK and KOO_ORDER_API_SK are not set: orders are not queried');
  // koo:end
  const { host, port } = settings;
  const limits = {
    requestTimeout: maxRequestMs,
    headersTimeout: maxRequestMs,
    keepAliveTimeout: maxIdleMs,
    connectionsCheckingInterval: 1000,
  };
  const server = createServer(limits, createHandler(app)).setTimeout(maxStillMs);
  server.maxConnections = maxConnections;
  server.once('error', fail).listen(port, host, () => {
    console.log(`${new Date().toISOString()} listening on http://${host}:${server.address().port}`);
  });
  const stop = () => {
    server.close(() => store.close());
    setTimeout(() => server.closeAllConnections(), maxStopMs).unref();
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
