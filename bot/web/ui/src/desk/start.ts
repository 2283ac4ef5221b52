// The beginning: sign-in, first account, or the console at once.
import { byId, h } from '../shared/dom'
import { say } from '../shared/words'
import { desk, Refused } from './api'
import { toChosen } from './language'
import { setNames } from './names'
import { Shell } from './shell'
import { setUp, signIn } from './sign_in'
import { setLocale } from './time'
import type { DeskPage, SignedIn } from './types'

const retry = 3_000 // milliseconds

export async function start(page: DeskPage) {
  setNames(page)
  setLocale(page.lang)
  if (toChosen()) return
  const frame = byId('frame')
  const begin = ({ account }: SignedIn) => new Shell(frame, account)
  const secret = /^#setup=(.+)$/.exec(location.hash)?.[1]
  if (secret) {
    // The secret does not stay in the browser's history.
    history.replaceState(null, '', location.pathname + location.search)
    return setUp(frame, decodeURIComponent(secret), begin)
  }
  try {
    begin(await desk<SignedIn>('/session'))
  } catch (error) {
    if (!(error instanceof Refused)) {
      // The server is on its way up.
      frame.replaceChildren(h('main', { class: 'alone' }, h('p', { role: 'status' }, say('DeskUnreachable'))))
      setTimeout(() => void start(page), retry)
      return
    }
    signIn(frame, page.sign_on ?? false, begin)
  }
}
