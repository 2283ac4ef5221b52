// Server-Sent Events over fetch: EventSource cannot send the token. The stream
// is taken up again where it broke off.

export interface Event {
  id: string
  event: string
  data: string
}

const firstWait = 1_000 // milliseconds
const longestWait = 30_000
const silence = 60_000 // a stream that is silent for longer is taken for dead; the server sends comments meanwhile

/**
 * Follows the stream at path until stop is aborted. after is the id to go on
 * from; seen is called with every event. A stream that is refused ends with
 * gone, called with the status. linked, where given, is told when the stream
 * begins and when it breaks off.
 */
export async function follow(path: string, token: string | undefined, after: () => string, seen: (e: Event) => void, gone: (status: number) => void, stop: AbortSignal, linked?: (up: boolean) => void) {
  let wait = firstWait
  while (!stop.aborted) {
    const attempt = new AbortController()
    const end = () => attempt.abort()
    stop.addEventListener('abort', end, { once: true })
    let timer = window.setTimeout(end, silence)
    try {
      const headers: Record<string, string> = { Accept: 'text/event-stream' }
      if (token) headers['Authorization'] = `Bearer ${token}`
      if (after()) headers['Last-Event-ID'] = after()
      const response = await fetch(path, { headers, signal: attempt.signal, cache: 'no-store' })
      if (!response.ok) {
        if (response.status < 500 && response.status !== 429) return gone(response.status)
        throw new Error(String(response.status))
      }
      linked?.(true)
      const reader = response.body!.getReader()
      const parse = parser((e) => {
        wait = firstWait
        seen(e)
      })
      const decoder = new TextDecoder()
      for (;;) {
        const { done, value } = await reader.read()
        if (done) break
        clearTimeout(timer)
        timer = window.setTimeout(end, silence)
        parse(decoder.decode(value, { stream: true }))
      }
    } catch {
      // tried again below
    } finally {
      clearTimeout(timer)
      stop.removeEventListener('abort', end)
      attempt.abort()
    }
    if (stop.aborted) return
    linked?.(false)
    await pause(wait, stop)
    wait = Math.min(wait * 2, longestWait)
  }
}

/** Waits, but no longer than until the network is back or stop is aborted. */
function pause(milliseconds: number, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      clearTimeout(timer)
      removeEventListener('online', go)
      stop.removeEventListener('abort', go)
      resolve()
    }
    const timer = setTimeout(go, milliseconds)
    addEventListener('online', go)
    stop.addEventListener('abort', go)
  })
}

/** Returns a function that takes the stream's text piece by piece. */
function parser(seen: (e: Event) => void): (text: string) => void {
  let rest = ''
  let event: Event = { id: '', event: 'message', data: '' }
  return (text) => {
    rest += text
    const lines = rest.split(/\r\n|\n|\r(?!$)/)
    rest = lines.pop() ?? ''
    for (const line of lines) {
      if (line === '') {
        if (event.data) seen({ ...event, data: event.data.slice(0, -1) })
        event = { id: event.id, event: 'message', data: '' }
        continue
      }
      const colon = line.indexOf(':')
      const field = colon < 0 ? line : line.slice(0, colon)
      const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '')
      if (field === 'data') event.data += `${value}\n`
      else if (field === 'event') event.event = value
      else if (field === 'id') event.id = value
    }
  }
}
