// Calls of the API. A call that gets no answer fails as Unreachable, one that
// is refused as Refused.

/** There was no answer: no network, a time-out, or a server that is not itself. */
export class Unreachable extends Error {}

/** The server does not take the request; problem is the word of its problem document. */
export class Refused extends Error {
  constructor(readonly status: number, readonly problem: string) {
    super(`${status} ${problem}`)
  }
}

const timeout = 20_000 // milliseconds, for 2G

export interface Options {
  token?: string | undefined
  body?: unknown
  method?: string
  wait?: number // milliseconds
  file?: boolean // the answer is no JSON: it is returned as a Blob
}

/** Sends a request and returns the JSON of its answer; undefined where that is empty. */
export async function call<T>(path: string, options: Options = {}): Promise<T> {
  const stop = new AbortController()
  const timer = setTimeout(() => stop.abort(), options.wait ?? timeout)
  const headers: Record<string, string> = { Accept: options.file ? '*/*' : 'application/json' }
  if (options.body !== undefined) headers['Content-Type'] = 'application/json'
  if (options.token) headers['Authorization'] = `Bearer ${options.token}`
  try {
    const response = await fetch(path, {
      method: options.method ?? (options.body === undefined ? 'GET' : 'POST'),
      headers,
      body: options.body === undefined ? null : JSON.stringify(options.body),
      signal: stop.signal,
      credentials: 'same-origin',
    })
    if (options.file && response.ok) return (await response.blob()) as T
    const text = await response.text()
    if (!response.ok) throw new Refused(response.status, problemOf(text))
    return (text ? JSON.parse(text) : undefined) as T
  } catch (error) {
    if (error instanceof Refused && error.status < 500 && error.status !== 429 && error.status !== 408) throw error
    throw new Unreachable(String(error))
  } finally {
    clearTimeout(timer)
  }
}

export function get<T>(path: string): Promise<T> {
  return call<T>(path)
}

function problemOf(text: string): string {
  try {
    const type = (JSON.parse(text) as { type?: string }).type ?? ''
    return type.slice(type.lastIndexOf(':') + 1)
  } catch {
    return ''
  }
}
