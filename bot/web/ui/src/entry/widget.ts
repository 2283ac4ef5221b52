// <script src="…/widget.js" async></script>: defines the element and, unless
// the page has one, adds it. data-lang and data-place on the script are the
// element's attributes; data-manual leaves adding it to the page.
import { widgetClass, type Labels } from '../widget/element'

/** The server puts the words in front of this script. */
declare const payhelpLabels: Labels

const name = 'payhelp-widget'
const script = document.currentScript as HTMLScriptElement | null
const origin = script ? new URL(script.src).origin : location.origin

if (!customElements.get(name)) {
  customElements.define(name, widgetClass(origin, payhelpLabels))
  const place = () => {
    if (script?.dataset['manual'] !== undefined || document.querySelector(name)) return
    const element = document.createElement(name)
    for (const attribute of ['lang', 'place']) {
      const value = script?.dataset[attribute]
      if (value) element.setAttribute(attribute, value)
    }
    document.body.append(element)
  }
  if (document.body) place()
  else addEventListener('DOMContentLoaded', place)
}
