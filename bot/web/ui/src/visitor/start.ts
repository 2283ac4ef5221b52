// The start: topics to tap, and the questions of one topic. The addresses are
// those of the page without a script, so that back, reload and sharing work.
import { add, byId, h, icon } from '../shared/dom'
import { get } from '../shared/http'
import type { Article, Topic } from '../shared/types'
import { dirOf, say } from '../shared/words'

export type View = 'start' | 'list' | 'talk'

export class Start {
  readonly #list = byId('list')

  constructor(
    private readonly lang: string,
    private readonly topics: Topic[],
    private readonly open: (article: Article) => void,
    private readonly articles: (topic: string) => Promise<Article[]>,
  ) {
    byId('start').addEventListener('click', (event) => {
      const link = (event.target as Element).closest<HTMLElement>('[data-topic]')
      if (!link || modified(event)) return
      event.preventDefault()
      history.pushState({}, '', (link as HTMLAnchorElement).href)
      void this.topic(link.dataset['topic']!)
    })
    this.#list.addEventListener('click', (event) => {
      const back = (event.target as Element).closest('.back')
      if (!back || modified(event)) return
      event.preventDefault()
      this.home()
    })
    addEventListener('popstate', () => this.#fromAddress())
  }

  /** Shows the topics. */
  home() {
    history.pushState({}, '', this.#address({}))
    this.show('start')
    byId('welcome').focus({ preventScroll: true })
    window.scrollTo(0, 0)
  }

  show(view: View) {
    document.body.dataset['view'] = view
    this.#list.hidden = view !== 'list'
  }

  /** Shows the questions of a topic. */
  async topic(id: string) {
    const topic = this.topics.find((t) => t.id === id)
    if (!topic) return
    const heading = h('h2', { tabindex: -1 }, topic.title)
    const items = h('ul', { class: 'articles', 'aria-label': say('UiArticles', { topic: topic.title }) })
    this.#list.replaceChildren(
      h('p', {}, h('a', { class: 'back', href: this.#address({}) }, icon('back'), say('UiTopicsBack'))),
      heading,
      h('p', { class: 'about' }, topic.about),
      items,
    )
    this.show('list')
    window.scrollTo(0, 0)
    heading.focus({ preventScroll: true })
    try {
      for (const a of await this.articles(id)) {
        const link = h('a', { href: this.#address({ article: a.id }), lang: a.lang, dir: dirOf(a.lang), 'data-article': a.id }, h('span', {}, a.title), icon('next'))
        link.addEventListener('click', (event) => {
          if (modified(event)) return
          event.preventDefault()
          this.open(a)
        })
        items.append(h('li', {}, link))
      }
    } catch {
      add(this.#list, h('p', { class: 'wrong', role: 'alert' }, say('UiFailed')))
    }
  }

  #fromAddress() {
    const topic = new URLSearchParams(location.search).get('topic')
    if (topic) void this.topic(topic)
    else this.show('start')
  }

  /** This page's address with another query; the language, the size of text and the frame stay. */
  #address(query: Record<string, string>): string {
    const now = new URLSearchParams(location.search)
    const next = new URLSearchParams({ lang: this.lang, ...query })
    for (const keep of ['type', 'embed']) {
      const value = now.get(keep)
      if (value) next.set(keep, value)
    }
    return `${location.pathname}?${next}`
  }
}

/** Articles of a topic, from the server. */
export async function articlesOf(topic: string, lang: string): Promise<Article[]> {
  return (await get<{ articles: Article[] }>(`/api/v1/articles?lang=${lang}&topic=${encodeURIComponent(topic)}`)).articles
}

/** Whether a click should open another tab or window. */
export function modified(event: Event): boolean {
  const e = event as MouseEvent
  return e.ctrlKey || e.metaKey || e.shiftKey || e.altKey || e.button > 0
}
