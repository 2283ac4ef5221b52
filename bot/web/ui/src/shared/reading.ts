// What the visitor has had before their eyes: on a page that is looked at, in
// view, and not behind a card that fills the screen.

const steps = [0, 0.1, 0.25, 0.5, 0.75, 1]

export class Reading {
  readonly #pending = new Map<Element, number>() // seq by message, until it was seen
  readonly #inView = new Set<Element>()
  #observer: IntersectionObserver | undefined

  /**
   * seen is called with the seq of a message once it was seen. dock, where given,
   * covers the lower end of the window.
   */
  constructor(
    private readonly seen: (seq: number) => void,
    dock?: HTMLElement,
  ) {
    if (!('IntersectionObserver' in window)) return // an old browser tells nothing rather than a guess
    if (dock && 'ResizeObserver' in window) new ResizeObserver(() => this.#observe(dock.offsetHeight)).observe(dock)
    this.#observe(dock?.offsetHeight ?? 0)
    document.addEventListener('visibilitychange', () => this.#look())
    document.addEventListener('close', () => this.#look(), true) // of a card over the page
  }

  /** Waits until element, which shows the message seq, was seen. */
  watch(element: Element, seq: number) {
    this.#pending.set(element, seq)
    this.#observer?.observe(element)
  }

  #observe(covered: number) {
    this.#observer?.disconnect()
    this.#inView.clear()
    this.#observer = new IntersectionObserver((entries) => this.#moved(entries), { rootMargin: `0px 0px -${covered}px 0px`, threshold: steps })
    for (const element of this.#pending.keys()) this.#observer.observe(element)
  }

  #moved(entries: IntersectionObserverEntry[]) {
    for (const e of entries) {
      // Half of it, or of what is longer than the window a good part.
      if (e.isIntersecting && (e.intersectionRatio >= 0.5 || e.intersectionRect.height >= innerHeight / 3)) this.#inView.add(e.target)
      else this.#inView.delete(e.target)
    }
    this.#look()
  }

  #look() {
    if (document.visibilityState !== 'visible' || document.querySelector('dialog[open]')) return
    let latest = 0
    for (const element of this.#inView) {
      if (element.isConnected) latest = Math.max(latest, this.#pending.get(element) ?? 0)
      this.#pending.delete(element)
      this.#observer?.unobserve(element)
    }
    this.#inView.clear()
    if (latest) this.seen(latest)
  }
}
