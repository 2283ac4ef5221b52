// Names for what a client sends, so that a second try is told from a second
// message.

/** Returns a new one; crypto.randomUUID is there on secure pages alone. */
export function clientID(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return [...bytes].map((b) => b.toString(16).padStart(2, '0')).join('')
}
