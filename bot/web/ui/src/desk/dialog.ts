// Modal dialogs: native, closed with Escape, focus back where it was.
import { h, icon, type Child } from '../shared/dom'
import { say } from '../shared/words'
import { why } from './api'

/** An open dialog. */
export interface Dialog {
  element: HTMLDialogElement
  body: HTMLElement
  close(): void
}

/** Opens a dialog. closed runs when it is closed, whichever way. */
export function open(title: string, content: Child[], options: { wide?: boolean; locked?: boolean; closed?: () => void } = {}): Dialog {
  const before = document.activeElement
  const id = `dialog-${Math.random().toString(36).slice(2)}`
  const body = h('div', { class: 'dialog-body' }, ...content)
  const element = h(
    'dialog',
    { class: options.wide ? 'dialog wide' : 'dialog', 'aria-labelledby': id },
    h(
      'header',
      {},
      h('h2', { id, tabindex: -1 }, title),
      !options.locked && h('button', { type: 'button', class: 'bare', 'aria-label': say('DeskClose'), onclick: () => element.close() }, icon('close')),
    ),
    body,
    h('div', { class: 'dialog-toasts', 'aria-hidden': 'true' }),
  )
  if (options.locked) element.addEventListener('cancel', (e) => e.preventDefault())
  element.addEventListener('close', () => {
    element.remove()
    options.closed?.()
    giveBack(before)
  })
  document.body.append(element)
  element.showModal()
  const first = body.querySelector<HTMLElement>('input, select, textarea, button')
  ;(first ?? element.querySelector<HTMLElement>('h2'))?.focus()
  return { element, body, close: () => element.close() }
}

/** Gives the focus back to where it was, to what took its place, or to the heading of what is shown. */
function giveBack(before: Element | null) {
  const key = before instanceof HTMLElement ? before.dataset['key'] : undefined
  const same = before?.isConnected && before !== document.body ? before : key && document.querySelector(`[data-key="${CSS.escape(key)}"]`)
  const next = same || document.querySelector('.case-head h2') || document.querySelector('main h1')
  if (next instanceof HTMLElement) next.focus()
}

/** Opens a form; send is tried until it succeeds, and says why it did not. */
export function ask(title: string, fields: Child[], action: string, send: (form: HTMLFormElement) => Promise<void>, options: { danger?: boolean; locked?: boolean; ready?: boolean; done?: () => void } = {}): Dialog {
  const wrong = h('p', { class: 'wrong', role: 'alert' })
  const button = h('button', { class: options.danger ? 'primary danger' : 'primary' }, action)
  const form = h(
    'form',
    { class: 'fields' },
    ...fields,
    wrong,
    h('p', { class: 'buttons end' }, !options.locked && h('button', { type: 'button', class: 'quiet', onclick: () => dialog.close() }, say('DeskCancel')), button),
  )
  form.addEventListener('submit', (e) => {
    e.preventDefault()
    if (button.getAttribute('aria-disabled')) return
    button.setAttribute('aria-disabled', 'true')
    wrong.textContent = ''
    send(form)
      .then(
        () => {
          dialog.close()
          options.done?.()
        },
        (error) => (wrong.textContent = why(error)),
      )
      .finally(() => button.removeAttribute('aria-disabled'))
  })
  const dialog = open(title, [form], options.locked ? { locked: true } : {})
  if (options.ready) button.focus() // a question that is answered with Enter
  return dialog
}

/** A labelled control of a form. */
export function field(label: string, control: HTMLElement, hint?: string): HTMLElement {
  const id = (control.id ||= `f-${Math.random().toString(36).slice(2)}`)
  const note = hint ? h('span', { class: 'small', id: `${id}-hint` }, hint) : undefined
  if (note) control.setAttribute('aria-describedby', note.id)
  return h('p', { class: 'field' }, h('label', { for: id }, label), control, note)
}

/** The value of a form's control. */
export function value(form: HTMLFormElement, name: string): string {
  const control = form.elements.namedItem(name)
  return control instanceof HTMLInputElement || control instanceof HTMLSelectElement || control instanceof HTMLTextAreaElement ? control.value.trim() : ''
}

/** A choice of one of several values with their names. */
export function choose(name: string, options: [value: string, text: string][], current = ''): HTMLSelectElement {
  return h('select', { name }, ...options.map(([v, text]) => h('option', { value: v, selected: v === current }, text)))
}
