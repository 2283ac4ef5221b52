// Finding articles and phrases, in Chinese or any language: a combobox whose
// list shows what the visitor would read beside each.
import { h } from '../shared/dom'
import { dirOf, say } from '../shared/words'
import { desk, query, why } from './api'
import { word } from './names'
import type { Result } from './types'

const calm = 180 // milliseconds
const most = 12

export class Finder {
  lang = 'en' // that the visitor reads
  readonly #input = h('input', { type: 'search', role: 'combobox', autocomplete: 'off', 'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': 'found', 'aria-label': say('DeskSearch'), placeholder: say('DeskSearchPlaceholder') })
  readonly #list = h('ul', { id: 'found', role: 'listbox', 'aria-label': say('DeskResults'), hidden: true })
  readonly #count = h('span', { class: 'hidden', role: 'status' })
  readonly element = h('div', { class: 'finder' }, this.#input, this.#list, this.#count)
  #results: Result[] = []
  #at = -1
  #asked = 0
  #timer = 0

  constructor(private readonly choose: (r: Result) => void) {
    this.#input.addEventListener('input', () => this.#later())
    this.#input.addEventListener('click', () => this.#open())
    this.#input.addEventListener('keydown', (e) => this.#key(e))
    // The list closes when the focus goes elsewhere, not on the way to a choice in it.
    this.element.addEventListener('focusout', () => setTimeout(() => !this.element.contains(document.activeElement) && this.#close()))
    this.#list.addEventListener('mousedown', (e) => e.preventDefault())
  }

  /** Focuses the field; the list covers the conversation, so it opens only where it is asked for. */
  focus(list = true) {
    this.#input.focus()
    this.#input.select()
    if (list) this.#open()
  }

  clear() {
    this.stop()
    this.#input.value = ''
    this.#results = []
    this.#close()
  }

  stop() {
    clearTimeout(this.#timer)
    this.#asked++
    this.#list.removeAttribute('aria-busy')
  }

  /** What is listed belongs to what was written before: Enter must not choose from it. */
  #later() {
    this.#mark(-1)
    this.#asked++ // an answer that is on its way is of what was written before
    this.#list.setAttribute('aria-busy', 'true')
    clearTimeout(this.#timer)
    this.#timer = window.setTimeout(() => void this.#search(), calm)
  }

  #open() {
    if (this.#results.length) this.#show(true)
    else void this.#search()
  }

  async #search() {
    const asked = ++this.#asked
    try {
      const { results } = await desk<{ results: Result[] }>(`/search${query({ q: this.#input.value.trim(), lang: this.lang, limit: most })}`)
      if (asked !== this.#asked) return
      this.#results = results
      this.#list.removeAttribute('aria-busy')
      this.#draw()
    } catch (error) {
      if (asked === this.#asked) this.#count.textContent = why(error)
    }
  }

  #draw() {
    this.#list.replaceChildren(
      ...this.#results.map((r, i) =>
        h(
          'li',
          { role: 'option', id: `found-${i}`, 'aria-selected': 'false', onclick: () => this.#take(i) },
          h('span', { class: `kind ${r.kind}` }, say(r.kind === 'article' ? 'DeskArticle' : 'DeskPhrase'), r.kind === 'phrase' && r.group && h('span', {}, ` · ${word('DeskGroup', r.group)}`)),
          h('span', { class: 'zh', lang: 'zh-Hans' }, r.kind === 'article' && h('b', {}, r.title), r.kind === 'article' ? h('span', { class: 'text' }, r.text) : r.text),
          h('span', { class: 'theirs', lang: r.lang, dir: dirOf(r.lang) }, r.kind === 'article' ? r.visitor_title : r.visitor_text),
        ),
      ),
      ...(this.#results.length ? [] : [h('li', { class: 'none', role: 'presentation' }, say('DeskNothingFound'))]),
    )
    this.#count.textContent = say('DeskFound', { n: this.#results.length })
    this.#show(this.element.contains(document.activeElement))
    this.#mark(this.#results.length && this.#input.value.trim() ? 0 : -1)
  }

  #show(on: boolean) {
    this.#list.hidden = !on
    this.#input.setAttribute('aria-expanded', String(on))
  }

  #close() {
    this.#show(false)
    this.#mark(-1)
  }

  #mark(at: number) {
    this.#list.children[this.#at]?.setAttribute('aria-selected', 'false')
    this.#at = at
    const item = this.#list.children[at]
    if (!item) return this.#input.removeAttribute('aria-activedescendant')
    item.setAttribute('aria-selected', 'true')
    item.scrollIntoView({ block: 'nearest' })
    this.#input.setAttribute('aria-activedescendant', item.id)
  }

  #take(at: number) {
    const r = this.#results[at]
    if (!r) return
    this.stop()
    this.#close()
    this.choose(r)
  }

  #key(e: KeyboardEvent) {
    if (e.isComposing || e.ctrlKey || e.metaKey) return
    const last = this.#results.length - 1
    switch (e.key) {
      case 'ArrowDown':
      case 'ArrowUp':
        e.preventDefault()
        if (this.#list.hidden) return this.#open()
        return this.#mark(e.key === 'ArrowDown' ? (this.#at >= last ? 0 : this.#at + 1) : this.#at <= 0 ? last : this.#at - 1)
      case 'Enter':
        e.preventDefault()
        if (this.#list.hasAttribute('aria-busy')) {
          clearTimeout(this.#timer)
          return void this.#search()
        }
        return this.#list.hidden ? this.#open() : this.#take(this.#at)
      case 'Escape':
        if (this.#list.hidden) return
        e.preventDefault() // the first Escape closes the list alone
        e.stopPropagation()
        return this.#close()
    }
  }
}
