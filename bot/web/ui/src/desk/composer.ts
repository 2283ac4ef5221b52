// The reply: an article or phrase found in Chinese, or free text. What the
// visitor will read stands beside the Chinese before anything is sent.
import { h, icon } from '../shared/dom'
import { say } from '../shared/words'
import { announce, tell } from './announce'
import { desk, Refused, Unreachable, why } from './api'
import { Finder } from './finder'
import { clientID } from './id'
import { languageName } from './names'
import { drawPreview } from './preview'
import { Slots } from './slots'
import type { Desk } from './state'
import type { Case, Preview, ReplyInput, Result, StaffMessage } from './types'

const calm = 300 // milliseconds without a key until the preview is asked for
const calmMachine = 1_200 // the same where a service translates
const typingEvery = 4_000

export interface Answer {
  message: StaffMessage
  case: Case
}

interface Events {
  sent(answer: Answer): void
  /** The case is not the officer's any more. */
  stale(error: unknown): void
}

export class Composer {
  readonly element = h('section', { class: 'composer', 'aria-label': say('DeskReply') })
  readonly #finder: Finder
  readonly #slots = new Slots(() => this.#changed())
  readonly #text = h('textarea', { rows: 3, maxlength: 4000, dir: 'auto', 'aria-label': say('DeskFreeText'), 'aria-describedby': 'free-about' })
  readonly #machine = h('input', { type: 'checkbox', checked: true })
  readonly #machineLine = h('p', {})
  readonly #preview = h('div', { class: 'preview', hidden: true })
  readonly #state = h('p', { class: 'small', role: 'status' })
  readonly #send = h('button', { type: 'button', class: 'primary', onclick: () => void this.#post() }, icon('send'), h('span', {}, say('DeskSend')), h('kbd', { 'aria-hidden': 'true' }, 'Ctrl ↵'))
  readonly #drop = h('button', { type: 'button', class: 'quiet', hidden: true, onclick: () => this.#clear(true) }, say('DeskDiscard'))
  readonly #modes: Record<'find' | 'free', { button: HTMLButtonElement; panel: HTMLElement }>
  #mode: 'find' | 'free' = 'find'
  #case: Case | undefined
  #chosen: Result | undefined
  readonly #ids = { find: clientID(), free: clientID() } // of what is being written: a second try is the same message
  #asked = 0
  #timer = 0
  #typed = 0
  #busy = false

