// The answers, cards and places that the visitor keeps on the phone, to be
// searched there while there is no network.
import { date } from '../shared/format'
import { Finder, type Pack } from '../shared/pack'
import type { Article, Place, Reply } from '../shared/types'
import { say } from '../shared/words'

/** The cache of the packs; the service worker has the same name for it. */
const cacheName = 'payhelp-pack'

export class Kept {
  #pack: Promise<Pack | undefined> | undefined
  #finder: Finder | undefined

  constructor(private readonly lang: string) {}

  get possible(): boolean {
    return 'serviceWorker' in navigator && 'caches' in window
  }

  get #address(): string {
    return `/pack/${this.lang}.json`
  }

  /** The pack of the page's language; undefined where none is kept. */
  pack(): Promise<Pack | undefined> {
    return (this.#pack ??= this.#read())
  }

  async #read(): Promise<Pack | undefined> {
    if (!this.possible || !(await caches.has(cacheName))) return undefined
    const response = await (await caches.open(cacheName)).match(this.#address)
    return response && ((await response.json()) as Pack)
  }

  /** Stores the pack, and the page so that it opens without a network. */
  async keep(): Promise<Pack> {
    const registration = await navigator.serviceWorker.register('/sw.js')
    await navigator.serviceWorker.ready
    const worker = registration.active
    if (!worker) throw new Error('no service worker')
    const channel = new MessageChannel()
    const done = new Promise<void>((resolve, reject) => {
      channel.port1.onmessage = (e) => (e.data === 'kept' ? resolve() : reject(new Error(String(e.data))))
    })
    const files = [...document.querySelectorAll<HTMLLinkElement | HTMLScriptElement>('link[rel=stylesheet], link[rel=icon], link[rel=manifest], script[src]')].map((e) =>
      'src' in e ? e.src : e.href,
    )
    worker.postMessage({ keep: this.lang, files }, [channel.port2])
    await done
    this.#pack = undefined
    this.#finder = undefined
    const pack = await this.pack()
    if (!pack) throw new Error('the pack was not stored')
    return pack
  }

  async remove() {
    for (const name of await caches.keys()) if (name.startsWith('payhelp-')) await caches.delete(name)
    for (const r of await navigator.serviceWorker.getRegistrations()) await r.unregister()
    this.#pack = Promise.resolve(undefined)
    this.#finder = undefined
  }

  /** Answers a question from what is kept; undefined where nothing is kept. */
  async search(text: string): Promise<{ reply: Reply; note: string } | undefined> {
    const pack = await this.pack()
    if (!pack) return undefined
    this.#finder ??= new Finder(pack)
    const found = this.#finder.search(text)
    const age = date(this.lang, pack.made)
    const best = found[0]
    if (!best) {
      return { note: say('UiPackNone'), reply: { ...empty(text, this.lang), kind: 'handoff' } }
    }
    const note = say('UiFromPack', { date: age })
    if (found.length === 1) return { note, reply: this.#reply(pack, best)! }
    const choices = found.map((id) => ({ article: id, title: pack.articles.find((a) => a.id === id)?.title ?? id }))
    return { note, reply: { ...empty(text, this.lang), kind: 'choices', choices } }
  }

  async article(id: string): Promise<Reply | undefined> {
    const pack = await this.pack()
    return pack && this.#reply(pack, id)
  }

  async articles(topic: string): Promise<Article[] | undefined> {
    const pack = await this.pack()
    return pack?.articles.filter((a) => a.topic === topic).map((a) => ({ id: a.id, topic, title: a.title, lang: a.lang }))
  }

  async places(): Promise<Place[] | undefined> {
    return (await this.pack())?.places
  }

  #reply(pack: Pack, id: string): Reply | undefined {
    const a = pack.articles.find((one) => one.id === id)
    if (!a) return undefined
    const related = (a.related ?? []).map((r) => ({ article: r, title: pack.articles.find((o) => o.id === r)?.title ?? r }))
    return {
      ...empty('', a.lang),
      article: id,
      title: a.title,
      markdown: a.markdown,
      related,
      ...(a.show && { show: a.show }),
      ...(a.checked && { checked: a.checked }),
    }
  }
}

function empty(question: string, lang: string): Reply {
  return { question, lang, kind: 'answer', article: null, title: '', text: '', places: [], answer_lang: lang }
}
