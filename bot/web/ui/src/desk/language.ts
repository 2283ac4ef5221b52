// The console's language: Chinese or English, chosen once for a browser.
import { h, icon } from '../shared/dom'
import { lang } from './names'
import { set, setting } from './settings'

/** The link to the console in its other language. */
export function languageLink(): HTMLElement {
  const other = lang() === 'zh' ? 'en' : 'zh'
  const link = h('a', { class: 'tool', href: `/desk?lang=${other}`, lang: other, hreflang: other, 'data-key': 'language' }, icon('globe'), other === 'zh' ? '中文' : 'English')
  link.addEventListener('click', () => {
    set('lang', other)
    link.href = `/desk?lang=${other}${location.hash}`
  })
  return link
}

/** Goes to the language chosen before; true where the page is left for it. */
export function toChosen(): boolean {
  const chosen = setting('lang')
  if (!chosen || chosen === lang() || new URLSearchParams(location.search).has('lang')) return false
  location.replace(`/desk?lang=${chosen}${location.hash}`)
  return true
}
