// What an officer can do with their own free text in the conversation: change
// it, in place, or withdraw it after one question.
import { h, icon } from '../shared/dom'
import { say } from '../shared/words'
import { announce, tell } from './announce'
import { desk, why } from './api'
import type { StaffMessage } from './types'

export class Own {
  readonly #amend = h('button', { type: 'button', class: 'link', onclick: () => this.amend() }, say('DeskAmend'))
  readonly #withdraw = h('button', { type: 'button', class: 'link', onclick: () => this.withdraw() }, say('DeskWithdraw'))
  readonly element = h('div', { class: 'own' }, h('p', { class: 'own-acts' }, this.#amend, this.#withdraw))
  #form: HTMLElement | undefined

  /** done is given the message that replaces m. */
  constructor(
    private readonly number: number,
    private readonly m: StaffMessage,
    private readonly done: (m: StaffMessage) => void,
  ) {}

  /** Whether something is being written or asked here. */
  get busy(): boolean {
    return Boolean(this.#form)
  }

  /** The text may be changed only by who has the case. */
  mine(mine: boolean) {
    this.#amend.hidden = !mine
  }

  amend() {
    if (this.#amend.hidden) return
    const text = h('textarea', { rows: 3, maxlength: 4000, dir: 'auto', 'aria-label': say('DeskAmend') })
    text.value = this.m.original || this.m.text
    const save = () => {
      if (text.value.trim()) void this.#send({ method: 'PUT', body: { text: text.value } }, 'DeskAmended')
      else text.focus()
    }
    text.addEventListener('keydown', (e) => {
      if (e.key !== 'Enter' || e.isComposing || !(e.ctrlKey || e.metaKey)) return
      e.preventDefault()
      save()
    })
    this.#ask(this.#amend, say('DeskAmendAbout'), text, h('button', { type: 'button', class: 'primary', onclick: save }, icon('send'), h('span', {}, say('DeskAmendSave')), h('kbd', { 'aria-hidden': 'true' }, 'Ctrl ↵')))
    text.focus()
    text.setSelectionRange(text.value.length, text.value.length)
  }

  withdraw() {
    const sure = h('button', { type: 'button', class: 'primary danger', onclick: () => void this.#send({ method: 'DELETE' }, 'DeskWithdrawn') }, say('DeskWithdraw'))
    this.#ask(this.#withdraw, say('DeskWithdrawSure'), undefined, sure)
    sure.focus()
  }

  #ask(opener: HTMLElement, about: string, field: HTMLElement | undefined, act: HTMLElement) {
    const close = () => {
      this.#form?.remove()
      this.#form = undefined
      opener.focus()
    }
    this.#form?.remove()
    this.#form = h('div', { class: 'own-form', role: 'group', 'aria-label': opener.firstChild?.textContent ?? '' }, h('p', { class: 'small' }, about), field, h('p', { class: 'buttons' }, act, h('button', { type: 'button', class: 'quiet', onclick: close }, say('DeskCancel'))))
    this.#form.addEventListener('keydown', (e) => {
      if (e.key !== 'Escape' || e.isComposing) return
      e.preventDefault()
      e.stopPropagation()
      close()
    })
    this.element.append(this.#form)
    this.#form.scrollIntoView({ block: 'nearest' })
  }

  #sending = false

  async #send(options: { method: string; body?: unknown }, told: string) {
    if (this.#sending) return announce(say('DeskSending'))
    this.#sending = true
    try {
      const m = await desk<StaffMessage>(`/cases/${this.number}/messages/${this.m.seq}`, options)
      this.#form = undefined
      this.done(m)
      tell(say(told))
    } catch (error) {
      tell(why(error), 'wrong')
    } finally {
      this.#sending = false
    }
  }
}
