// The page in the widget's frame: it tells the site around it when it should
// close, and takes a question to fill in and the site's colours.
import { byId } from '../shared/dom'
import type { App } from './app'

interface FromHost {
  payhelp?: { fill?: string; theme?: Record<string, string> }
}

/** Custom properties that the site may set, and the ones of the page that they become. */
const themable: Record<string, string> = { accent: '--accent', 'accent-ink': '--accent-ink', radius: '--radius' }

export function framed(app: App) {
  const host = window.parent
  const tell = (what: string) => host.postMessage({ payhelp: what }, '*') // nothing of the conversation is in it
  const shut = byId<HTMLButtonElement>('shut')
  shut.hidden = false
  shut.addEventListener('click', () => tell('close'))
  addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !event.defaultPrevented && !document.querySelector('dialog[open]')) tell('close')
  })
  addEventListener('message', (event: MessageEvent<FromHost>) => {
    // Only the frame's own site, which the server has allowed to show it.
    if (event.source !== host) return
    const { fill, theme } = event.data?.payhelp ?? {}
    if (typeof fill === 'string') app.fill(fill.slice(0, 4000))
    for (const [name, property] of Object.entries(themable)) {
      const value = theme?.[name]
      if (typeof value !== 'string' || !/^[\w\s#%.,()-]{1,60}$/.test(value)) continue
      const { style } = document.documentElement
      style.setProperty(property, value)
      // What is tinted follows the site's colour.
      if (name === 'accent' && CSS.supports('color', 'color-mix(in srgb, red, white)')) style.setProperty('--accent-soft', `color-mix(in srgb, ${value} 12%, var(--panel))`)
    }
  })
  tell('ready')
}
