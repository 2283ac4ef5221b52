// Calls of the help desk's API: the cookie signs in. A call that is refused for
// want of it asks for a new sign-in, once for all calls.
import { call, Refused, Unreachable, type Options } from '../shared/http'
import { say } from '../shared/words'

const root = '/api/v1/desk'

let expired: () => void = () => undefined

/** Sets what happens where the session has ended. */
export function onExpired(act: () => void) {
  expired = act
}

/** Calls path of the help desk's API. */
export async function desk<T>(path: string, options: Options = {}): Promise<T> {
  try {
    return await call<T>(root + path, options)
  } catch (error) {
    if (error instanceof Refused && error.status === 401 && !path.startsWith('/session') && path !== '/setup') expired()
    throw error
  }
}

/** The address of a path, for links and streams. */
export function address(path: string): string {
  return root + path
}

/** Returns a query of what is set. */
export function query(values: Record<string, string | number | boolean | undefined>): string {
  const q = new URLSearchParams()
  for (const [name, value] of Object.entries(values)) if (value !== undefined && value !== '' && value !== false) q.set(name, String(value))
  const text = q.toString()
  return text && `?${text}`
}

/** Says in words why a call failed. */
export function why(error: unknown): string {
  if (error instanceof Unreachable) return say('DeskUnreachable')
  if (!(error instanceof Refused)) return say('DeskFailed')
  switch (error.problem) {
    case 'sign-in':
      return say('DeskSignInWrong')
    case 'login-taken':
      return say('DeskLoginTaken')
    case 'last-administrator':
      return say('DeskLastAdministrator')
    case 'translation-unavailable':
    case 'translation-failed':
      return say('DeskTranslationFailed')
    case 'unread':
      return say('DeskUnreadFirst')
    case 'not-author':
      return say('DeskNotAuthor')
    case 'withdrawn':
      return say('DeskWithdrawn')
    case 'closed':
      return say('DeskCaseClosed')
  }
  switch (error.status) {
    case 401:
      return say('DeskSignedOut')
    case 403:
      return say('DeskForbidden')
    case 404:
      return say('DeskGone')
    case 429:
      return say('DeskTooOften')
  }
  return say('DeskFailed')
}

export { Refused, Unreachable }