  constructor(
    private readonly desk: Desk,
    private readonly number: number,
    private readonly events: Events,
  ) {
    this.#finder = new Finder((r) => this.#choose(r))
    this.#modes = {
      find: { button: this.#tab('find', 'DeskArticlesPhrases', 'r'), panel: h('div', {}, this.#finder.element, this.#slots.element) },
      free: {
        button: this.#tab('free', 'DeskFreeText', 'f'),
        panel: h('div', { class: 'free' }, h('p', { id: 'free-about', class: 'warning' }, icon('warn'), say('DeskFreeAbout')), this.#text, this.#machineLine),
      },
    }
    this.#text.addEventListener('input', () => this.#changed())
    this.#machine.addEventListener('change', () => this.#changed())
    this.element.append(
      h('div', { class: 'modes', role: 'group', 'aria-label': say('DeskReply') }, this.#modes.find.button, this.#modes.free.button),
      this.#modes.find.panel,
      this.#modes.free.panel,
      this.#preview,
      h('div', { class: 'send' }, this.#state, this.#drop, this.#send),
    )
    this.element.addEventListener('keydown', (e) => {
      if (e.isComposing) return
      if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) {
        e.preventDefault()
        void this.#post()
      } else if (e.key === 'Escape' && !e.defaultPrevented) {
        // Out of the field, so that single keys are shortcuts again; the draft stays.
        e.preventDefault()
        e.stopPropagation()
        document.querySelector<HTMLElement>('.case-head h2')?.focus()
      }
    })
    this.#text.value = desk.drafts.get(`free ${number}`) ?? ''
    this.#switch(this.#text.value ? 'free' : 'find')
  }

  #tab(mode: 'find' | 'free', text: string, key: string): HTMLButtonElement {
    return h('button', { type: 'button', 'aria-keyshortcuts': key, onclick: () => (mode === 'find' ? this.search() : this.free()) }, say(text), h('kbd', { 'aria-hidden': 'true' }, key))
  }

  /** Takes the case as it is now. */
  show(c: Case) {
    this.#case = c
    this.#finder.lang = c.lang
    const mine = c.state === 'claimed' && Boolean(c.mine)
    this.element.classList.toggle('locked', !mine)
    this.#send.setAttribute('aria-disabled', String(!mine))
    if (!this.#busy) this.#state.textContent = mine ? say('DeskVisitorReads', { language: languageName(c.lang, c.lang_name) }) : c.state === 'waiting' ? say('DeskClaimFirst') : c.state === 'resolved' ? say('DeskCaseClosed') : say('DeskHasCase', { name: c.officer_name ?? '' })
    this.#drawMachine()
  }

  #drawMachine() {
    const t = this.desk.status?.translation
    if (t?.available) {
      if (!this.#machine.isConnected) this.#machineLine.replaceChildren(h('label', { class: 'check' }, this.#machine, say('DeskTranslateBy', { service: t.service ?? '' })))
    } else {
      this.#machineLine.className = 'small'
      this.#machineLine.textContent = say('DeskNoTranslation')
    }
  }

  search() {
    this.#switch('find')
    this.#finder.focus()
  }

  free() {
    this.#switch('free')
    this.#text.focus()
  }

  stop() {
    this.desk.drafts.set(`free ${this.number}`, this.#text.value)
    clearTimeout(this.#timer)
    this.#finder.stop()
  }

  #switch(mode: 'find' | 'free') {
    this.#mode = mode
    for (const m of ['find', 'free'] as const) {
      this.#modes[m].panel.hidden = m !== mode
      this.#modes[m].button.setAttribute('aria-pressed', String(m === mode))
    }
    this.#ask()
  }

  #choose(r: Result) {
    this.#chosen = r
    this.#ids[this.#mode] = clientID()
    this.#slots.show(r.kind === 'phrase' ? (r.slots ?? []) : [], { case: String(this.number) })
    // What the search knows is shown at once; the preview completes it.
    drawPreview(this.#preview, { text: r.visitor_text, lang: r.lang, original: r.text, kind: r.kind }, this.#finder.lang, r.title)
    this.#ask()
    announce(say('DeskChosen', { title: r.title }))
    if (!this.#slots.focus()) this.#send.focus()
  }

  /** What is to be sent; undefined where nothing is. */
  #input(): ReplyInput | undefined {
    if (this.#mode === 'free') {
      const text = this.#text.value.trim()
      if (!text) return undefined
      const translate = this.#machine.isConnected && this.#machine.checked
      return { client_id: this.#ids[this.#mode], text, ...(translate && { translate }) }
    }
    if (!this.#chosen) return undefined
    if (this.#chosen.kind === 'article') return { client_id: this.#ids[this.#mode], article: this.#chosen.id }
    return { client_id: this.#ids[this.#mode], phrase: this.#chosen.id, slots: this.#slots.values() }
  }

  #changed() {
    this.#ids[this.#mode] = clientID()
    this.#type()
    clearTimeout(this.#timer)
    this.#timer = window.setTimeout(() => this.#ask(), this.#machine.isConnected && this.#machine.checked && this.#mode === 'free' ? calmMachine : calm)
  }

  /** Asks for the preview of what is written. */
  #ask() {
    const input = this.#input()
    const asked = ++this.#asked
    this.#drop.hidden = !input
    if (!input) {
      this.#preview.hidden = true
      return
    }
    this.#preview.setAttribute('aria-busy', 'true')
    desk<Preview>(`/cases/${this.number}/preview`, { body: input })
      .then(
        (p) => asked === this.#asked && drawPreview(this.#preview, p, this.#finder.lang, this.#mode === 'find' ? this.#chosen?.title : undefined),
        (error) => {
          if (asked !== this.#asked) return
          this.#preview.hidden = false
          this.#preview.replaceChildren(h('p', { class: 'wrong' }, input.translate && (error instanceof Unreachable || error instanceof Refused) ? say('DeskTranslationFailed') : why(error)))
        },
      )
      .finally(() => asked === this.#asked && this.#preview.removeAttribute('aria-busy'))
  }

  /** Tells the visitor that somebody writes, now and then. */
  #type() {
    if (!this.#case?.mine || Date.now() - this.#typed < typingEvery) return
    this.#typed = Date.now()
    void desk(`/cases/${this.number}/typing`, { method: 'POST' }).catch(() => undefined)
  }

  async #post() {
    const input = this.#input()
    if (this.#busy || this.#send.getAttribute('aria-disabled') === 'true') return this.#case && announce(this.#state.textContent ?? '')
    if (!input) return this.#mode === 'find' ? this.#finder.focus() : this.#text.focus()
    if (this.#mode === 'find' && this.#slots.missing()) return announce(say('DeskSlotsMissing'), true)
    this.#busy = true
    this.#send.setAttribute('aria-disabled', 'true')
    this.#state.textContent = say('DeskSending')
    try {
      const answer = await desk<Answer>(`/cases/${this.number}/messages`, { body: input })
      this.#busy = false
      this.events.sent(answer)
      this.#clear(true)
      tell(say('DeskSent'))
    } catch (error) {
      this.#busy = false
      if (this.#case) this.show(this.#case)
      if (error instanceof Refused && error.status === 409 && !error.problem.startsWith('translation')) this.events.stale(error)
      else tell(input.translate && error instanceof Unreachable ? say('DeskTranslationFailed') : error instanceof Unreachable ? say('DeskNotSent') : why(error), 'wrong')
    }
  }

  #clear(focus: boolean) {
    this.#ids[this.#mode] = clientID()
    this.#chosen = undefined
    this.#text.value = ''
    this.#slots.show([], {})
    this.#finder.clear()
    this.#ask()
    if (this.#case) this.show(this.#case)
    if (!focus) return
    if (this.#mode === 'find') this.#finder.focus(false)
    else this.#text.focus()
  }
}
