// The card that fills the screen: Chinese as large as it fits, for somebody on
// the other side of a counter or in the driver's seat.
import { h, icon } from './dom'
import { dirOf, type Say } from './words'

export interface Sign {
  zh: string
  pinyin?: string | undefined
  text: string // the same in lang
  lang: string
  more?: string | undefined // Chinese, smaller: an address
}

/** Opens the card; focus returns to where it was when it is closed. */
export function showSign(sign: Sign, say: Say) {
  const before = document.activeElement
  const close = h('button', { type: 'button', class: 'shut', 'aria-label': say('UiClose') }, icon('close'))
  const voice = chineseVoice()
  const dialog = h(
    'dialog',
    { class: 'sign', 'aria-label': say('ReplyShow'), lang: sign.lang, dir: dirOf(sign.lang) },
    h(
      'div',
      { class: 'sheet' },
      h('p', { class: sign.zh.length > 34 ? 'zh long' : 'zh', lang: 'zh-Hans', dir: 'ltr' }, ...clauses(sign.zh)),
      sign.more && h('p', { class: 'zh-more', lang: 'zh-Hans', dir: 'ltr' }, sign.more),
      sign.pinyin && h('p', { class: 'pinyin', lang: 'zh-Latn', dir: 'ltr' }, sign.pinyin),
      sign.text !== sign.zh && h('p', { class: 'means' }, sign.text),
    ),
    h(
      'div',
      { class: 'sign-tools' },
      voice && h('button', { type: 'button', class: 'quiet', onclick: () => speak(sign.zh, voice) }, icon('say'), say('UiSay')),
      close,
    ),
  )
  close.addEventListener('click', () => dialog.close())
  dialog.addEventListener('close', () => {
    dialog.remove()
    if ('speechSynthesis' in window) speechSynthesis.cancel()
    if (before instanceof HTMLElement) before.focus()
  })
  document.body.appendChild(dialog)
  dialog.showModal()
  close.focus()
}

/** Chinese has no spaces to break a line at: it is broken after a clause where that fits. */
export function clauses(zh: string): HTMLElement[] {
  return (zh.match(/[^，。；：？！]+[，。；：？！]*/g) ?? [zh]).map((clause) => h('span', {}, clause))
}

/** A voice of this device, not of a server elsewhere. */
function chineseVoice(): SpeechSynthesisVoice | undefined {
  if (!('speechSynthesis' in window)) return undefined
  return speechSynthesis.getVoices().find((v) => v.localService && /^(zh|cmn)[-_]?(CN|Hans)?/i.test(v.lang))
}

function speak(text: string, voice: SpeechSynthesisVoice) {
  speechSynthesis.cancel()
  const utterance = new SpeechSynthesisUtterance(text)
  utterance.voice = voice
  utterance.lang = voice.lang
  utterance.rate = 0.85
  speechSynthesis.speak(utterance)
}
