// The slots of a phrase: what the officer fills in.
import { h } from '../shared/dom'
import { say } from '../shared/words'
import { word } from './names'

export class Slots {
  readonly element = h('div', { class: 'slots', hidden: true })
  #inputs = new Map<string, HTMLInputElement>()

  constructor(private readonly changed: () => void) {}

  /** Shows a field for each slot, with what is known of it. */
  show(names: string[], known: Record<string, string>) {
    this.#inputs = new Map(names.map((name) => [name, h('input', { value: known[name] ?? '', maxlength: 200, dir: 'auto', autocomplete: 'off', oninput: () => this.#input(name) })]))
    this.element.hidden = !names.length
    this.element.replaceChildren(
      ...[...this.#inputs].map(([name, input]) => {
        input.id = `slot-${name}`
        return h('p', { class: 'field' }, h('label', { for: input.id }, word('DeskSlot', name)), input)
      }),
    )
    if (names.length) this.element.append(h('p', { class: 'small' }, say('DeskSlotHint')))
  }

  values(): Record<string, string> {
    return Object.fromEntries([...this.#inputs].map(([name, input]) => [name, input.value.trim()]))
  }

  /** Focuses the first empty field, or the first; false where there is none. */
  focus(): boolean {
    const all = [...this.#inputs.values()]
    const input = all.find((i) => !i.value.trim())
    if (!input) return false
    input.focus()
    return true
  }

  /** Whether a field is empty; it is marked and takes the focus. */
  missing(): boolean {
    for (const input of this.#inputs.values()) if (!input.value.trim()) input.setAttribute('aria-invalid', 'true')
    return this.focus()
  }

  #input(name: string) {
    this.#inputs.get(name)?.removeAttribute('aria-invalid')
    this.changed()
  }
}
