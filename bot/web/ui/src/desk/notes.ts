// Internal notes and tags; the visitor sees neither.
import { h, icon } from '../shared/dom'
import { say } from '../shared/words'
import { announce, tell } from './announce'
import { desk, why } from './api'
import { keepFocus } from './focus'
import { line, word } from './names'
import type { Desk } from './state'
import { timeTag } from './time'
import type { Case, Note } from './types'

export class Notes {
  readonly #tags = h('p', { class: 'tags' })
  readonly #tag = h('input', { maxlength: 40, 'aria-label': say('DeskTagAdd'), placeholder: say('DeskTagAdd'), enterkeyhint: 'done' })
  readonly #list = h('ol', { class: 'notes' })
  readonly #text = h('textarea', { rows: 2, maxlength: 2000, 'aria-label': say('DeskNoteAdd'), placeholder: say('DeskNotePlaceholder') })
  readonly #earlier = h('section', { class: 'panel', hidden: true })
  readonly element: HTMLElement
  #case: Case | undefined

  constructor(
    private readonly desk: Desk,
    private readonly number: number,
  ) {
    this.#text.value = desk.drafts.get(`note ${number}`) ?? ''
    const tags = h('form', { class: 'inline' }, this.#tag, h('button', { class: 'quiet' }, say('DeskAdd')))
    tags.addEventListener('submit', (e) => {
      e.preventDefault()
      const t = this.#tag.value.trim()
      if (t) void this.#setTags([...new Set([...(this.#case?.tags ?? []), t])]).then((ok) => ok && (this.#tag.value = ''))
    })
    const notes = h('form', { class: 'inline' }, this.#text, h('button', { class: 'quiet' }, say('DeskAdd')))
    notes.addEventListener('submit', (e) => {
      e.preventDefault()
      void this.#add()
    })
    this.#text.addEventListener('keydown', (e) => {
      if (e.key === 'Enter' && (e.ctrlKey || e.metaKey) && !e.isComposing) void this.#add()
    })
    this.element = h(
      'div',
      {},
      h('section', { class: 'panel', 'aria-labelledby': 'tags-heading' }, h('h3', { id: 'tags-heading' }, say('DeskTags')), this.#tags, tags),
      h('section', { class: 'panel', 'aria-labelledby': 'notes-heading' }, h('h3', { id: 'notes-heading' }, say('DeskNotes'), h('span', { class: 'small' }, say('DeskInternal'))), this.#list, notes),
      this.#earlier,
    )
  }

  show(c: Case, notes: Note[], earlier: Case[]) {
    this.#case = c
    keepFocus(this.#tags, () => this.#drawTags(c), () => this.#tag)
    if (this.#list.children.length !== notes.length) this.#list.replaceChildren(...notes.map((n) => h('li', {}, h('p', { class: 'who' }, h('b', {}, n.author), timeTag(n.at)), h('p', { dir: 'auto' }, n.text))))
    this.#earlier.hidden = !earlier.length
    this.#earlier.replaceChildren(
      h('h3', {}, say('DeskEarlier')),
      h('ul', { class: 'earlier' }, ...earlier.map((e) => h('li', {}, h('a', { href: `#case=${e.case}` }, `#${e.case}`), ' ', h('span', { lang: 'zh-Hans' }, line(e)), ' · ', word('DeskResolution', e.resolution ?? '')))),
    )
  }

  /** Keeps what is being written for when the case is opened again. */
  stop() {
    this.desk.drafts.set(`note ${this.number}`, this.#text.value)
  }

  write() {
    this.#text.focus()
  }

  tag() {
    this.#tag.focus()
  }

  #drawTags(c: Case) {
    this.#tags.replaceChildren(
      ...c.tags.map((t) =>
        h('span', { class: 'tag' }, t, h('button', { type: 'button', 'aria-label': say('DeskTagRemove', { tag: t }), 'data-key': `tag-${t}`, onclick: () => void this.#setTags(c.tags.filter((o) => o !== t)) }, icon('close'))),
      ),
    )
  }

  async #setTags(tags: string[]): Promise<boolean> {
    try {
      const now = await desk<Case>(`/cases/${this.number}/tags`, { method: 'PUT', body: { tags } })
      this.desk.take({ ...now, mine: now.officer === this.desk.account.id })
      announce(say('DeskTagsSet', { tags: tags.join(', ') }))
      return true
    } catch (error) {
      tell(why(error), 'wrong')
      return false
    }
  }

  async #add() {
    const text = this.#text.value.trim()
    if (!text || this.#text.readOnly) return
    this.#text.readOnly = true // a second Enter adds no second note
    try {
      const n = await desk<Note>(`/cases/${this.number}/notes`, { body: { text } })
      this.#text.value = ''
      this.#list.append(h('li', {}, h('p', { class: 'who' }, h('b', {}, n.author), timeTag(n.at)), h('p', { dir: 'auto' }, n.text)))
      announce(say('DeskNoteAdded'))
    } catch (error) {
      tell(why(error), 'wrong')
    } finally {
      this.#text.readOnly = false
    }
  }
}
