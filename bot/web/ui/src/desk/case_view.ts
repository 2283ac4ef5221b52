// One case: its card, its conversation, what can be done with it, the reply.
// It is read again with every change; what is being written stays.
import { h, icon } from '../shared/dom'
import { say } from '../shared/words'
import { caseActs, type Act } from './acts'
import { announce, tell } from './announce'
import { address, desk, Refused, why } from './api'
import { caseCard } from './case_card'
import { Composer } from './composer'
import { heading, keepFocus } from './focus'
import { bind } from './keys'
import { languageName, line, word } from './names'
import { Notes } from './notes'
import type { Desk } from './state'
import { Thread } from './thread'
import type { Case, CaseView as View } from './types'

const gather = 150 // milliseconds: changes that come together are read once

export class CaseView {
  readonly #head = h('header', { class: 'case-head' })
  readonly #strip = h('div', { class: 'strip', role: 'alert' })
  readonly #side = h('div', { class: 'card-place' })
  readonly #thread: Thread
  readonly #composer: Composer
  readonly #notes: Notes
  #case: Case | undefined
  #seen = 0 // number of the latest message that is shown
  #acts: Act[] = []
  #timer = 0
  #cardStop = new AbortController()

  constructor(
    private readonly place: HTMLElement,
    private readonly desk: Desk,
    private readonly number: number,
    private readonly signal: AbortSignal,
  ) {
    this.#thread = new Thread(number, () => desk.status?.translation.available ?? false, signal)
    this.#composer = new Composer(desk, number, {
      sent: (answer) => {
        this.desk.take({ ...answer.case, mine: true })
        void this.#load() // and not this message alone: another may have come before it
      },
      stale: (error) => void this.#stale(error),
    })
    this.#notes = new Notes(desk, number)
    place.setAttribute('aria-busy', 'true')
    const title = heading('h2', `#${number}`)
    this.#head.append(title)
    place.replaceChildren(
      this.#head,
      this.#strip,
      h('div', { class: 'case-body' }, h('div', { class: 'talk' }, this.#thread.element, this.#composer.element), h('aside', { class: 'side', 'aria-label': say('DeskCard') }, this.#side, this.#notes.element)),
    )
    title.focus()
    desk.on('case', (c) => c.case === number && this.#changed(c), signal)
    desk.on('typing', (n) => n === number && this.#thread.typing(), signal)
    desk.on('erased', (n) => n === number && this.#erased(), signal)
    desk.on('link', (up) => up && void this.#load(), signal)
    signal.addEventListener('abort', () => {
      clearTimeout(this.#timer)
      this.#cardStop.abort()
      this.#composer.stop()
      this.#notes.stop()
    })
    bind(
      [
        { key: 'r', about: 'DeskReply', group: 'case', act: () => this.#composer.search() },
        { key: 'f', about: 'DeskFreeText', group: 'case', act: () => this.#composer.free() },
        { key: 'n', about: 'DeskNoteAdd', group: 'case', act: () => this.#notes.write() },
        { key: 'l', about: 'DeskTags', group: 'case', act: () => this.#notes.tag() },
        { key: 'a', about: 'DeskAmend', group: 'case', act: () => this.#thread.own('amend') },
        { key: 'w', about: 'DeskWithdraw', group: 'case', act: () => this.#thread.own('withdraw') },
        { key: 'v', about: 'DeskConversation', group: 'case', act: () => this.#thread.focus() },
        { key: 'p', about: 'DeskTranscript', group: 'case', act: () => this.#print() },
      ],
      signal,
    )
    void this.#load()
  }

  async #load() {
    try {
      const view = await desk<View>(`/cases/${this.number}`)
      if (!this.signal.aborted) this.#show(view)
    } catch (error) {
      if (this.signal.aborted) return
      if (error instanceof Refused && error.status === 404) this.#erased()
      else if (!this.#case) this.place.replaceChildren(h('div', { class: 'nothing' }, heading('h2', why(error)), h('button', { type: 'button', class: 'quiet', onclick: () => void this.#again() }, say('DeskRetry'))))
      else tell(why(error), 'wrong')
    } finally {
      this.place.removeAttribute('aria-busy')
    }
  }

  #again() {
    location.hash = ''
    location.hash = `case=${this.number}`
  }

  #changed(c: Case) {
    if (this.#case) this.#state(c) // who may answer is known at once, the rest is read
    clearTimeout(this.#timer)
    this.#timer = window.setTimeout(() => void this.#load(), gather)
  }

  #show(view: View) {
    const c = view.case
    if (this.#case && c.revision < this.#case.revision) return // read before the latest change, which is read next
    this.#state(c)
    this.#cardStop.abort()
    this.#cardStop = new AbortController()
    this.#side.replaceChildren(caseCard(c, view.card, () => this.desk.waiting(c), () => this.desk.late(c), this.#cardStop.signal))
    this.#thread.show(view.messages, { delivered: view.conversation?.delivered_seq ?? 0, read: view.conversation?.read_seq ?? 0 })
    this.#seen = view.messages.at(-1)?.seq ?? 0
    this.#notes.show(c, view.notes, view.earlier ?? [])
  }

  /** Draws what depends on who has the case. */
  #state(c: Case) {
    const before = this.#case
    this.#case = c
    if (before && !before.mine && c.mine) this.#strip.replaceChildren()
    const lost = before?.state === 'claimed' && before.mine && (c.state !== 'claimed' || !c.mine)
    if (lost && !this.desk.letGo.delete(this.number)) this.#alert(c.state === 'resolved' ? say('DeskCaseClosed') : c.state === 'waiting' ? say('DeskWaitsAgain') : say('DeskTakenBy', { name: c.officer_name ?? '' }))
    keepFocus(this.#head, () => this.#drawHead(c), () => this.#head.querySelector('h2'))
    this.#composer.show(c)
    this.#thread.mine(c.state === 'claimed' && Boolean(c.mine))
  }

  #drawHead(c: Case) {
    this.#acts = caseActs(c, this.desk, () => this.#seen, (error) => void this.#stale(error))
    bind(this.#acts.map((a) => ({ key: a.key, about: a.text, group: 'case', act: a.run })), this.signal)
    // What cannot be done with the case as it is now has no key either.
    for (const key of ['c', 't', 'x', 'e']) if (!this.#acts.some((a) => a.key === key)) bind([{ key, about: 'DeskKeyNotNow', group: 'case', act: () => announce(say('DeskKeyNotNow')) }], this.signal)
    this.#head.replaceChildren(
      h(
        'div',
        { class: 'title' },
        heading('h2', h('span', { class: 'no' }, `#${c.case}`), ' ', h('span', { lang: 'zh-Hans' }, line(c))),
        h(
          'p',
          { class: 'chips' },
          c.urgent && h('span', { class: 'flag' }, icon('warn'), say('DeskUrgent')),
          h('span', { class: `chip state-${c.state}` }, state(c)),
          h('span', { class: 'chip' }, languageName(c.lang, c.lang_name)),
          c.tags.length > 0 && h('span', { class: 'tags' }, ...c.tags.map((t) => h('span', { class: 'tag' }, t))),
        ),
      ),
      h(
        'div',
        { class: 'acts' },
        ...this.#acts.map((a) => h('button', { type: 'button', class: a.main ? 'primary' : 'quiet', 'data-key': `act-${a.key}`, 'aria-keyshortcuts': a.key, onclick: a.run }, say(a.text), h('kbd', { 'aria-hidden': 'true' }, a.key))),
        h('a', { class: 'quiet', href: this.#transcript(), target: '_blank', rel: 'noopener', 'data-key': 'transcript', 'aria-keyshortcuts': 'p' }, icon('print'), h('span', {}, say('DeskTranscript')), h('kbd', { 'aria-hidden': 'true' }, 'p')),
      ),
    )
  }

  #transcript(): string {
    return address(`/cases/${this.number}/transcript`)
  }

  #print() {
    window.open(this.#transcript(), '_blank', 'noopener')
  }

  /** An act came too late: says who has the case by now. */
  async #stale(error: unknown) {
    if (!(error instanceof Refused) || error.status !== 409) return tell(why(error), 'wrong')
    await this.#load()
    const c = this.#case
    if (!c) return
    if (c.state === 'resolved') this.#alert(say('DeskCaseClosed'))
    else if (c.officer && !c.mine) this.#alert(say('DeskHasCase', { name: c.officer_name ?? '' }))
    else if (c.state === 'waiting') this.#alert(say('DeskWaitsAgain'))
    else this.#alert(why(error))
  }

  #alert(text: string) {
    this.#strip.replaceChildren(h('p', {}, icon('warn'), text), h('button', { type: 'button', class: 'bare', 'aria-label': say('DeskClose'), onclick: () => this.#shut() }, icon('close')))
  }

  #shut() {
    this.#strip.replaceChildren()
    this.#head.querySelector<HTMLElement>('h2')?.focus()
  }

  #erased() {
    const title = heading('h2', say('DeskErased'))
    keepFocus(this.place, () => this.place.replaceChildren(h('div', { class: 'nothing' }, title)), () => title)
  }
}

function state(c: Case): string {
  if (c.state === 'waiting') return say('DeskWaiting')
  if (c.state === 'resolved') return `${say('DeskStateResolved')} · ${word('DeskResolution', c.resolution ?? '')}`
  return c.mine ? say('DeskIsMine') : say('DeskIsOf', { name: c.officer_name ?? '' })
}
