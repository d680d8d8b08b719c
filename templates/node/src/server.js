// The server: settings, Express, the log.
import express from 'express';
import { handleCallback } from './callbacks.js';
// koo:if orders
import { queryOrder } from './koogallery.js';
// koo:end
import { readSettings } from './settings.js';
import { Store } from './store.js';

const mebibyte = 1024 * 1024;

/** @returns {import('express').Express} */
function createServer(app) {
  const server = express().disable('x-powered-by');
  // koo:if kit
  server.use(/.*\/produceAPI/, readBody(4 * mebibyte));
  // koo:end
  server.use(readBody(mebibyte));
  const answer = async (request, response, body) => {
    const started = Date.now();
    const [path, ...query] = request.originalUrl.split('?');
    const { method, headers } = request;
    const reply = await handleCallback({ method, path, query: query.join('?'), headers, body }, app);
    response.writeHead(200, { ...reply.headers, 'Content-Length': reply.body.length }).end(reply.body);
    log(method, reply, Date.now() - started);
  };
  server.use((request, response) => answer(request, response, request.body ?? Buffer.alloc(0)));
  // The body is too long, or was not sent as a whole.
  server.use((_error, request, response, _next) => answer(request, response, undefined));
  return server;
}

/** Reads the bytes, since they are signed. Besides, express.json() refuses KooGallery's charset=utf8. */
function readBody(limit) {
  const read = express.raw({ type: () => true, limit });
  return (request, response, next) => {
    if (request.body) next();
    // Express would receive all of it before it refuses it.
    else if (Number(request.headers['content-length']) > limit) next(new Error('the body is too long'));
    else read(request, response, next);
  };
}

/** Without values of the call, but for an activity that exists. */
function log(method, { activity = '-', resultCode, reason }, milliseconds) {
  const line = `${new Date().toISOString()} ${method} ${activity} ${resultCode} ${milliseconds} ms`;
  console.log(resultCode === '000000' ? line : `${line}: ${reason}`);
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
  const stop = () => server.close(() => store.close());
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
