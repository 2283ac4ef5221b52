// The slip of paper that a guest takes along: the answer in their language, the
// sentence to show, and the way to the page.
import { byId, h } from '../shared/dom'
import { date } from '../shared/format'
import { markdown } from '../shared/markdown'
import type { Reply } from '../shared/types'
import { dirOf, type Say } from '../shared/words'
import { codeOf } from './handover'

/** Lays the slip out; it is visible on paper alone. */
export async function slip(reply: Reply, path: string, say: Say) {
  const code = h('img', { src: codeOf(path), alt: '', width: 120, height: 120 })
  const paper = byId('slip')
  paper.lang = reply.answer_lang
  paper.dir = dirOf(reply.answer_lang)
  paper.replaceChildren(
    h('h2', {}, reply.title),
    h('div', { class: 'answer' }, ...markdown(reply.markdown || reply.text)),
    ...(reply.show
      ? [h('p', { class: 'slip-zh', lang: 'zh-Hans', dir: 'ltr' }, reply.show.zh), h('p', { lang: 'zh-Latn', dir: 'ltr' }, reply.show.pinyin ?? ''), h('p', {}, reply.show.text)]
      : []),
    h('div', { class: 'slip-foot' }, code, h('p', {}, say('UiDeskHandOverAbout'), h('br'), h('span', { dir: 'ltr' }, location.host + path)), reply.checked ? h('p', {}, say('UiChecked', { date: date(reply.answer_lang, reply.checked) })) : undefined),
  )
  await code.decode().catch(() => undefined) // a slip without the code is still one
}
