// The service worker of those who keep the answers on their device. It is
// registered by that choice alone. With a network it only looks on and keeps
// what was kept up to date; without one it serves the page and its pack.
declare const self: ServiceWorkerGlobalScope

const packCache = 'payhelp-pack'
const appCache = 'payhelp-app'
const patience = 5_000 // milliseconds to wait for a page before the kept one is shown

interface Keep {
  keep: string // language
  files: string[]
}

self.addEventListener('install', () => void self.skipWaiting())
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))

self.addEventListener('message', (event) => {
  const port = event.ports[0]
  event.waitUntil(
    keep(event.data as Keep).then(
      () => port?.postMessage('kept'),
      (error: unknown) => port?.postMessage(String(error)),
    ),
  )
})

self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url)
  if (event.request.method !== 'GET' || url.origin !== self.location.origin) return
  if (event.request.mode === 'navigate' && (url.pathname === '/' || url.pathname.startsWith('/p/'))) {
    event.respondWith(page(event, url))
  } else if (url.pathname.startsWith('/static/') || url.pathname.startsWith('/words/')) {
    event.respondWith(file(event.request))
  }
})

async function keep({ keep: lang, files }: Keep) {
  const pack = await caches.open(packCache)
  const app = await caches.open(appCache)
  await pack.add(new Request(`/pack/${lang}.json`, { cache: 'no-cache' }))
  const wanted = [pageOf(lang), ...files]
  await app.addAll(wanted.map((url) => new Request(url, { cache: 'no-cache' })))
  const kept = new Set(wanted.map((url) => new URL(url, self.location.origin).href))
  for (const request of await app.keys()) {
    // Files of an earlier version go; the pages of other languages stay.
    if (request.url.includes('/static/') && !kept.has(request.url)) await app.delete(request)
  }
}

function pageOf(lang: string): string {
  return `/?lang=${lang}`
}

/** The page from the network, else as it is kept: in its language, else in any. */
async function page(event: FetchEvent, url: URL): Promise<Response> {
  const lang = url.searchParams.get('lang') ?? ''
  const stop = new AbortController()
  const timer = setTimeout(() => stop.abort(), patience)
  try {
    const response = await fetch(event.request, { signal: stop.signal })
    if (response.ok) event.waitUntil(refresh(lang))
    return response
  } catch (error) {
    const app = await opened(appCache)
    const kept = app && ((lang && (await app.match(pageOf(lang)))) || (await app.match('/', { ignoreSearch: true })))
    if (kept) return kept
    throw error
  } finally {
    clearTimeout(timer)
  }
}

/** The cache of that name, if it is there: to look into one that was removed would make it anew. */
async function opened(name: string): Promise<Cache | undefined> {
  return (await caches.has(name)) ? caches.open(name) : undefined
}

/** Brings what is kept of a language up to date. */
async function refresh(lang: string) {
  const pack = await opened(packCache)
  const app = await opened(appCache)
  for (const [cache, path] of [[pack, `/pack/${lang}.json`], [app, pageOf(lang)]] as const) {
    if (!(await cache?.match(path))) continue
    const response = await fetch(path, { cache: 'no-cache' })
    if (response.ok) await cache?.put(path, response)
  }
}

/** A file that carries its version: kept ones do not change. */
async function file(request: Request): Promise<Response> {
  const app = await opened(appCache)
  const kept = await app?.match(request)
  if (kept) return kept
  const response = await fetch(request)
  // Files of a newer version of the kept page are kept with it.
  if (response.ok && app && (await app.match('/', { ignoreSearch: true }))) await app.put(request, response.clone())
  return response
}

export {}
