// What a browser remembers of its officer's habits. Nothing about visitors is
// ever kept here.

export interface Settings {
  notify: boolean // browser notification for new cases
  sound: boolean // for new cases
  keys: boolean // single keys as shortcuts
  lang?: string // of the console
}

const key = 'payhelp-desk'

let settings: Settings = { notify: false, sound: false, keys: true }
try {
  settings = { ...settings, ...(JSON.parse(localStorage.getItem(key) ?? '{}') as Partial<Settings>) }
} catch {
  // a browser that keeps nothing
}

export function setting<K extends keyof Settings>(name: K): Settings[K] {
  return settings[name]
}

export function set<K extends keyof Settings>(name: K, value: Settings[K]) {
  settings = { ...settings, [name]: value }
  try {
    localStorage.setItem(key, JSON.stringify(settings))
  } catch {
    // kept until the page is left
  }
}
