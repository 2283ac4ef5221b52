// Signing in, and making the first account with the one-time link.
import { h, icon } from '../shared/dom'
import { say } from '../shared/words'
import { address, desk, why } from './api'
import { ask, field, value } from './dialog'
import { heading } from './focus'
import { languageLink } from './language'
import type { SignedIn } from './types'

/** The fields of a sign-in. */
function fields(login = ''): HTMLElement[] {
  return [
    field(say('DeskLogin'), h('input', { name: 'login', autocomplete: 'username', autocapitalize: 'none', spellcheck: 'false', required: true, value: login })),
    field(say('DeskPassword'), h('input', { name: 'password', type: 'password', autocomplete: 'current-password', required: true })),
  ]
}

function post(form: HTMLFormElement): Promise<SignedIn> {
  const password = (form.elements.namedItem('password') as HTMLInputElement).value
  return desk<SignedIn>('/session', { body: { login: value(form, 'login'), password } })
}

/** A page with one form; done is called with the account. */
function alone(frame: HTMLElement, title: string, about: string, controls: HTMLElement[], action: string, send: (form: HTMLFormElement) => Promise<SignedIn>, done: (s: SignedIn) => void, more: HTMLElement[] = []) {
  const wrong = h('p', { class: 'wrong', role: 'alert' })
  const button = h('button', { class: 'primary' }, action)
  const form = h('form', { class: 'fields' }, ...controls, wrong, h('p', { class: 'buttons' }, button))
  form.addEventListener('submit', (e) => {
    e.preventDefault()
    if (button.getAttribute('aria-disabled')) return
    button.setAttribute('aria-disabled', 'true')
    wrong.textContent = ''
    send(form)
      .then(done, (error) => {
        wrong.textContent = why(error)
        form.querySelector<HTMLInputElement>('input[type=password]')?.select()
      })
      .finally(() => button.removeAttribute('aria-disabled'))
  })
  frame.replaceChildren(
    h(
      'main',
      { id: 'main', class: 'alone' },
      h('p', { class: 'mark' }, logo(), h('b', {}, 'payhelp'), h('span', {}, say('DeskTitle'))),
      heading('h1', title),
      h('p', { class: 'about' }, about),
      form,
      ...more,
      h('p', { class: 'foot' }, languageLink()),
    ),
  )
  frame.querySelector('input')?.focus()
}

export function logo(): SVGElement {
  const picture = icon('logo')
  picture.setAttribute('class', 'logo')
  picture.setAttribute('viewBox', '0 0 32 32')
  return picture
}

/** Shows the sign-in page. */
export function signIn(frame: HTMLElement, signOn: boolean, done: (s: SignedIn) => void) {
  const more = signOn ? [h('p', {}, h('a', { class: 'quiet', href: address('/sign-on') }, say('DeskSignOn')))] : []
  alone(frame, say('DeskSignIn'), say('DeskSignInAbout'), fields(), say('DeskSignIn'), post, done, more)
}

/** Asks for a new sign-in over the page, which keeps what is being written. */
export function signInAgain(login: string, done: (s: SignedIn) => void) {
  let signed: SignedIn
  ask(
    say('DeskSignInAgain'),
    [h('p', {}, say('DeskSignInAgainAbout')), ...fields(login)],
    say('DeskSignIn'),
    async (form) => {
      signed = await post(form)
    },
    { locked: true, done: () => done(signed) },
  )
}

/** Makes the first account with the secret of the one-time link. */
export function setUp(frame: HTMLElement, secret: string, done: (s: SignedIn) => void) {
  const controls = [
    field(say('DeskName'), h('input', { name: 'name', autocomplete: 'name', required: true, maxlength: 80 }), say('DeskNameHint')),
    field(say('DeskLogin'), h('input', { name: 'login', autocomplete: 'username', autocapitalize: 'none', spellcheck: 'false', required: true, pattern: '[a-z0-9._\\-]{3,40}' }), say('DeskLoginHint')),
    field(say('DeskPassword'), h('input', { name: 'password', type: 'password', autocomplete: 'new-password', required: true, minlength: 12, maxlength: 200 }), say('DeskPasswordHint')),
  ]
  const send = (form: HTMLFormElement) =>
    desk<SignedIn>('/setup', { body: { secret, login: value(form, 'login'), name: value(form, 'name'), password: (form.elements.namedItem('password') as HTMLInputElement).value } })
  alone(frame, say('DeskSetUp'), say('DeskSetUpAbout'), controls, say('DeskSetUpMake'), send, done)
}
