// The page in Chromium: node page.js SITE. Each variant does what a reader does; what is shown is told by page_tells.
'use strict';
const puppeteer = require('puppeteer-core');
const {spawn} = require('child_process');
const fs = require('fs');
const os = require('os');
const path = require('path');

const site = path.resolve(process.argv[2]);
const pictures = process.env.STRIDE_PICTURES; // a folder for pictures of what is tested; none are taken without it
const top = path.resolve(__dirname, '../..');
let passed = 0, failed = 0;

const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

function check(holds, name, more) {
  if (holds) passed++;
  else failed++;
  console.log(`${holds ? 'ok' : 'not ok'} - ${name}${holds || more === undefined ? '' : ': ' + JSON.stringify(more)}`);
}

function serve(port, ...options) {
  const server = spawn('python3', [path.join(top, 'app/web/serve.py'), site, String(port), ...options]);
  return new Promise((done) => server.stdout.once('data', (text) => done({server, address: String(text).trim()})));
}

function stop({server}) {
  return new Promise((done) => { server.once('exit', done); server.kill('SIGINT'); });
}

async function tells(page) {
  const text = await page.evaluate(() => Module.ccall('page_tells', 'string', [], []));
  return Object.fromEntries(text.trim().split('\n').map((line) => [line.split(' ')[0], line.slice(line.indexOf(' ') + 1)]));
}

async function until(page, holds, seconds = 20) {
  let now = null;
  for (let i = 0; i < seconds * 10; i++) {
    now = await tells(page);
    if (holds(now)) return now;
    await sleep(100);
  }
  return now;
}

async function press(page, ...keys) {
  for (const key of keys) {
    await page.keyboard.press(key);
    await sleep(250);
  }
}

async function opened(browser, address, told) {
  const page = await browser.newPage();
  await page.setViewport({width: 1280, height: 800});
  page.on('request', (request) => told.requests.push(request.url()));
  page.on('console', (line) => { if (['error', 'warn', 'warning'].includes(line.type())) told.errors.push(line.text()); });
  page.on('pageerror', (error) => told.errors.push(String(error)));
  await page.goto(address);
  await page.waitForFunction(() => document.documentElement.dataset.ready, {timeout: 120000});
  return page;
}

async function shot(page, name) {
  if (pictures) await page.screenshot({path: path.join(pictures, name + '.png')});
}

async function firstLesson(page, v) {
  await press(page, 'Space');
  let now = await until(page, (t) => t.lesson === 'pixels-and-channels');
  check(now.lesson === 'pixels-and-channels', `${v}: Space opens the first lesson`, now);
  for (let i = 0; i < 8 && (await tells(page)).page === '0'; i++) await press(page, 'Space');
  await shot(page, v + '-lesson');
  await page.keyboard.type('7');
  await press(page, 'Enter');
  now = await tells(page);
  check(now.page === '1' && now.answered === '0', `${v}: a wrong answer is not taken`, now);
  await press(page, 'Backspace');
  await page.keyboard.type('0');
  await press(page, 'Enter');
  now = await until(page, (t) => t.answered === '1', 5);
  check(now.answered === '1', `${v}: a question is answered by keyboard`, now);
  check((await page.evaluate(() => location.hash)).startsWith('#lesson/pixels-and-channels'), `${v}: the address follows`);
}

async function language(page, v) {
  await press(page, 'l');
  const now = await until(page, (t) => t.language === 'ko', 5);
  check(now.language === 'ko', `${v}: Korean by a key`, now);
  await sleep(500);
  await shot(page, v + '-korean');
}

async function training(page, v) {
  let now = await until(page, (t) => t.iteration > 20, 60);
  check(now.iteration > 20, `${v}: a network trains`, now);
  await press(page, 'z');
  await until(page, (t) => t.training === '2', 20);
  const rests = (await tells(page)).iteration;
  await sleep(1000);
  now = await tells(page);
  check(now.training === '2' && now.iteration === rests, `${v}: training is paused`, {rests, now});
  await press(page, 'w');
  await until(page, (t) => t.place === '2', 5);
  await press(page, 'j');
  now = await until(page, (t) => Number(t.iteration) === Number(rests) + 1, 10);
  check(Number(now.iteration) === Number(rests) + 1, `${v}: one iteration`, {rests, now});
  await shot(page, v + '-network');
  await press(page, '/');
}

async function fetched(page, v) {
  await page.keyboard.down('Shift');
  await press(page, 'Slash');
  await page.keyboard.up('Shift');
  await page.keyboard.type('MNIST');
  await sleep(500);
  await shot(page, v + '-search');
  await press(page, 'Enter');
  const now = await until(page, (t) => t.data === 'fashion-mnist 10000' && t.iteration > 5, 60);
  check(now.data === 'fashion-mnist 10000', `${v}: Fashion-MNIST is fetched on request`, now);
}

// How the page does while it trains: frames, the longest gap between two, pictures a second.
async function measured(page, v) {
  const gaps = await page.evaluate(() => new Promise((done) => {
    const seen = [], begin = performance.now();
    let last = begin;
    const frame = (now) => {
      seen.push(now - last);
      last = now;
      if (now - begin < 3000) requestAnimationFrame(frame);
      else done(seen.sort((a, b) => a - b));
    };
    requestAnimationFrame(frame);
  }));
  const now = await tells(page);
  console.log(`${v}: while training ${gaps.length} frames in 3 s, median ${gaps[gaps.length >> 1].toFixed(1)} ms, ` +
    `longest gap ${gaps[gaps.length - 1].toFixed(0)} ms; ${now.images} pictures a second; ` +
    `heap ${await page.evaluate(() => Math.round(Module.HEAPU8.length / 1048576))} MiB`);
}

