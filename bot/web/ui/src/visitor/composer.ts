// The question field: grows with the text, sends with Enter, but never while an
// input method composes Chinese, Japanese or Korean.
import { byId } from '../shared/dom'
import { say } from '../shared/words'

const longest = 4000 // characters, as the server takes
const typingEvery = 4_000 // milliseconds

export class Composer {
  readonly #form = byId<HTMLFormElement>('ask')
  readonly #field = byId<HTMLTextAreaElement>('question')
  #typedAt = 0

  constructor(send: (text: string) => void, typing: () => void, complain: (text: string) => void) {
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault()
      const text = this.#field.value.trim()
      if (!text) return this.#field.focus()
      if ([...text].length > longest) return complain(say('UiTooLong', { n: longest }))
      this.#field.value = ''
      this.#grow()
      send(text)
    })
    this.#field.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.shiftKey || event.ctrlKey || event.altKey || event.metaKey) return
      // Safari ends the composition just before the key that ended it: there keyCode tells.
      if (event.isComposing || event.keyCode === 229) return
      event.preventDefault()
      this.#form.requestSubmit()
    })
    this.#field.addEventListener('input', (event) => {
      this.#grow()
      if (event.timeStamp - this.#typedAt > typingEvery && this.#field.value) {
        this.#typedAt = event.timeStamp
        typing()
      }
    })
  }

  focus() {
    this.#field.focus()
  }

  fill(text: string) {
    this.#field.value = text
    this.#grow()
    this.focus()
  }

  #grow() {
    const field = this.#field
    const lines = field.value.split('\n').length + Math.floor(field.value.length / 40)
    field.rows = Math.min(5, Math.max(1, lines))
  }
}
