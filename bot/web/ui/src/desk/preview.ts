// What the visitor will read, beside the Chinese.
import { add, h } from '../shared/dom'
import { markdown } from '../shared/markdown'
import { dirOf, say } from '../shared/words'
import { languageName } from './names'
import { paragraphs } from './thread'
import type { Preview } from './types'

/** Draws p into box; reads is the language that the visitor reads, title that of an article, in Chinese. */
export function drawPreview(box: HTMLElement, p: Preview, reads: string, title?: string) {
  const reply = p.reply
  const theirs = reply?.markdown ? markdown(reply.markdown) : paragraphs(p.text)
  const badge =
    p.kind === 'text'
      ? h('span', { class: 'badge free' }, say('DeskFreeText'))
      : p.kind === 'translated'
        ? h('span', { class: 'badge machine' }, say('DeskByMachine', { service: p.service ?? '' }))
        : h('span', { class: 'badge good' }, say('DeskReviewed'))
  // Free text that nothing translates is the same on both sides.
  const other = (p.kind === 'article' || p.kind === 'phrase') && p.lang !== reads
  const one = p.kind === 'text' && p.text === p.original
  box.hidden = false
  box.classList.toggle('one', one)
  add(
    clear(box),
    !one && h('div', { class: 'side-zh' }, h('h3', {}, say('DeskChinese')), h('div', { class: 'text', lang: 'zh-Hans' }, title && p.kind === 'article' && h('p', {}, h('b', {}, title)), ...paragraphs(without(p.original, title)))),
    h(
      'div',
      { class: 'side-theirs' },
      h('h3', {}, p.kind === 'text' ? say('DeskVisitorWillReadThis') : say('DeskVisitorWillRead', { language: languageName(p.lang) }), badge, foreign(p, reads) && h('span', { class: 'badge urgent' }, say('DeskChineseToForeigner')), other && h('span', { class: 'badge free' }, say('DeskOtherLanguage', { language: languageName(reads), other: languageName(p.lang) }))),
      h(
        'div',
        { class: 'text', lang: p.lang, dir: dirOf(p.lang) },
        reply?.title && h('p', {}, h('b', {}, reply.title)),
        ...theirs,
        reply?.show && h('p', { class: 'shown', lang: 'zh-Hans', dir: 'ltr' }, reply.show.zh),
      ),
    ),
  )
}

/** The text of an article without the title that it begins with. */
function without(text: string, title = ''): string {
  return title && text.startsWith(title) ? text.slice(title.length).trim() : text
}

/** Free text in Chinese, for somebody who reads neither Chinese nor Japanese. */
function foreign(p: Preview, reads: string): boolean {
  return p.kind === 'text' && reads !== 'zh' && reads !== 'ja' && /\p{Script=Han}/u.test(p.text)
}

function clear(box: HTMLElement): HTMLElement {
  box.replaceChildren()
  return box
}
