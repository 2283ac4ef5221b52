// The header's tools: larger text and the language.
import { byId } from '../shared/dom'
import { say } from '../shared/words'

/** Makes the tools work without loading the page anew. */
export function tools() {
  // A page that was kept for use offline has the size of text that it was kept with.
  if (new URLSearchParams(location.search).get('type') === 'large') document.documentElement.dataset['type'] = 'large'
  const size = byId<HTMLAnchorElement>('size')
  size.setAttribute('role', 'button')
  size.addEventListener('click', (event) => {
    event.preventDefault()
    const root = document.documentElement
    const large = root.dataset['type'] !== 'large'
    if (large) root.dataset['type'] = 'large'
    else delete root.dataset['type']
    // The choice lives in the address: nothing is stored for it.
    const here = new URL(location.href)
    if (large) here.searchParams.set('type', 'large')
    else here.searchParams.delete('type')
    history.replaceState({}, '', here)
    size.setAttribute('aria-label', say(large ? 'UiNormalText' : 'UiLargeText'))
  })
  size.addEventListener('keydown', (event) => {
    if (event.key !== ' ') return
    event.preventDefault()
    size.click()
  })

  const languages = byId<HTMLDetailsElement>('languages')
  languages.addEventListener('click', (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>('a')
    if (!link) return
    // What is shown stays, in the other language.
    const there = new URL(location.href)
    there.searchParams.set('lang', link.lang)
    link.href = there.toString()
  })
  document.addEventListener('click', (event) => {
    if (languages.open && !languages.contains(event.target as Node)) languages.open = false
  })
  languages.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !languages.open) return
    languages.open = false
    languages.querySelector('summary')?.focus()
  })
}
