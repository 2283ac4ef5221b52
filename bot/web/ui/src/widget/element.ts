// The widget as an element: a launcher, and the service's page in a frame once
// it is opened. Until then nothing is loaded and nothing is stored. The frame
// keeps what is written in it from the site around it.
import { style } from './style'

/** Words of the launcher by language; the server puts them in front of the script. */
export type Labels = Record<string, string>

/** Custom properties of the element that the page in the frame takes over. */
const themable = ['accent', 'accent-ink', 'radius']

const mark = 'M4 13.5c5.2-.3 6.6-2.5 8-6 1.4 3.5 2.8 5.7 8 6M6.5 13v7m11-7v7M5 20h14M9.5 16h5M12 13.500v5'

export function widgetClass(origin: string, labels: Labels) {
  return class PayhelpWidget extends HTMLElement {
    static observedAttributes = ['lang', 'place']

    #button = document.createElement('button')
    #panel = document.createElement('div')
    #frame: HTMLIFrameElement | undefined
    #ready = false
    #fill = ''
    #stop = new AbortController()

    constructor() {
      super()
      const root = this.attachShadow({ mode: 'open' })
      style(root)
      this.#button.type = 'button'
      this.#button.setAttribute('aria-haspopup', 'dialog')
      this.#button.setAttribute('aria-expanded', 'false')
      this.#button.setAttribute('part', 'launcher')
      this.#button.innerHTML = `<svg viewBox="0 0 24 24" aria-hidden="true"><path d="${mark}"/></svg><span></span>`
      this.#panel.className = 'panel'
      this.#panel.hidden = true
      this.#panel.setAttribute('role', 'dialog')
      this.#panel.setAttribute('part', 'panel')
      root.append(this.#button, this.#panel)
    }

    connectedCallback() {
      this.#stop = new AbortController()
      const { signal } = this.#stop
      this.#button.addEventListener('click', () => this.open(), { signal })
      window.addEventListener('message', (event) => this.#hear(event), { signal })
      this.addEventListener(
        'keydown',
        (event) => {
          if (event.key === 'Escape' && this.opened) this.close()
        },
        { signal },
      )
      this.#label()
    }

    disconnectedCallback() {
      this.#stop.abort()
    }

    attributeChangedCallback() {
      if (this.isConnected) this.#label()
    }

    get opened(): boolean {
      return !this.#panel.hidden
    }

    /** Opens the panel; the first time, this loads the page. */
    open() {
      if (this.opened) return
      if (!this.#frame) {
        const frame = (this.#frame = document.createElement('iframe'))
        const place = this.getAttribute('place')
        frame.src = `${origin}${place ? `/p/${encodeURIComponent(place)}` : '/'}?embed=1&lang=${this.#lang()}`
        frame.title = labels[this.#lang()] ?? 'payhelp'
        frame.allow = 'geolocation; clipboard-write; web-share'
        frame.referrerPolicy = 'no-referrer'
        this.#panel.append(frame)
      }
      this.#panel.hidden = false
      this.#button.hidden = true
      this.#button.setAttribute('aria-expanded', 'true')
      this.#frame.focus()
      this.#tell('payhelp-open')
    }

    close() {
      if (!this.opened) return
      this.#panel.hidden = true
      this.#button.hidden = false
      this.#button.setAttribute('aria-expanded', 'false')
      this.#button.focus()
      this.#tell('payhelp-close')
    }

    toggle() {
      if (this.opened) this.close()
      else this.open()
    }

    /** Opens the panel with a question in its field; the visitor sends it. */
    prefill(text: string) {
      this.#fill = text
      this.open()
      this.#send()
    }

    #hear(event: MessageEvent<{ payhelp?: string }>) {
      if (event.origin !== origin || event.source !== this.#frame?.contentWindow) return
      if (event.data?.payhelp === 'close') this.close()
      if (event.data?.payhelp !== 'ready') return
      this.#ready = true
      this.#send()
      this.#tell('payhelp-ready')
    }

    /** Hands the frame's page the site's colours, and the question to fill in. */
    #send() {
      if (!this.#ready) return
      const own = getComputedStyle(this)
      const theme: Record<string, string> = {}
      for (const name of themable) {
        const value = own.getPropertyValue(`--payhelp-${name}`).trim()
        if (value) theme[name] = value
      }
      this.#frame?.contentWindow?.postMessage({ payhelp: { theme, ...(this.#fill && { fill: this.#fill }) } }, origin)
      this.#fill = ''
    }

    #label() {
      const lang = this.#lang()
      const text = labels[lang] ?? ''
      this.#button.lang = lang
      this.#button.dir = lang === 'ar' ? 'rtl' : 'ltr'
      this.#button.querySelector('span')!.textContent = text
      this.#panel.setAttribute('aria-label', text)
    }

    /** The element's language, else the page's, else the browser's, as far as it is served. */
    #lang(): string {
      for (const wanted of [this.getAttribute('lang'), document.documentElement.lang, ...navigator.languages]) {
        const base = wanted?.toLowerCase().split('-')[0] ?? ''
        if (labels[base]) return base
      }
      return 'en'
    }

    #tell(name: string) {
      this.dispatchEvent(new CustomEvent(name, { bubbles: true, composed: true }))
    }
  }
}
