// Places that help: the nearest ones, their Chinese name for the driver, a link
// to the phone's own map. The location is asked for on a tap alone.
import { h, icon, reveal } from './dom'
import { distance, hours } from './format'
import { showSign } from './show'
import type { Place, Point } from './types'
import { dirOf, type Say } from './words'

const pleaseTakeMe = '请送我到：'
const farthest = 150_000 // metres
const fewest = 3

/** Returns the list of places in lang. */
export function placeList(places: Place[], lang: string, say: Say): HTMLElement {
  return h('ul', { class: 'places' }, ...places.map((p) => place(p, lang, say)))
}

function place(p: Place, lang: string, say: Say): HTMLElement {
  const zh = p.name_zh && p.name_zh !== p.name ? p.name_zh : undefined
  return h(
    'li',
    {},
    h('p', { class: 'name' }, h('span', {}, p.name), p.distance_m !== null && h('span', { class: 'far' }, distance(lang, p.distance_m))),
    zh && h('p', { class: 'zh', lang: 'zh-Hans', dir: 'ltr' }, zh),
    h(
      'p',
      { class: 'facts' },
      p.open_now !== null && h('span', { class: p.open_now ? 'open' : 'closed' }, say(p.open_now ? 'UiOpenNow' : 'UiClosedNow')),
      h('span', {}, p.hours ? hours(lang, p.hours) : say('UiHoursUnknown')),
      p.city && h('span', {}, p.city),
    ),
    p.address && h('p', { class: 'address', lang: 'zh-Hans', dir: 'ltr' }, p.address),
    about(p, say),
    h(
      'p',
      { class: 'buttons' },
      p.name_zh && h('button', { type: 'button', class: 'quiet', onclick: () => showSign(taxiSign(p, lang, say), say) }, icon('taxi'), say('UiTaxi')),
      p.lat !== undefined && p.lon !== undefined && h('a', { class: 'quiet', href: mapLink(p, p.lat, p.lon) }, icon('map'), say('UiMap')),
      p.phone && h('a', { class: 'quiet', href: `tel:${p.phone.replace(/[^\d+]/g, '')}` }, icon('call'), say('UiCall', { phone: p.phone })),
    ),
  )
}

/** What is offered there and what is to be known of it; long, so folded. */
function about(p: Place, say: Say): HTMLElement | undefined {
  if (!p.note && !p.services?.length) return undefined
  return h(
    'details',
    {},
    h('summary', {}, say('UiPlaceAbout')),
    ...(p.services ?? []).map((s) => h('p', { class: 'note', dir: 'auto' }, s)),
    p.note ? h('p', { class: 'note', dir: 'auto' }, p.note) : undefined,
  )
}

function taxiSign(p: Place, lang: string, say: Say) {
  return { zh: pleaseTakeMe + (p.name_zh ?? p.name), more: p.address, text: `${say('UiTaxiPlease')} ${p.name}`, lang }
}

/** The link that opens the phone's map app, whichever it is. */
function mapLink(p: Place, lat: number, lon: number): string {
  const name = encodeURIComponent(p.name_zh ?? p.name)
  const apple = /iPhone|iPad|Macintosh/.test(navigator.userAgent)
  return apple ? `maps:?ll=${lat},${lon}&q=${name}` : `geo:${lat},${lon}?q=${lat},${lon}(${name})`
}

/** The place that the page was opened at by its code, or what the phone said; forgotten with the page. */
let known: Point | undefined

export function setLocation(point: Point | undefined) {
  known = point
}

export function location(): Point | undefined {
  return known
}

/** Asks the phone where it is; undefined where it does not say. */
export function locate(): Promise<Point | undefined> {
  return new Promise((resolve) => {
    if (!navigator.geolocation) return resolve(undefined)
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve((known = { lat: coords.latitude, lon: coords.longitude })),
      () => resolve(undefined),
      { timeout: 15_000, maximumAge: 300_000 },
    )
  })
}

/** Returns a list with a button that sorts it by distance. load gets the list for a location. */
export function nearby(places: Place[], lang: string, say: Say, load: (from: Point) => Promise<Place[]>): HTMLElement {
  const box = h('div', { class: 'nearby', lang, dir: dirOf(lang) })
  const show = (all: Place[]) => {
    // What is hours away helps nobody; the nearest few are shown in any case.
    const list = all.filter((p, i) => i < fewest || p.distance_m === null || p.distance_m <= farthest)
    box.replaceChildren(list.length ? placeList(list, lang, say) : h('p', {}, say('UiNoPlaces')))
  }
  show(places)
  if (places.some((p) => p.distance_m !== null)) return box
  const state = h('p', { class: 'small', role: 'status' }, say('UiLocationWhy'))
  const button = h('button', { type: 'button', class: 'quiet', onclick: () => void sort() }, icon('here'), say('UiUseLocation'))
  const sort = async () => {
    button.disabled = true
    state.textContent = say('UiLocating')
    const from = await locate()
    if (from) {
      try {
        show(await load(from))
        return reveal(box)
      } catch {
        state.textContent = say('UiFailed')
      }
    } else {
      state.textContent = say('UiLocationDenied')
    }
    button.disabled = false
  }
  box.append(h('p', { class: 'buttons' }, button), state)
  return box
}