// A server without headers: the service worker adds them, so from the second visit on there are threads.
async function plain() {
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'stride-profile-'));
  const served = await serve(0, '--plain');
  const browser = await launched(profile);
  const told = {requests: [], errors: []};
  try {
    const page = await opened(browser, served.address, told);
    const first = await page.evaluate(() => document.documentElement.dataset.ready);
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
    await sleep(1000);
    await page.reload();
    await page.waitForFunction(() => document.documentElement.dataset.ready, {timeout: 60000});
    const second = await page.evaluate(() => document.documentElement.dataset.ready);
    check(first === 'one' && second === 'threads', 'plain: without headers first one thread, then threads', [first, second]);
  } catch (error) {
    check(false, `plain: ${error.message.split('\n')[0]}`, told.errors.slice(0, 5));
  }
  await browser.close();
  await stop(served);
  fs.rmSync(profile, {recursive: true, force: true});
}

async function dropped(page, v) {
  await page.evaluate(() => {
    const files = new DataTransfer();
    files.items.add(new File(['# Dropped\n\n## One page {#one}\n\nIt was dropped.\n'], 'dropped.md'));
    window.dispatchEvent(new DragEvent('drop', {dataTransfer: files, bubbles: true, cancelable: true}));
  });
  const now = await until(page, (t) => t.lesson === 'own', 10);
  check(now.lesson === 'own', `${v}: a lesson is dropped`, now);
  await shot(page, v + '-dropped');
}

async function worksheet(page, v, folder) {
  await page.evaluate(() => { location.hash = '#lesson/convolution/moves'; });
  let now = await until(page, (t) => t.lesson === 'convolution', 10);
  check(now.lesson === 'convolution', `${v}: a link opens its page`, now);
  await press(page, 'F3');
  for (let i = 0; i < 100 && !fs.readdirSync(folder).some((name) => name.endsWith('.pdf')); i++) await sleep(200);
  const files = fs.readdirSync(folder).filter((name) => name.endsWith('.pdf'));
  const begins = files.length ? fs.readFileSync(path.join(folder, files[0])).subarray(0, 5).toString() : '';
  check(begins === '%PDF-', `${v}: a worksheet is downloaded`, {files, message: (await tells(page)).message});
}

async function reloaded(page, v) {
  await sleep(4000); // what was done is written down every few seconds
  await page.reload();
  await page.waitForFunction(() => document.documentElement.dataset.ready, {timeout: 60000});
  const now = await until(page, (t) => t.lesson === 'convolution', 10);
  check(now.language === 'ko' && now.lesson === 'convolution', `${v}: a reload keeps language and page`, now);
}

async function offline(browser, page, v, served) {
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
  await page.reload(); // now everything has come through the service worker
  await page.waitForFunction(() => document.documentElement.dataset.ready, {timeout: 60000});
  await sleep(1500);
  await stop(served);
  await page.reload().catch(() => null);
  const ready = await page.waitForFunction(() => document.documentElement.dataset.ready, {timeout: 60000}).catch(() => null);
  check(ready !== null, `${v}: it opens without a network`);
}

function launched(profile) {
  return puppeteer.launch({executablePath: process.env.CHROMIUM || '/usr/bin/chromium', headless: true, userDataDir: profile,
    protocolTimeout: 240000,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--lang=en-US']});
}

async function variant(v) {
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'stride-profile-'));
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'stride-downloads-'));
  const served = await serve(0);
  const browser = await launched(profile);
  const told = {requests: [], errors: []};
  try {
    const began = Date.now();
    const page = await opened(browser, served.address + (v === 'one' ? '?one' : ''), told);
    const is = await page.evaluate(() => [document.documentElement.dataset.ready, Module.firstFrame]);
    console.log(`${v}: first frame after ${Math.round(is[1])} ms (${Date.now() - began} ms in all)`);
    check(is[0] === v, `${v}: the variant that the page may have`, is);
    const session = await browser.target().createCDPSession();
    await session.send('Browser.setDownloadBehavior', {behavior: 'allow', downloadPath: folder});
    await shot(page, v + '-first');
    await firstLesson(page, v);
    await language(page, v);
    await training(page, v);
    await fetched(page, v);
    await measured(page, v);
    await dropped(page, v);
    await worksheet(page, v, folder);
    await reloaded(page, v);
    await offline(browser, page, v, served);
    const outside = told.requests.filter((url) => !url.startsWith(served.address) && !url.startsWith('blob:' + served.address));
    check(outside.length === 0, `${v}: nothing is opened outside its folder`, outside);
    const refused = told.errors.filter((text) => /Content.Security|unsafe-eval|TypeError|RuntimeError|abort/i.test(text));
    check(refused.length === 0, `${v}: nothing goes against its policy`, refused);
    if (process.env.STRIDE_SHOW_ERRORS) console.log(told.errors);
  } catch (error) {
    check(false, `${v}: ${error.message.split('\n')[0]}`, told.errors.slice(0, 5));
  }
  await browser.close();
  if (served.server.exitCode === null && !served.server.killed) await stop(served);
  fs.rmSync(profile, {recursive: true, force: true});
  fs.rmSync(folder, {recursive: true, force: true});
}

(async () => {
  for (const v of process.argv[3] ? [process.argv[3]].filter((v) => v !== 'plain') : ['one', 'threads']) await variant(v);
  if (!process.argv[3] || process.argv[3] === 'plain') await plain();
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed ? 1 : 0);
})();
