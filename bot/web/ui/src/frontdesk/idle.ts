// Forgets the guest when nobody has touched the screen for a while, and says so
// before it does.
import { byId } from '../shared/dom'
import { say } from '../shared/words'

const warning = 30 // seconds before forgetting

export class Idle {
  #since = Date.now()

  /** busy is whether there is a guest to forget. */
  constructor(seconds: number, busy: () => boolean, forget: () => void) {
    const box = byId('idle')
    const touched = () => {
      this.#since = Date.now()
      box.hidden = true
    }
    for (const event of ['pointerdown', 'keydown', 'input']) document.addEventListener(event, touched, { capture: true, passive: true })
    // Counted by the clock, not by ticks: a tablet that slept has forgotten too.
    setInterval(() => {
      if (!busy()) return touched()
      const left = Math.ceil(seconds - (Date.now() - this.#since) / 1000)
      if (left <= 0) {
        touched()
        forget()
      } else if (left <= Math.min(warning, seconds / 2)) {
        box.textContent = say('UiDeskIdle', { n: left })
        box.hidden = false
      }
    }, 250)
  }
}
