// Keeps the page for use without a network, and adds the headers that threads need where the server cannot send them.
// Everything it answers lies in the page's own folder.
'use strict';
const KEPT = 'stride-@VERSION@';
const FIRST = ['./', 'start.js', 'style.css', 'stride.svg', 'manifest.webmanifest', 'stride-data.js', 'stride-data.data',
  'stride-more.js', 'stride-more.data', 'one/stride.js', 'one/stride.wasm',
  'threads/stride.js', 'threads/stride.wasm', 'threads/stride.worker.js'];

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(KEPT).then((kept) => kept.addAll(FIRST)).then(() => self.skipWaiting()));
});

self.addEventListener('activate', (event) => {
  event.waitUntil(caches.keys()
    .then((names) => Promise.all(names.filter((name) => name.startsWith('stride-') && name !== KEPT).map((name) => caches.delete(name))))
    .then(() => self.clients.claim()));
});

function withHeaders(answer) {
  if (!answer || answer.type === 'opaque' || answer.status === 0) return answer;
  const headers = new Headers(answer.headers);
  headers.set('Cross-Origin-Opener-Policy', 'same-origin');
  headers.set('Cross-Origin-Embedder-Policy', 'require-corp');
  return new Response(answer.body, {status: answer.status, statusText: answer.statusText, headers});
}

async function answer(request) {
  const kept = await caches.open(KEPT);
  const found = await kept.match(request, {ignoreSearch: request.mode === 'navigate'});
  if (found) return withHeaders(found);
  const fresh = await fetch(request);
  if (fresh.ok && fresh.status === 200) await kept.put(request, fresh.clone());
  return withHeaders(fresh);
}

self.addEventListener('fetch', (event) => {
  const here = new URL('./', self.location.href);
  if (event.request.method !== 'GET' || !event.request.url.startsWith(here.href)) return;
  event.respondWith(answer(event.request));
});
