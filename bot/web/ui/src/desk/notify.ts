// New cases: a browser notification and a sound, each only where the officer
// asked for it.
import { say } from '../shared/words'
import { tell } from './announce'
import { set, setting } from './settings'
import type { Case } from './types'

let audio: AudioContext | undefined

/** Two short tones; the second is higher where it is urgent. */
function ring(urgent: boolean) {
  audio ??= new AudioContext()
  void audio.resume()
  const tone = (hertz: number, from: number) => {
    const oscillator = audio!.createOscillator()
    const gain = audio!.createGain()
    const at = audio!.currentTime + from
    oscillator.frequency.value = hertz
    gain.gain.setValueAtTime(0.0001, at)
    gain.gain.exponentialRampToValueAtTime(0.2, at + 0.02)
    gain.gain.exponentialRampToValueAtTime(0.0001, at + 0.25)
    oscillator.connect(gain).connect(audio!.destination)
    oscillator.start(at)
    oscillator.stop(at + 0.3)
  }
  tone(660, 0)
  tone(urgent ? 990 : 740, 0.18)
}

/** Turns the notification on or off. The browser is asked only now. */
export async function setNotify(on: boolean): Promise<boolean> {
  if (on) {
    const allowed = 'Notification' in window && (await Notification.requestPermission()) === 'granted'
    if (!allowed) {
      tell(say('DeskNotifyDenied'), 'wrong')
      on = false
    }
  }
  set('notify', on)
  return on
}

export function setSound(on: boolean) {
  set('sound', on)
  if (on) ring(false)
}

/** Tells of a case that begins to wait. */
export function notify(c: Case, line: string, go: () => void) {
  if (setting('sound')) ring(c.urgent)
  if (!setting('notify') || !('Notification' in window) || Notification.permission !== 'granted' || document.hasFocus()) return
  // What the visitor wrote stays on the page: a notification is read by whoever passes the screen.
  const note = new Notification(say(c.urgent ? 'DeskNewUrgent' : 'DeskNew', { n: c.case }), { body: line, tag: `case-${c.case}` })
  note.addEventListener('click', () => {
    window.focus()
    go()
    note.close()
  })
}
